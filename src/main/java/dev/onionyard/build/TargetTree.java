package dev.onionyard.build;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The tree of an image while a layer is written on top of it. Knows what the layers below have and what was
/// written so far, follows links as a mounted tree would, and names every folder on the way with the owner and mode
/// it has, as overlayfs does when it copies a folder up.
final class TargetTree {

    /// What was written at a path: a folder, a link, or anything else.
    private record Written(TarEntry.Type type, String linkName) {}

    private static final String WHITEOUT_PREFIX = ".wh.";

    private final SourceTree below;
    private final TarWriter tar;
    private final Instant now;
    private final Map<String, Written> written = new HashMap<>();

    /// @param now the time of folders that are made on the way
    TargetTree(SourceTree below, TarWriter tar, Instant now) {
        this.below = below;
        this.tar = tar;
        this.now = now;
    }

    /// Whether nothing was written.
    boolean isEmpty() {
        return written.isEmpty();
    }

    boolean isDirectory(String path) {
        return path.isEmpty() || find(path).filter(SourceEntry::isDirectory).isPresent();
    }

    boolean exists(String path) {
        return path.isEmpty() || find(path).isPresent();
    }

    /// Where `path` really is once its links are followed; what does not exist yet is taken as it is.
    String locate(String path) {
        Deque<String> left = new ArrayDeque<>(Arrays.asList(path.split("/")));
        String at = "";
        int links = 0;
        while (!left.isEmpty()) {
            String name = left.pop();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                at = parent(at);
                continue;
            }
            String next = at.isEmpty() ? name : at + "/" + name;
            Optional<SourceEntry> entry = find(next);
            if (entry.isEmpty() || entry.get().kind() != SourceEntry.Kind.SYMLINK) {
                at = next;
                continue;
            }
            if (++links > SourceTree.MOST_LINKS) {
                throw new InvalidInputException("cannot copy to \"/" + path + "\": too many levels of symbolic links");
            }
            String target = entry.get().linkTarget();
            at = target.startsWith("/") ? "" : at;
            Arrays.asList(target.split("/")).reversed().forEach(left::push);
        }
        return at;
    }

    /// Makes the folders on the way to `path` that are missing.
    ///
    /// @param path located
    /// @param owner of folders that are made
    void makeParents(String path, Owner owner) throws IOException {
        String parent = parent(path);
        if (!parent.isEmpty()) {
            makeDirectory(parent, owner);
        }
    }

    /// Makes a folder, and those on the way, if it is missing; one that is there is named as it is.
    void makeDirectory(String path, Owner owner) throws IOException {
        if (path.isEmpty() || written.containsKey(path) && isDirectory(path)) {
            return;
        }
        makeParents(path, owner);
        Optional<SourceEntry> present = find(path);
        if (present.isPresent() && !present.get().isDirectory()) {
            throw new InvalidInputException("cannot copy to \"/" + path + "\": it is not a folder");
        }
        TarEntry entry = TarEntry.directory(path);
        put(
                present.map(folder -> entry.withMode(folder.mode())
                                .withOwner(folder.uid(), folder.gid())
                                .withModified(folder.modified())
                                .withXattrs(folder.xattrs()))
                        .orElseGet(
                                () -> entry.withOwner(owner.uid(), owner.gid()).withModified(now)),
                null);
    }

    /// What writes the bytes of a file.
    interface Content {
        void writeTo(TarWriter out) throws IOException;
    }

    /// Writes an entry whose parents are there.
    void put(TarEntry entry, @Nullable Content content) throws IOException {
        String path = entry.name();
        if (path.substring(path.lastIndexOf('/') + 1).startsWith(WHITEOUT_PREFIX)) {
            throw new InvalidInputException("cannot copy to \"/" + path
                    + "\": in a layer a name that begins with .wh. means that something is deleted");
        }
        tar.put(entry);
        if (content != null) {
            content.writeTo(tar);
        }
        boolean replacesFolder = entry.type() != TarEntry.Type.DIRECTORY && isWrittenDirectory(path);
        if (replacesFolder) {
            written.keySet().removeIf(other -> other.startsWith(path + "/"));
        }
        written.put(path, new Written(entry.type(), entry.linkName()));
    }

    private boolean isWrittenDirectory(String path) {
        Written own = written.get(path);
        return own != null && own.type == TarEntry.Type.DIRECTORY;
    }

    private Optional<SourceEntry> find(String path) {
        Written own = written.get(path);
        if (own != null) {
            return Optional.of(entry(path, own));
        }
        for (String parent = parent(path); !parent.isEmpty(); parent = parent(parent)) {
            Written above = written.get(parent);
            if (above != null && above.type != TarEntry.Type.DIRECTORY) {
                return Optional.empty();
            }
        }
        return below.find(path);
    }

    private static SourceEntry entry(String path, Written own) {
        SourceEntry.Kind kind = switch (own.type) {
            case DIRECTORY -> SourceEntry.Kind.DIRECTORY;
            case SYMLINK -> SourceEntry.Kind.SYMLINK;
            case FILE, HARD_LINK -> SourceEntry.Kind.FILE;
            case CHARACTER_DEVICE -> SourceEntry.Kind.CHARACTER_DEVICE;
            case BLOCK_DEVICE -> SourceEntry.Kind.BLOCK_DEVICE;
            case FIFO -> SourceEntry.Kind.FIFO;
        };
        return new SourceEntry(path, kind, 0, 0755, 0, 0, Instant.EPOCH, own.linkName, Map.of(), null, "", 0, 0);
    }

    private static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }
}
