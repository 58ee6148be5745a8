package dev.onionyard.files;

import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.linux.Errno;
import dev.onionyard.linux.FileStatus;
import dev.onionyard.linux.FileType;
import dev.onionyard.linux.OpenFile;
import dev.onionyard.linux.RootedDirectory;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.EntryPath;
import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarEntry.Extent;
import dev.onionyard.tar.TarNames;
import dev.onionyard.tar.TarReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes a tar into a folder of a tree as Docker's `archive.Unpack` does: entries in order, what is there is
/// replaced but folders are merged, folders that the tar implies are made for root. Names are made of the folder
/// and the cleaned name of the entry, and the kernel resolves them inside the tree.
final class TarExtractor {

    private static final String OVERLAY_PREFIX = "trusted.overlay.";
    private static final int IMPLIED_MODE = 0755;

    private final RootedDirectory root;
    private final String folder;
    private final WriteRules rules;
    private final ProgressListener progress;
    private final List<Written> folders = new ArrayList<>();
    private String lastParent = "";

    /// A folder whose time is set when nothing is written in it any more.
    private record Written(String path, TarEntry entry) {}

    TarExtractor(RootedDirectory root, String folder, WriteRules rules, ProgressListener progress) {
        this.root = root;
        this.folder = folder;
        this.rules = rules;
        this.progress = progress;
    }

    void extract(InputStream in) throws IOException {
        var tar = new TarReader(in);
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            progress.checkCancelled();
            String name = EntryPath.of(entry.name()).value();
            if (!name.isEmpty()) {
                extract(entry, name, tar);
            }
        }
        folders.reversed().forEach(written -> setTime(written.path, written.entry));
    }

    private void extract(TarEntry entry, String name, TarReader tar) throws IOException {
        String path = within(name);
        int slash = name.lastIndexOf('/');
        String parent = slash < 0 ? "" : name.substring(0, slash);
        if (!parent.equals(lastParent)) {
            makeParents(name);
            lastParent = parent;
        }
        check(entry, name, root.find(path));
        switch (entry.type()) {
            case DIRECTORY -> {
                root.createDirectory(path, 0700);
                setAttributes(path, entry);
                folders.add(new Written(path, entry));
            }
            case FILE -> writeFile(path, entry, tar);
            case HARD_LINK -> link(path, entry);
            case SYMLINK -> {
                root.createSymlink(path, entry.linkName());
                setOwner(path, entry);
                setXattrs(entry.xattrs(), (key, value) -> root.xattr(path, key, value));
                setTime(path, entry);
            }
            case CHARACTER_DEVICE -> node(path, FileType.CHARACTER_DEVICE, entry);
            case BLOCK_DEVICE -> node(path, FileType.BLOCK_DEVICE, entry);
            case FIFO -> node(path, FileType.FIFO, entry);
        }
    }

    private void check(TarEntry entry, String name, Optional<FileStatus> present) {
        if (rules.keepKinds() && present.isPresent()) {
            boolean isFolder = present.get().isDirectory();
            if (isFolder && !entry.isDirectory()) {
                throw new InvalidInputException("cannot overwrite directory \"" + shown(place(name))
                        + "\" with non-directory \"" + shown(place("")) + "\"");
            }
            if (!isFolder && entry.isDirectory()) {
                throw new InvalidInputException("cannot overwrite non-directory \"" + shown(place(name))
                        + "\" with directory \"" + shown(place("")) + "\"");
            }
        }
    }

    /// A path as dockerd shows it: the second one in its sentences is the folder that the tar is written into.
    private String place(String name) {
        String path = folder.isEmpty() ? "/" : "/" + folder.substring(0, folder.length() - "/.".length());
        return name.isEmpty() ? path : path.equals("/") ? path + name : path + "/" + name;
    }

    private void makeParents(String name) {
        for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
            String parent = within(name.substring(0, slash));
            if (!root.leadsToDirectory(parent)) {
                makeParent(parent, name);
            }
        }
    }

    /// What the tar does not name is not replaced either.
    private void makeParent(String parent, String name) {
        if (root.find(parent).isPresent()) {
            throw new InvalidInputException(
                    "cannot write \"" + shown(name) + "\": \"" + shown(parent) + "\" is there and not a directory");
        }
        root.createDirectory(parent, 0700);
        WriteRules.Owner owner = rules.owner();
        root.owner(parent, owner == null ? 0 : owner.uid(), owner == null ? 0 : owner.gid());
        root.mode(parent, IMPLIED_MODE);
    }

    private void writeFile(String path, TarEntry entry, TarReader tar) throws IOException {
        try (OpenFile file = root.createFile(path, 0600)) {
            if (entry.sparse()) {
                writeSparse(file, entry, tar);
            } else {
                for (int length = tar.nextSpan(); length > 0; length = tar.nextSpan()) {
                    file.write(tar.spanBytes(), tar.spanStart(), length);
                    progress.advance(length);
                }
            }
            // chown clears setuid and file capabilities, so owner comes first; and time last.
            file.owner(uid(entry), gid(entry));
            file.mode(entry.mode());
            setXattrs(entry.xattrs(), file::xattr);
            file.times(entry.modified().getEpochSecond(), entry.modified().getNano());
        }
    }

    private void writeSparse(OpenFile file, TarEntry entry, TarReader tar) throws IOException {
        file.truncate(entry.size());
        int length = 0;
        int start = 0;
        for (Extent extent : entry.extents()) {
            long at = extent.offset();
            while (at < extent.end()) {
                if (length == 0) {
                    length = tar.nextSpan();
                    start = tar.spanStart();
                }
                int part = (int) Math.min(length, extent.end() - at);
                file.writeAt(at, ByteBuffer.wrap(tar.spanBytes(), start, part));
                progress.advance(part);
                at += part;
                start += part;
                length -= part;
            }
        }
    }

    private void link(String path, TarEntry entry) {
        String target = within(EntryPath.of(entry.linkName()).value());
        if (!target.equals(path)) {
            root.createHardLink(path, target);
        }
    }

    private void node(String path, FileType type, TarEntry entry) {
        root.createNode(path, type, 0600, entry.deviceMajor(), entry.deviceMinor());
        setAttributes(path, entry);
        setTime(path, entry);
    }

    private void setAttributes(String path, TarEntry entry) {
        setOwner(path, entry);
        root.mode(path, entry.mode());
        setXattrs(entry.xattrs(), (key, value) -> root.xattr(path, key, value));
    }

    private void setOwner(String path, TarEntry entry) {
        root.owner(path, uid(entry), gid(entry));
    }

    private void setTime(String path, TarEntry entry) {
        root.times(path, entry.modified().getEpochSecond(), entry.modified().getNano());
    }

    private long uid(TarEntry entry) {
        WriteRules.Owner owner = rules.owner();
        return owner == null ? entry.uid() : owner.uid();
    }

    private long gid(TarEntry entry) {
        WriteRules.Owner owner = rules.owner();
        return owner == null ? entry.gid() : owner.gid();
    }

    private interface XattrSetter {
        void set(String name, byte[] value);
    }

    /// What this file system cannot keep is left out, as with Docker; and overlayfs's own marks always.
    private static void setXattrs(Map<String, byte[]> xattrs, XattrSetter setter) {
        xattrs.forEach((name, value) -> {
            try {
                if (!name.startsWith(OVERLAY_PREFIX)) {
                    setter.set(name, value);
                }
            } catch (EngineException e) {
                if (!Errno.EOPNOTSUPP.caused(e) && !Errno.EPERM.caused(e)) {
                    throw e;
                }
            }
        });
    }

    private String within(String name) {
        return folder.isEmpty() ? name : folder + "/" + name;
    }

    private static String shown(String name) {
        return TarNames.shown(name);
    }
}
