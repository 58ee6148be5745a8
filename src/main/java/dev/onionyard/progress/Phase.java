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
    /// Nothing was sent: the other side took the content from another place of its own.
    MOUNTED,
    DONE;

    /// Whether nothing is left to do.
    public boolean isDone() {
        return this == PRESENT || this == MOUNTED || this == DONE;
    }
}
