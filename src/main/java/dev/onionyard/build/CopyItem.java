package dev.onionyard.build;

import dev.onionyard.dockerfile.IgnoreRules;
import dev.onionyard.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.TreeMap;

/// One file or folder that a step copies.
///
/// @param entry with all links followed
/// @param name that a file gets if the destination is a folder
/// @param excluded what of a folder is not copied, relative to it
/// @param extract whether its archive is extracted instead
record CopyItem(SourceTree tree, SourceEntry entry, String name, IgnoreRules excluded, boolean extract) {

    /// Of all that counts: paths below it, kinds, modes, owners where they are kept, contents. Not of times.
    Digest digest() {
        MessageDigest hash = Digest.newHash();
        add(hash, entry, entry.isDirectory() ? "" : name);
        if (entry.isDirectory()) {
            addChildren(hash, entry);
        }
        return Digest.ofFinished(hash.digest());
    }

    private void addChildren(MessageDigest hash, SourceEntry directory) {
        for (SourceEntry child : tree.children(directory.path())) {
            String path = relative(child);
            boolean left = excluded.excludes(path);
            if (!left) {
                add(hash, child, path);
            }
            if (child.isDirectory() && (!left || excluded.mayTakeBack())) {
                addChildren(hash, child);
            }
        }
    }

    /// The path of something in the folder, from the folder.
    String relative(SourceEntry child) {
        return entry.path().isEmpty()
                ? child.path()
                : child.path().substring(entry.path().length() + 1);
    }

    private void add(MessageDigest hash, SourceEntry file, String path) {
        var line = new StringBuilder(path).append('\0').append(file.kind());
        // A folder's own mode counts only if it is made by the copy.
        line.append('\0').append(Integer.toOctalString(file.mode()));
        if (tree.keepsOwners()) {
            line.append('\0').append(file.uid()).append(':').append(file.gid());
        }
        line.append('\0').append(file.linkTarget()).append('\0').append(file.content());
        new TreeMap<>(file.xattrs())
                .forEach((name, value) -> line.append('\0')
                        .append(name)
                        .append('=')
                        .append(HexFormat.of().formatHex(value)));
        hash.update(line.append('\n').toString().getBytes(StandardCharsets.UTF_8));
    }
}
