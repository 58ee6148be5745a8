package dev.onionyard.tar;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// One entry of a tar.
///
/// @param name as the tar has it, not cleaned ([EntryPath] does that)
/// @param size bytes of a file when it is expanded, else 0
/// @param mode permission bits with setuid, setgid and sticky
/// @param linkName target of a symbolic or hard link, else empty
/// @param xattrs extended attributes by name, values as raw bytes
/// @param extents of a sparse file the parts that hold data, in order; empty for an ordinary file
/// @param sparse whether only `extents` are in the tar
public record TarEntry(
        String name,
        Type type,
        long size,
        int mode,
        long uid,
        long gid,
        Instant modified,
        String linkName,
        Map<String, byte[]> xattrs,
        int deviceMajor,
        int deviceMinor,
        boolean sparse,
        List<Extent> extents) {

    /// The kind of an entry.
    public enum Type {
        FILE('0'),
        HARD_LINK('1'),
        SYMLINK('2'),
        CHARACTER_DEVICE('3'),
        BLOCK_DEVICE('4'),
        DIRECTORY('5'),
        FIFO('6');

        final byte flag;

        Type(char flag) {
            this.flag = (byte) flag;
        }
    }

    /// A part of a sparse file that holds data, in bytes.
    public record Extent(long offset, long length) {

        public long end() {
            return offset + length;
        }
    }

    public TarEntry {
        xattrs = Map.copyOf(xattrs);
        extents = List.copyOf(extents);
    }

    /// A file owned by root with mode 0644 and time 0.
    public static TarEntry file(String name, long size) {
        return of(name, Type.FILE, size, 0644, "");
    }

    /// A folder owned by root with mode 0755 and time 0.
    public static TarEntry directory(String name) {
        return of(name, Type.DIRECTORY, 0, 0755, "");
    }

    /// A symbolic link owned by root.
    public static TarEntry symlink(String name, String target) {
        return of(name, Type.SYMLINK, 0, 0777, target);
    }

    /// A hard link to the entry `target` of the same tar.
    public static TarEntry hardLink(String name, String target) {
        return of(name, Type.HARD_LINK, 0, 0644, target);
    }

    /// A device or fifo owned by root; the numbers of a fifo are 0.
    public static TarEntry special(String name, Type type, int deviceMajor, int deviceMinor) {
        return new TarEntry(
                name, type, 0, 0644, 0, 0, Instant.EPOCH, "", Map.of(), deviceMajor, deviceMinor, false, List.of());
    }

    public TarEntry withMode(int newMode) {
        return new TarEntry(
                name,
                type,
                size,
                newMode,
                uid,
                gid,
                modified,
                linkName,
                xattrs,
                deviceMajor,
                deviceMinor,
                sparse,
                extents);
    }

    public TarEntry withOwner(long newUid, long newGid) {
        return new TarEntry(
                name,
                type,
                size,
                mode,
                newUid,
                newGid,
                modified,
                linkName,
                xattrs,
                deviceMajor,
                deviceMinor,
                sparse,
                extents);
    }

    public TarEntry withModified(Instant time) {
        return new TarEntry(
                name, type, size, mode, uid, gid, time, linkName, xattrs, deviceMajor, deviceMinor, sparse, extents);
    }

    public TarEntry withXattrs(Map<String, byte[]> attributes) {
        return new TarEntry(
                name,
                type,
                size,
                mode,
                uid,
                gid,
                modified,
                linkName,
                attributes,
                deviceMajor,
                deviceMinor,
                sparse,
                extents);
    }

    /// The same file, of which only `parts` are written.
    public TarEntry withExtents(List<Extent> parts) {
        return new TarEntry(
                name, type, size, mode, uid, gid, modified, linkName, xattrs, deviceMajor, deviceMinor, true, parts);
    }

    /// Bytes of content that the tar holds.
    public long storedSize() {
        return sparse ? extents.stream().mapToLong(Extent::length).sum() : size;
    }

    public boolean isFile() {
        return type == Type.FILE;
    }

    public boolean isDirectory() {
        return type == Type.DIRECTORY;
    }

    private static TarEntry of(String name, Type type, long size, int mode, String linkName) {
        return new TarEntry(name, type, size, mode, 0, 0, Instant.EPOCH, linkName, Map.of(), 0, 0, false, List.of());
    }
}
