package dev.onionyard.linux;

import dev.onionyard.error.ConflictException;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.error.UnavailableException;

/// A refusal of the kernel, as the cause of the [EngineException] that goes outward. It has no stack trace: that of
/// the outer exception is the same.
final class KernelException extends Exception {

    private static final long serialVersionUID = 1;

    private final Errno errno;

    private KernelException(long result) {
        super(text(result), null, false, false);
        this.errno = Errno.ofResult(result);
    }

    Errno errno() {
        return errno;
    }

    /// The exception for a call that failed: `cannot <action> "<path>": <reason>`.
    ///
    /// @param result negative, of [Kernel#call]
    static EngineException failure(String action, String path, long result) {
        var cause = new KernelException(result);
        String message = "cannot " + action + " \"" + path + "\": " + cause.getMessage();
        return switch (cause.errno) {
            case ENOENT, ENODATA, ESRCH -> new NotFoundException(message, cause);
            case EEXIST, EBUSY, ENOTEMPTY, ETXTBSY -> new ConflictException(message, cause);
            case ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG, EINVAL, EXDEV, ERANGE, E2BIG, EOVERFLOW, EMLINK ->
                new InvalidInputException(message, cause);
            default -> new UnavailableException(message, cause);
        };
    }

    /// As [#failure], but always [UnavailableException]: what failed is the host's doing, not the caller's.
    static UnavailableException unavailable(String action, String path, long result) {
        var cause = new KernelException(result);
        return new UnavailableException("cannot " + action + " \"" + path + "\": " + cause.getMessage(), cause);
    }

    private static String text(long result) {
        Errno errno = Errno.ofResult(result);
        return errno == Errno.OTHER ? "error " + -result : errno.text;
    }
}
