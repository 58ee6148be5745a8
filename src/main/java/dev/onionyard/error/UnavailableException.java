package dev.onionyard.error;

import org.jspecify.annotations.Nullable;

/// Something outside the engine is missing or does not answer: a runtime helper, a registry, a full disk.
public final class UnavailableException extends EngineException {

    public UnavailableException(String message) {
        this(message, null);
    }

    public UnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
