package dev.onionyard.error;

import org.jspecify.annotations.Nullable;

/// A failure that the engine understands. The message is written for the person who asked, in the form
/// `cannot <do> <what>: <reason>`, with values in double quotes and the expected form where there is one.
public abstract sealed class EngineException extends RuntimeException
        permits NotFoundException, ConflictException, InvalidInputException, UnavailableException, CorruptedException {

    EngineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
