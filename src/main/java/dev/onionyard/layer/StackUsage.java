package dev.onionyard.layer;

import dev.onionyard.layer.LayerTrees.Hidden;
import dev.onionyard.layer.LayerTrees.Sizes;
import dev.onionyard.layer.LayerTrees.Usage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts layer on layer and counts: what each adds to the visible bytes, and which bytes of lower layers it hides.
/// A file with several names (hard links) is counted once, and hidden with its last name. At every moment visible
/// bytes and hidden bytes together are the bytes of all layers so far.
final class StackUsage {

    /// A file of one layer, whatever its names.
    private static final class Content {

        private final StoredIndex index;
        private final int number;
        private final int layer;
        private final long size;
        private int names;

        Content(StoredIndex index, int number, int layer) {
            this.index = index;
            this.number = number;
            this.layer = layer;
            this.size = index.kind(number) == LayerEntry.Kind.FILE ? index.size(number) : 0;
        }
    }

    /// A visible name: a folder with what is in it, or the name of a file.
    private static final class Name {

        private final @Nullable Content content;
        private final Map<String, Name> children;

        Name(@Nullable Content content) {
            this.content = content;
            this.children = content == null ? new HashMap<>() : Map.of();
        }

        boolean isFolder() {
            return content == null;
        }
    }

    private final Name root = new Name(null);
    private final List<Sizes> sizes = new ArrayList<>();
    private final List<Hidden> hidden = new ArrayList<>();
    private long visible;
    private long all;

    /// Adds the next layer.
    void add(StoredIndex index, long storedBytes) {
        long before = visible;
        new LayerOnTop(index, sizes.size()).merge();
        sizes.add(new Sizes(storedBytes, visible - before, visible));
    }

    Usage usage() {
        List<Hidden> largestFirst = new ArrayList<>(hidden);
        largestFirst.sort(Comparator.comparingLong(Hidden::bytes).reversed().thenComparing(Hidden::path));
        return new Usage(List.copyOf(sizes), visible, all, List.copyOf(largestFirst));
    }

    /// A folder of the layer and the visible folder it is merged with.
    ///
    /// @param hidesLower nothing that lower layers have in it stays
    private record Pair(int folder, Name name, boolean hidesLower) {}

    /// The layer that is being added.
    private final class LayerOnTop {

        private final StoredIndex index;
        private final int layer;
        private final Map<Integer, Content> contents = new HashMap<>();
        private final Deque<Pair> waiting = new ArrayDeque<>();

        LayerOnTop(StoredIndex index, int layer) {
            this.index = index;
            this.layer = layer;
        }

        void merge() {
            waiting.push(new Pair(StoredIndex.ROOT, root, index.isOpaque(StoredIndex.ROOT)));
            while (!waiting.isEmpty()) {
                mergeFolder(waiting.pop());
            }
        }

        private void mergeFolder(Pair pair) {
            Map<String, Name> children = pair.name().children;
            if (pair.hidesLower()) {
                dropUnnamed(pair.folder(), children);
            }
            int first = index.firstChild(pair.folder());
            for (int child = first; child < first + index.childCount(pair.folder()); child++) {
                Name present = children.get(index.name(child));
                if (index.isWhiteout(child)) {
                    children.remove(index.name(child));
                    hide(present, Hidden.Reason.DELETED);
                } else if (index.isDirectory(child)) {
                    putFolder(child, present, children, pair.hidesLower());
                } else {
                    putFile(child, present, children);
                }
            }
        }

        /// What the layer has again is not deleted but replaced, which is seen when its turn comes.
        private void dropUnnamed(int folder, Map<String, Name> children) {
            children.entrySet().removeIf(child -> {
                boolean gone = index.child(folder, child.getKey()) == StoredIndex.NONE;
                if (gone) {
                    hide(child.getValue(), Hidden.Reason.DELETED);
                }
                return gone;
            });
        }

        private void putFolder(int child, @Nullable Name present, Map<String, Name> children, boolean hidesLower) {
            Name folder = present;
            if (folder == null || !folder.isFolder()) {
                hide(present, Hidden.Reason.REPLACED);
                folder = new Name(null);
                children.put(index.name(child), folder);
            }
            waiting.push(new Pair(child, folder, hidesLower || index.isOpaque(child)));
        }

        private void putFile(int child, @Nullable Name present, Map<String, Name> children) {
            int number = index.fileOf(child);
            Content content = contents.get(number);
            if (content == null) {
                content = new Content(index, number, layer);
                contents.put(number, content);
                visible += content.size;
                all += content.size;
            }
            content.names++;
            hide(present, reason(present, content));
            children.put(index.name(child), new Name(content));
        }

        private Hidden.Reason reason(@Nullable Name present, Content by) {
            if (present == null || present.content == null) {
                return Hidden.Reason.DELETED;
            }
            Content before = present.content;
            boolean same = before.index.hasSameContent(before.number, by.index, by.number);
            return same ? Hidden.Reason.METADATA_ONLY : Hidden.Reason.REPLACED;
        }

        private void hide(@Nullable Name top, Hidden.Reason reason) {
            if (top == null) {
                return;
            }
            Deque<Name> names = new ArrayDeque<>();
            names.push(top);
            while (!names.isEmpty()) {
                Name name = names.pop();
                name.children.values().forEach(names::push);
                if (name.content != null) {
                    hide(name.content, name == top ? reason : Hidden.Reason.DELETED);
                }
            }
        }

        private void hide(Content content, Hidden.Reason reason) {
            content.names--;
            if (content.names == 0 && content.size > 0) {
                visible -= content.size;
                hidden.add(new Hidden(content.index.path(content.number), content.size, content.layer, layer, reason));
            }
        }
    }
}
