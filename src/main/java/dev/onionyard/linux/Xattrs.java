package dev.onionyard.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.onionyard.error.InvalidInputException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Extended attributes, read by descriptor or, for what cannot be opened (symbolic links, devices), by a path below
/// `/proc/self/fd`. Lists and values are at most 64 KiB on Linux, so they fit the scratch buffer.
final class Xattrs {

    private static final int MAX_BYTES = 65536;

    private Xattrs() {}

    /// All attributes of an open file.
    static Map<String, byte[]> all(Scratch scratch, long fd, String path) {
        MemorySegment buffer = scratch.buffer();
        long listed = scratch.call(SystemCall.FLISTXATTR, fd, buffer.address(), MAX_BYTES);
        Map<String, byte[]> values = new LinkedHashMap<>();
        for (String name : names(buffer, listed, path)) {
            long size = scratch.call(SystemCall.FGETXATTR, fd, scratch.otherPath(name), buffer.address(), MAX_BYTES);
            put(values, name, buffer, size, path);
        }
        return values;
    }

    /// All attributes of `name` in the directory `parent`; a symbolic link is not followed.
    static Map<String, byte[]> all(Scratch scratch, long parent, String path, int nameStart) {
        MemorySegment buffer = scratch.buffer();
        long file = scratch.procPath(parent, path, nameStart);
        long listed = scratch.call(SystemCall.LLISTXATTR, file, buffer.address(), MAX_BYTES);
        if (listed == 0) {
            return Map.of();
        }
        Map<String, byte[]> values = new LinkedHashMap<>();
        for (String name : names(buffer, listed, path)) {
            long size = scratch.call(SystemCall.LGETXATTR, file, scratch.otherPath(name), buffer.address(), MAX_BYTES);
            put(values, name, buffer, size, path);
        }
        return values;
    }

    /// The address of a copy of `value` in the scratch buffer.
    static long copyIn(Scratch scratch, String path, byte[] value) {
        if (value.length > MAX_BYTES) {
            throw new InvalidInputException("cannot set an attribute of \"" + path + "\": it has " + value.length
                    + " bytes, the kernel takes at most " + MAX_BYTES);
        }
        MemorySegment buffer = scratch.buffer();
        MemorySegment.copy(value, 0, buffer, JAVA_BYTE, 0, value.length);
        return buffer.address();
    }

    private static void put(Map<String, byte[]> values, String name, MemorySegment buffer, long size, String path) {
        if (Errno.ENODATA.is(size)) {
            return; // Removed since it was listed.
        }
        if (size < 0) {
            throw KernelException.failure("read attribute " + name + " of", path, size);
        }
        values.put(name, buffer.asSlice(0, size).toArray(JAVA_BYTE));
    }

    private static List<String> names(MemorySegment buffer, long listed, String path) {
        if (Errno.EOPNOTSUPP.is(listed)) {
            return List.of();
        }
        if (listed < 0) {
            throw KernelException.failure("list the attributes of", path, listed);
        }
        List<String> names = new ArrayList<>();
        long start = 0;
        for (long at = 0; at < listed; at++) {
            if (buffer.get(JAVA_BYTE, at) == 0) {
                names.add(FileNames.decode(buffer.asSlice(start, at - start).toArray(JAVA_BYTE)));
                start = at + 1;
            }
        }
        return names;
    }
}
