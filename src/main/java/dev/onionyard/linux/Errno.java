package dev.onionyard.linux;

import dev.onionyard.error.EngineException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Why the kernel refused. Numbers are the same on x86-64 and aarch64 (asm-generic/errno.h).
public enum Errno {
    EPERM(1, "operation not permitted"),
    ENOENT(2, "no such file or directory"),
    ESRCH(3, "no such process"),
    EINTR(4, "interrupted"),
    EIO(5, "input/output error"),
    ENXIO(6, "no such device or address"),
    E2BIG(7, "too big"),
    EBADF(9, "bad file descriptor"),
    EAGAIN(11, "resource temporarily unavailable"),
    ENOMEM(12, "out of memory"),
    EACCES(13, "permission denied"),
    EBUSY(16, "device or resource busy"),
    EEXIST(17, "file exists"),
    EXDEV(18, "on another file system"),
    ENODEV(19, "no such device"),
    ENOTDIR(20, "not a directory"),
    EISDIR(21, "is a directory"),
    EINVAL(22, "invalid argument"),
    ENFILE(23, "too many open files in the system"),
    EMFILE(24, "too many open files"),
    ETXTBSY(26, "text file busy"),
    EFBIG(27, "file too large"),
    ENOSPC(28, "no space left on device"),
    ESPIPE(29, "not seekable"),
    EROFS(30, "read-only file system"),
    EMLINK(31, "too many links"),
    EPIPE(32, "broken pipe"),
    ERANGE(34, "out of range"),
    ENAMETOOLONG(36, "file name too long"),
    ENOSYS(38, "not implemented by this kernel"),
    ENOTEMPTY(39, "directory not empty"),
    ELOOP(40, "too many levels of symbolic links"),
    ENODATA(61, "no such attribute"),
    EOVERFLOW(75, "value too large"),
    EOPNOTSUPP(95, "not supported"),
    ECONNRESET(104, "connection reset"),
    ENOTCONN(107, "not connected"),
    ECONNREFUSED(111, "connection refused"),
    ESTALE(116, "stale file handle"),
    EDQUOT(122, "disk quota exceeded"),
    /// Any other; the number is in the message.
    OTHER(-1, "error");

    private static final Map<Integer, Errno> BY_NUMBER =
            Arrays.stream(values()).collect(Collectors.toMap(errno -> errno.number, Function.identity()));

    final int number;
    final String text;

    Errno(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /// Why the kernel refused, if that is what made `exception`.
    public static Optional<Errno> of(EngineException exception) {
        return exception.getCause() instanceof KernelException kernel ? Optional.of(kernel.errno()) : Optional.empty();
    }

    /// Whether the kernel refused with this error.
    public boolean caused(EngineException exception) {
        return exception.getCause() instanceof KernelException kernel && kernel.errno() == this;
    }

    /// The errno of a negative result of [Kernel#call].
    static Errno ofResult(long result) {
        return BY_NUMBER.getOrDefault((int) -result, OTHER);
    }

    /// Whether `result` is this error.
    boolean is(long result) {
        return result == -number;
    }
}
