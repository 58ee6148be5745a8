package dev.onionyard.error;

import org.jspecify.annotations.Nullable;

/// What the engine stored itself no longer agrees with its digest or its index.
public final class CorruptedException extends EngineException {

    public CorruptedException(String message) {
        this(message, null);
    }

    public CorruptedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
