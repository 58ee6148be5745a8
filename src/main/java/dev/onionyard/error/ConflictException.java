package dev.onionyard.error;

import org.jspecify.annotations.Nullable;

/// The request is well formed, but the present state forbids it: a name is taken, an image is in use.
public final class ConflictException extends EngineException {

    public ConflictException(String message) {
        this(message, null);
    }

    public ConflictException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
