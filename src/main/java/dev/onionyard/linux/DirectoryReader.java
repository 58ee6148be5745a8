package dev.onionyard.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Reads the names in a directory (getdents64).
final class DirectoryReader {

    private static final int NAME_OFFSET = 19;
    private static final int LENGTH_OFFSET = 16;

    private DirectoryReader() {}

    /// The names in an open directory from its position on, without `.` and `..`, in the kernel's order.
    static List<String> names(Scratch scratch, long fd, String path) {
        List<String> names = new ArrayList<>();
        MemorySegment buffer = scratch.buffer();
        while (true) {
            long length = scratch.call(SystemCall.GETDENTS, fd, buffer.address(), Scratch.BUFFER_BYTES);
            if (length < 0) {
                throw KernelException.failure("list folder", path, length);
            }
            if (length == 0) {
                return names;
            }
            collect(buffer, length, names);
        }
    }

    private static void collect(MemorySegment buffer, long length, List<String> names) {
        for (long at = 0; at < length; ) {
            int entryLength = Short.toUnsignedInt(buffer.get(JAVA_SHORT.withByteAlignment(1), at + LENGTH_OFFSET));
            String name = name(buffer, at + NAME_OFFSET);
            if (!name.equals(".") && !name.equals("..")) {
                names.add(name);
            }
            at += entryLength;
        }
    }

    private static String name(MemorySegment buffer, long start) {
        long end = start;
        while (buffer.get(JAVA_BYTE, end) != 0) {
            end++;
        }
        return FileNames.decode(buffer.asSlice(start, end - start).toArray(JAVA_BYTE));
    }
}
