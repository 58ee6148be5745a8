package dev.onionyard.layer;

import dev.onionyard.tar.TarEntry.Extent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the entries of a finished tree as the body of an index file, which [StoredIndex] reads.
///
/// The root comes first, then level by level what is in each folder, sorted by name: so the children of a folder
/// lie side by side. An entry is: kind, flags, name, size, number of children of a folder; then, of the length
/// that stands before it, what only a closer look needs.
final class IndexBody {

    static final int OPAQUE = 1;
    static final int IMPLIED = 2;
    static final int SPARSE = 4;
    static final int HAS_CONTENT = 8;
    static final int HAS_PAYLOAD = 16;
    static final int HAS_XATTRS = 32;

    private static final LayerEntry.Kind[] KINDS = LayerEntry.Kind.values();

    private final IndexBytes out = new IndexBytes();
    private final List<byte[]> payloadDigests;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Node, Integer> numbers = new IdentityHashMap<>();
    private long contentBytes;
    private long storedBytes;

    /// @param payloadDigests SHA-256 of the content of each payload, empty where it is not known
    IndexBody(LayerTree tree, List<byte[]> payloadDigests) {
        this.payloadDigests = payloadDigests;
        collect(tree.root);
        out.putNumber(nodes.size());
        nodes.forEach(this::write);
    }

    byte[] bytes() {
        return out.written();
    }

    int entries() {
        return nodes.getFirst().implied ? nodes.size() - 1 : nodes.size();
    }

    /// Bytes of all files, hard-linked ones once.
    long contentBytes() {
        return contentBytes;
    }

    /// What the tree takes on disk, reckoned in blocks of 4 KiB.
    long storedBytes() {
        return storedBytes;
    }

    static LayerEntry.Kind kind(int ordinal) {
        return KINDS[ordinal];
    }

    private void collect(Node root) {
        nodes.add(root);
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            numbers.put(node, i);
            if (!node.children.isEmpty()) {
                node.children.values().stream()
                        .sorted(Comparator.comparing(child -> child.name))
                        .forEach(nodes::add);
            }
        }
    }

    private void write(Node node) {
        Inode inode = node.inode;
        Node first = inode.names.getFirst();
        boolean isLink = first != node;
        byte[] content = content(inode);
        out.putByte((isLink ? LayerEntry.Kind.HARD_LINK : inode.kind).ordinal());
        out.putByte(flags(node, content, isLink));
        out.putName(node.name);
        out.putNumber(inode.size);
        if (inode.isDirectory()) {
            out.putNumber(node.children.size());
        }
        byte[] details = details(inode, content, isLink ? numbers.get(first) : null);
        out.putBytes(details);
        if (!isLink) {
            reckon(inode);
        }
    }

    private byte[] details(Inode inode, byte @Nullable [] content, @Nullable Integer firstName) {
        var details = new IndexBytes(new byte[128], 0);
        if (content != null) {
            details.putRaw(content);
        }
        if (firstName != null) {
            details.putNumber(firstName);
        } else if (inode.payload != Inode.NO_PAYLOAD) {
            details.putNumber(inode.payload);
        }
        details.putNumber(inode.mode);
        details.putNumber(inode.uid);
        details.putNumber(inode.gid);
        details.putSigned(inode.modified.getEpochSecond());
        details.putNumber(inode.modified.getNano());
        switch (inode.kind) {
            case SYMLINK -> details.putName(inode.linkTarget);
            case CHARACTER_DEVICE, BLOCK_DEVICE -> {
                details.putNumber(inode.deviceMajor);
                details.putNumber(inode.deviceMinor);
            }
            case FILE, DIRECTORY, HARD_LINK, FIFO, WHITEOUT -> {}
        }
        if (!inode.xattrs.isEmpty()) {
            putXattrs(details, inode.xattrs);
        }
        if (inode.sparse) {
            putExtents(details, inode.extents);
        }
        return details.written();
    }

    private static int flags(Node node, byte @Nullable [] content, boolean isLink) {
        Inode inode = node.inode;
        return (node.opaque ? OPAQUE : 0)
                | (node.implied ? IMPLIED : 0)
                | (inode.sparse ? SPARSE : 0)
                | (content != null ? HAS_CONTENT : 0)
                | (!isLink && inode.payload != Inode.NO_PAYLOAD ? HAS_PAYLOAD : 0)
                | (inode.xattrs.isEmpty() ? 0 : HAS_XATTRS);
    }

    private static void putXattrs(IndexBytes details, Map<String, byte[]> xattrs) {
        details.putNumber(xattrs.size());
        xattrs.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(xattr -> {
            details.putName(xattr.getKey());
            details.putBytes(xattr.getValue());
        });
    }

    private static void putExtents(IndexBytes details, List<Extent> extents) {
        details.putNumber(extents.size());
        for (Extent extent : extents) {
            details.putNumber(extent.offset());
            details.putNumber(extent.length());
        }
    }

    private byte @Nullable [] content(Inode inode) {
        if (!inode.isFile()) {
            return null;
        }
        byte[] content = inode.content;
        if (content == null && inode.payload != Inode.NO_PAYLOAD) {
            content = payloadDigests.get(inode.payload);
        } else if (content == null && inode.size == 0) {
            content = StoredIndex.EMPTY_CONTENT.bytes();
        }
        return content == null || content.length == 0 ? null : content;
    }

    private void reckon(Inode inode) {
        if (inode.isFile()) {
            contentBytes += inode.size;
            long onDisk = inode.sparse
                    ? inode.extents.stream().mapToLong(Extent::length).sum()
                    : inode.size;
            storedBytes += (onDisk + 4095) & -4096L;
        } else if (inode.isDirectory()) {
            storedBytes += 4096;
        }
    }
}
