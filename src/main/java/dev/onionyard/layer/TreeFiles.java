package dev.onionyard.layer;

import dev.onionyard.error.EngineException;
import dev.onionyard.linux.Errno;
import dev.onionyard.linux.FileStatus;
import dev.onionyard.linux.FileType;
import dev.onionyard.linux.OpenFile;
import dev.onionyard.linux.RootedDirectory;
import dev.onionyard.tar.TarEntry.Extent;
import dev.onionyard.tar.TarReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/// Writes the files of a layer: what is in the tree below `tree`, and below `payloads` the content that is in the
/// tar but not in the tree (of duplicate names, of whiteouts).
///
/// Folders get owner, mode and time last, by [#finishFolder]: until then they are root's alone, and writing in
/// them would change their times. Without privilege the files are there to be read and to rebuild the tar, not to
/// be run: owners, devices and privileged attributes are then only in the index.
final class TreeFiles implements AutoCloseable {

    static final String TREE = "tree";
    static final String PAYLOADS = "payloads";

    /// The disk works on large files while they are still being written; the sync at the end has to wait for less.
    private static final long WRITE_BEHIND_BYTES = 8 << 20;

    private static final byte[] YES = "y".getBytes(StandardCharsets.US_ASCII);

    private final RootedDirectory layer;
    private final Privilege privilege;
    private final boolean newFilesAreRoots;
    private final boolean newFilesHaveAcls;
    private boolean hasPayloads;

    /// @param directory of the layer, empty
    TreeFiles(Path directory, Privilege privilege) {
        this.layer = RootedDirectory.open(directory);
        this.privilege = privilege;
        layer.createDirectory(TREE, 0700);
        this.newFilesAreRoots = givesFilesToRoot(layer.status(TREE));
        this.newFilesHaveAcls = layer.xattrs(TREE).containsKey("system.posix_acl_default");
    }

    void createFolder(Node node) {
        layer.createDirectory(pathOf(node), 0700);
    }

    /// Writes a file with its attributes; its content is the reader's current entry.
    void writeFile(Node node, TarReader content) throws IOException {
        boolean createsWithMode = createsWithMode(node.inode);
        int mode = createsWithMode ? privilege.fileMode(node.inode.mode) : 0600;
        try (OpenFile file = layer.createFile(pathOf(node), mode)) {
            writeContent(file, node.inode, content);
            finishFile(file, node.inode, !createsWithMode);
        }
    }

    /// Keeps content that does not belong to the tree.
    void writePayload(int number, TarReader content) throws IOException {
        try (OpenFile file = layer.createFile(payload(number), 0600)) {
            for (int length = content.nextSpan(); length > 0; length = content.nextSpan()) {
                file.write(content.spanBytes(), content.spanStart(), length);
            }
        }
    }

    /// Creates what is neither file nor folder.
    void create(Node node) {
        Inode inode = node.inode;
        switch (inode.kind) {
            case SYMLINK -> createSymlink(node);
            case CHARACTER_DEVICE -> createNode(node, FileType.CHARACTER_DEVICE);
            case BLOCK_DEVICE -> createNode(node, FileType.BLOCK_DEVICE);
            case FIFO -> createNode(node, FileType.FIFO);
            case WHITEOUT -> createNode(node, FileType.CHARACTER_DEVICE);
            case FILE, DIRECTORY, HARD_LINK -> throw new IllegalArgumentException(inode.kind + " is made otherwise");
        }
    }

    void link(Node node, Node existing) {
        if (isOnDisk(existing.inode)) {
            layer.createHardLink(pathOf(node), pathOf(existing));
        }
    }

    /// Makes a file from bytes of a lower layer, with the attributes of the node.
    void copy(Node node, RootedDirectory lowerTree, String lowerPath) {
        try (OpenFile from = lowerTree.openFile(lowerPath);
                OpenFile to = layer.createFile(pathOf(node), 0600)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(256 * 1024);
            while (from.read(buffer) >= 0) {
                to.write(buffer.flip());
                buffer.clear();
            }
            finishFile(to, node.inode, true);
        }
    }

    /// Sets owner, mode, attributes and time of what is not a folder.
    void setAttributes(Node node) {
        Inode inode = node.inode;
        if (!isOnDisk(inode)) {
            return;
        }
        String path = pathOf(node);
        setOwner(path, inode);
        if (inode.kind != LayerEntry.Kind.SYMLINK) {
            layer.mode(path, privilege.fileMode(inode.mode));
        }
        setXattrs(inode.xattrs, (name, value) -> layer.xattr(path, name, value));
        layer.times(path, inode.modified.getEpochSecond(), inode.modified.getNano());
    }

    /// Sets what a folder has when nothing is written in it any more.
    void finishFolder(Node node) {
        Inode inode = node.inode;
        String path = pathOf(node);
        setOwner(path, inode);
        layer.mode(path, privilege.folderMode(inode.mode));
        setXattrs(inode.xattrs, (name, value) -> layer.xattr(path, name, value));
        if (node.opaque && privilege.isRoot()) {
            layer.xattr(path, Whiteouts.OPAQUE_XATTR, YES);
        }
        layer.times(path, inode.modified.getEpochSecond(), inode.modified.getNano());
    }

    /// Removes a name from the tree. The last name of a payload becomes that payload's file.
    void remove(Node node) {
        Inode inode = node.inode;
        boolean isLastName = inode.payload != Inode.NO_PAYLOAD && inode.names.isEmpty();
        if (isLastName && !inode.sparse) {
            layer.rename(pathOf(node), payload(inode.payload));
            return;
        }
        if (isLastName) {
            pack(node);
        }
        layer.removeTree(pathOf(node));
    }

    /// Keeps of a sparse file what the tar has of it.
    private void pack(Node node) {
        try (OpenFile from = layer.openFile(pathOf(node));
                OpenFile to = layer.createFile(payload(node.inode.payload), 0600)) {
            ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
            for (Extent extent : node.inode.extents) {
                long at = extent.offset();
                while (at < extent.end()) {
                    buffer.clear().limit((int) Math.min(buffer.capacity(), extent.end() - at));
                    at += from.readAt(at, buffer);
                    to.write(buffer.flip());
                }
            }
        }
    }

    @Override
    public void close() {
        layer.close();
    }

    static String payloadPath(int number) {
        return PAYLOADS + "/" + number;
    }

    private String payload(int number) {
        if (!hasPayloads) {
            layer.createDirectory(PAYLOADS, 0700);
            hasPayloads = true;
        }
        return payloadPath(number);
    }

    /// Whether the kernel gives a new file its mode as it is, which saves a call for most files.
    private boolean createsWithMode(Inode inode) {
        return (privilege.fileMode(inode.mode) & (07000 | privilege.umask())) == 0 && !newFilesHaveAcls;
    }

    private void writeContent(OpenFile file, Inode inode, TarReader content) throws IOException {
        if (inode.sparse) {
            writeSparse(file, inode, content);
            return;
        }
        long written = 0;
        long onItsWay = 0;
        for (int length = content.nextSpan(); length > 0; length = content.nextSpan()) {
            file.write(content.spanBytes(), content.spanStart(), length);
            written += length;
            if (written - onItsWay >= WRITE_BEHIND_BYTES) {
                file.startWriting(onItsWay, written - onItsWay);
                onItsWay = written;
            }
        }
    }

    private static void writeSparse(OpenFile file, Inode inode, TarReader content) throws IOException {
        file.truncate(inode.size);
        int length = 0;
        int start = 0;
        for (Extent extent : inode.extents) {
            long at = extent.offset();
            while (at < extent.end()) {
                if (length == 0) {
                    length = content.nextSpan();
                    start = content.spanStart();
                }
                int part = (int) Math.min(length, extent.end() - at);
                file.writeAt(at, ByteBuffer.wrap(content.spanBytes(), start, part));
                at += part;
                start += part;
                length -= part;
            }
        }
    }

    /// Owner before mode and attributes: chown clears setuid and file capabilities. Time last.
    private void finishFile(OpenFile file, Inode inode, boolean setMode) {
        if (privilege.isRoot() && !(newFilesAreRoots && inode.uid == 0 && inode.gid == 0)) {
            file.owner(inode.uid, inode.gid);
        }
        if (setMode) {
            file.mode(privilege.fileMode(inode.mode));
        }
        setXattrs(inode.xattrs, file::xattr);
        file.times(inode.modified.getEpochSecond(), inode.modified.getNano());
    }

    private void createSymlink(Node node) {
        layer.createSymlink(pathOf(node), node.inode.linkTarget);
        setAttributes(node);
    }

    private void createNode(Node node, FileType type) {
        if (isOnDisk(node.inode)) {
            layer.createNode(pathOf(node), type, 0600, node.inode.deviceMajor, node.inode.deviceMinor);
            if (!node.isWhiteout()) {
                setAttributes(node);
            }
        }
    }

    private boolean isOnDisk(Inode inode) {
        return switch (inode.kind) {
            case FILE -> !inode.inLowerLayer;
            case DIRECTORY, SYMLINK, HARD_LINK -> true;
            case FIFO, CHARACTER_DEVICE, BLOCK_DEVICE, WHITEOUT -> privilege.isRoot();
        };
    }

    private void setOwner(String path, Inode inode) {
        if (privilege.isRoot() && !(newFilesAreRoots && inode.uid == 0 && inode.gid == 0)) {
            layer.owner(path, inode.uid, inode.gid);
        }
    }

    private interface XattrSetter {
        void set(String name, byte[] value);
    }

    /// What this file system or this user cannot have is only in the index, as with Docker.
    private void setXattrs(Map<String, byte[]> xattrs, XattrSetter setter) {
        xattrs.forEach((name, value) -> {
            try {
                setter.set(name, value);
            } catch (EngineException e) {
                if (!Errno.EOPNOTSUPP.caused(e) && !Errno.EPERM.caused(e)) {
                    throw e;
                }
            }
        });
    }

    private boolean givesFilesToRoot(FileStatus folder) {
        return folder.uid() == 0 && folder.gid() == 0 && (folder.mode() & 02000) == 0;
    }

    private static String pathOf(Node node) {
        return node.path.isEmpty() ? TREE : TREE + "/" + node.path;
    }
}
