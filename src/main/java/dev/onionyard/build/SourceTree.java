package dev.onionyard.build;

import dev.onionyard.error.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// A tree to copy from: the context, another stage, or an image. Paths are relative, `/` between names.
interface SourceTree extends AutoCloseable {

    /// Links followed by one lookup at most, as in the kernel.
    int MOST_LINKS = 40;

    /// What is at `path`; no link is followed, in the middle of the path either.
    Optional<SourceEntry> find(String path);

    /// What is in a folder, sorted by name.
    List<SourceEntry> children(String directory);

    /// The bytes of a regular file, [SourceEntry#size] of them; the caller closes it before the next call.
    InputStream open(SourceEntry file) throws IOException;

    /// `build context`, `stage "build"` or `image "busybox"`, for messages.
    String shownName();

    /// Whether owners are copied: not from a context, whose owners mean nothing here.
    boolean keepsOwners();

    @Override
    void close();

    /// What `path` leads to, all links followed inside the tree; `..` does not leave the root.
    ///
    /// @return the entry with the path that it really has
    default Optional<SourceEntry> resolve(String path) {
        Deque<String> left = new ArrayDeque<>(Arrays.asList(path.split("/")));
        String at = "";
        int links = 0;
        while (!left.isEmpty()) {
            String name = left.pop();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                at = at.contains("/") ? at.substring(0, at.lastIndexOf('/')) : "";
                continue;
            }
            String next = at.isEmpty() ? name : at + "/" + name;
            Optional<SourceEntry> entry = find(next);
            if (entry.isEmpty()) {
                return Optional.empty();
            }
            if (entry.get().kind() != SourceEntry.Kind.SYMLINK) {
                at = next;
                continue;
            }
            if (++links > MOST_LINKS) {
                throw new InvalidInputException(
                        "cannot copy \"" + path + "\" from " + shownName() + ": too many levels of symbolic links");
            }
            String target = entry.get().linkTarget();
            at = target.startsWith("/") ? "" : at;
            List<String> names = Arrays.asList(target.split("/"));
            names.reversed().forEach(left::push);
        }
        return at.isEmpty() ? Optional.of(find("").orElseGet(SourceEntry::root)) : find(at);
    }
}
