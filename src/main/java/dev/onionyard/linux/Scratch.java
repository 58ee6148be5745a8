package dev.onionyard.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.onionyard.error.InvalidInputException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Native memory for the arguments of system calls, allocated once and used again for every call, so that a call
/// allocates nothing. For one thread at a time, which need not be the thread that made it.
final class Scratch implements AutoCloseable {

    /// Bytes that one read or write moves at most.
    static final int BUFFER_BYTES = 256 * 1024;

    private static final int PATH_BYTES = 4096;
    private static final int ROOM_FOR_LONGEST_CHAR = 4;
    private static final int MOST_RACES = 100;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = arena.allocate(Kernel.STATE);
    private final MemorySegment path = arena.allocate(PATH_BYTES);
    private final MemorySegment otherPath = arena.allocate(PATH_BYTES);

    /// For the small structures: `open_how`, `statx`, `timespec`.
    final MemorySegment struct = arena.allocate(FileStatus.STRUCT_BYTES, 8);

    private @Nullable MemorySegment buffer;

    long call(SystemCall call, long a) {
        return call(call, a, 0, 0, 0, 0, 0);
    }

    long call(SystemCall call, long a, long b) {
        return call(call, a, b, 0, 0, 0, 0);
    }

    long call(SystemCall call, long a, long b, long c) {
        return call(call, a, b, c, 0, 0, 0);
    }

    long call(SystemCall call, long a, long b, long c, long d) {
        return call(call, a, b, c, d, 0, 0);
    }

    long call(SystemCall call, long a, long b, long c, long d, long e) {
        return call(call, a, b, c, d, e, 0);
    }

    /// Calls again when a signal interrupted the call.
    long call(SystemCall call, long a, long b, long c, long d, long e, long f) {
        long result;
        do {
            result = Kernel.call(state, call, a, b, c, d, e, f);
        } while (Errno.EINTR.is(result));
        return result;
    }

    /// The address of `text` as a C string; valid until the next call of this method.
    long path(String text) {
        return path(text, 0);
    }

    /// As [#path(String)], of the text from `start`.
    long path(String text, int start) {
        return write(text, start, path);
    }

    /// As [#path(String)], for the second path of a call.
    long otherPath(String text) {
        return otherPath(text, 0);
    }

    long otherPath(String text, int start) {
        return write(text, start, otherPath);
    }

    /// The address of `/proc/self/fd/<fd>` or `/proc/self/fd/<fd>/<name>` for calls that know no `*at` form.
    long procPath(long fd, String name, int start) {
        String prefix = "/proc/self/fd/" + fd;
        int at = FileNames.encode(prefix, 0, prefix.length(), path, 0);
        if (start < name.length()) {
            path.set(JAVA_BYTE, at++, (byte) '/');
            checkLength(name, start, PATH_BYTES - at);
            at = FileNames.encode(name, start, name.length(), path, at);
        }
        path.set(JAVA_BYTE, at, (byte) 0);
        return path.address();
    }

    /// A buffer of [#BUFFER_BYTES] for reads and writes.
    MemorySegment buffer() {
        MemorySegment present = buffer;
        if (present == null) {
            present = arena.allocate(BUFFER_BYTES, 4096);
            buffer = present;
        }
        return present;
    }

    /// Fills `struct` with one `struct open_how` and opens, resolving no path component outside `root`. Where a
    /// folder is renamed just while a `..` of a link is resolved, the kernel gives up; then it is asked again.
    long openInRoot(long root, String name, int end, long flags) {
        checkLength(name, 0, end, PATH_BYTES);
        int at = FileNames.encode(name, 0, end, path, 0);
        path.set(JAVA_BYTE, at, (byte) 0);
        struct.set(JAVA_LONG, 0, flags | Flags.O_CLOEXEC);
        struct.set(JAVA_LONG, 8, 0);
        struct.set(JAVA_LONG, 16, Flags.RESOLVE_IN_ROOT | Flags.RESOLVE_NO_MAGICLINKS);
        long fd = call(SystemCall.OPENAT2, root, path.address(), struct.address(), 24);
        for (int i = 0; Errno.EAGAIN.is(fd) && i < MOST_RACES; i++) {
            fd = call(SystemCall.OPENAT2, root, path.address(), struct.address(), 24);
        }
        return fd;
    }

    /// The address of the bytes between position and limit of a buffer; copies them unless the buffer is direct.
    MemorySegment bytesOf(ByteBuffer bytes) {
        if (bytes.isDirect()) {
            return MemorySegment.ofBuffer(bytes);
        }
        int length = Math.min(bytes.remaining(), BUFFER_BYTES);
        MemorySegment target = buffer().asSlice(0, length);
        target.copyFrom(MemorySegment.ofBuffer(bytes).asSlice(0, length));
        return target;
    }

    void close(long fd) {
        // No repetition: after EINTR Linux has closed it all the same.
        Kernel.call(state, SystemCall.CLOSE, fd, 0, 0, 0, 0, 0);
    }

    @Override
    public void close() {
        arena.close();
    }

    private static long write(String text, int start, MemorySegment target) {
        checkLength(text, start, PATH_BYTES);
        int at = FileNames.encode(text, start, text.length(), target, 0);
        target.set(JAVA_BYTE, at, (byte) 0);
        return target.address();
    }

    private static void checkLength(String text, int start, int room) {
        checkLength(text, start, text.length(), room);
    }

    /// The common case is decided without encoding: three bytes a char at most.
    private static void checkLength(String text, int start, int end, int room) {
        if ((end - start) * 3 + ROOM_FOR_LONGEST_CHAR > room
                && FileNames.encode(text.substring(start, end)).length >= room) {
            throw new InvalidInputException("cannot use file name \"" + text.substring(0, Math.min(80, text.length()))
                    + "…\": it is longer than 4095 bytes");
        }
    }
}
