package dev.onionyard.error;

import org.jspecify.annotations.Nullable;

/// The thing that was named does not exist.
public final class NotFoundException extends EngineException {

    public NotFoundException(String message) {
        this(message, null);
    }

    public NotFoundException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
