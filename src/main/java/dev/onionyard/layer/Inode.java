package dev.onionyard.layer;

import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarEntry.Extent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a name in a layer that is being built stands for. Hard links share one.
final class Inode {

    /// No payload: the content is empty, or was copied from a lower layer.
    static final int NO_PAYLOAD = -1;

    final LayerEntry.Kind kind;
    long size;
    int mode;
    long uid;
    long gid;
    Instant modified = Instant.EPOCH;
    String linkTarget = "";
    Map<String, byte[]> xattrs = Map.of();
    int deviceMajor;
    int deviceMinor;
    boolean sparse;
    List<Extent> extents = List.of();
    int payload = NO_PAYLOAD;

    /// SHA-256 of the content where it does not come with the payload.
    byte @Nullable [] content;

    /// The names it has, in the order in which they came; empty once all of them stand for something else.
    final List<Node> names = new ArrayList<>(1);

    /// A hard link to a file of a lower layer, which has no bytes here yet.
    boolean inLowerLayer;

    Inode(LayerEntry.Kind kind) {
        this.kind = kind;
    }

    static Inode of(LayerEntry.Kind kind, TarEntry entry) {
        var inode = new Inode(kind);
        inode.size = entry.size();
        inode.linkTarget = entry.linkName();
        inode.xattrs = withoutOverlayMarks(entry.xattrs());
        inode.deviceMajor = entry.deviceMajor();
        inode.deviceMinor = entry.deviceMinor();
        inode.sparse = entry.sparse();
        inode.extents = entry.extents();
        inode.takeAttributes(entry);
        return inode;
    }

    /// Takes owner, mode and time, as a hard link's header changes those of the file.
    void takeAttributes(TarEntry entry) {
        mode = entry.mode();
        uid = entry.uid();
        gid = entry.gid();
        modified = entry.modified();
    }

    /// Whether this header says the same of owner, mode and time.
    boolean hasAttributes(TarEntry entry) {
        return mode == entry.mode() && uid == entry.uid() && gid == entry.gid() && modified.equals(entry.modified());
    }

    void addXattrs(TarEntry entry) {
        if (!entry.xattrs().isEmpty()) {
            var all = new HashMap<>(xattrs);
            all.putAll(withoutOverlayMarks(entry.xattrs()));
            xattrs = all;
        }
    }

    boolean isDirectory() {
        return kind == LayerEntry.Kind.DIRECTORY;
    }

    boolean isFile() {
        return kind == LayerEntry.Kind.FILE;
    }

    /// A tar must not speak overlayfs's own language: a mark in it could hide or redirect what lower layers have.
    private static Map<String, byte[]> withoutOverlayMarks(Map<String, byte[]> xattrs) {
        if (xattrs.keySet().stream().noneMatch(Inode::isOverlayMark)) {
            return xattrs;
        }
        var harmless = new HashMap<>(xattrs);
        harmless.keySet().removeIf(Inode::isOverlayMark);
        return harmless;
    }

    static boolean isOverlayMark(String xattr) {
        return xattr.startsWith("trusted.overlay.") || xattr.startsWith("user.overlay.");
    }
}
