package dev.onionyard.progress;

/// What one part of a long piece of work is doing now. The dashboard translates the constant.
public enum Phase {
    WAITING,
    RECEIVING,
    EXTRACTING,
    VERIFYING,
    READING,
    WRITING,
    /// Nothing to do: the content is already stored.
    PRESENT,
    DONE
}
