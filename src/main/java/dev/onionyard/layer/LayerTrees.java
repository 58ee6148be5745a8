package dev.onionyard.layer;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Answers what stacks of layers look like as one tree, from the indexes alone. A stack is given bottom first.
public interface LayerTrees {

    /// How the top layer of a stack treats a path.
    enum Sign {
        ADDED,
        CHANGED,
        REMOVED,
        UNCHANGED
    }

    /// One line in a file tree.
    ///
    /// @param entry as the top-most layer that has it says; for [Sign#REMOVED] the entry that was removed
    /// @param before for [Sign#CHANGED] the entry that the top layer replaced
    /// @param layer position in the stack of the layer that `entry` comes from
    /// @param hasChildren a folder with something in it, were it only what the top layer removed
    record Node(LayerEntry entry, @Nullable LayerEntry before, Sign sign, int layer, boolean hasChildren) {}

    /// What a container's writable layer changes.
    ///
    /// @param path with leading slash, as `docker diff` prints it
    /// @param size of the file now, in bytes; for a removed file, what it was
    record Change(String path, Sign sign, LayerEntry.Kind kind, long size) {}

    /// Sizes of one layer in its stack, in bytes.
    ///
    /// @param stored what the layer takes on disk
    /// @param adds visible bytes with this layer minus visible bytes without it; may be negative
    /// @param total visible bytes of the tree up to and including this layer
    record Sizes(long stored, long adds, long total) {}

    /// Bytes of lower layers that the finished tree does not show.
    ///
    /// @param path where they were
    /// @param bytes how many
    /// @param writtenBy position of the layer that brought them
    /// @param hiddenBy position of the layer that hid them
    record Hidden(String path, long bytes, int writtenBy, int hiddenBy, Reason reason) {
        /// Why bytes are hidden.
        public enum Reason {
            REPLACED,
            DELETED,
            /// Same content again with another mode, owner or time.
            METADATA_ONLY
        }
    }

    /// The whole of a stack: one [Sizes] a layer, and what is hidden, largest first.
    ///
    /// @param visible bytes in the finished tree
    /// @param all content bytes of all layers
    record Usage(List<Sizes> layers, long visible, long all, List<Hidden> hidden) {

        /// Visible bytes by all bytes; 1 when there are none.
        public double efficiency() {
            return all == 0 ? 1 : (double) visible / all;
        }
    }

    /// The direct children of `directory` in the tree of the whole stack, removed ones included, sorted by name.
    List<Node> merged(List<LayerId> stack, String directory);

    /// The same, only what the top layer adds, changes or removes (folders that lead there included).
    List<Node> changed(List<LayerId> stack, String directory);

    /// All nodes of [#merged], or of [#changed], in all folders, whose path contains `words`, upper and lower
    /// case alike; folders that only lead to a change are left out. In each folder its folders come first, each
    /// followed by what is in it.
    ///
    /// @param limit most nodes to give
    List<Node> search(List<LayerId> stack, boolean onlyChanged, String words, int limit);

    /// What one layer has at a path.
    ///
    /// @param layer its position in the stack
    record Version(LayerEntry entry, int layer) {}

    /// What is visible at `path` in the tree of the whole stack. No symbolic link is followed.
    Optional<Version> find(List<LayerId> stack, String path);

    /// The bytes of the regular file that is visible at `path`, read from the layer that has it and never from
    /// outside that layer. The caller closes the stream.
    ///
    /// @throws dev.onionyard.error.NotFoundException if nothing is visible there
    /// @throws dev.onionyard.error.InvalidInputException if it is not a regular file
    InputStream open(List<LayerId> stack, String path);

    Usage usage(List<LayerId> stack);

    /// What an upper directory changes above a stack, sorted by path, as `docker diff` would list it.
    List<Change> changes(Path upper, List<LayerId> stack);
}
