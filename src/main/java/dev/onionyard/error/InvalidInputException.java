package dev.onionyard.error;

import org.jspecify.annotations.Nullable;

/// What was given can never be accepted: a malformed name, a hostile archive, a wrong digest.
public final class InvalidInputException extends EngineException {

    public InvalidInputException(String message) {
        this(message, null);
    }

    public InvalidInputException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
