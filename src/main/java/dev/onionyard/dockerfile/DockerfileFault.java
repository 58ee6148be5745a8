package dev.onionyard.dockerfile;

/// A mistake found while reading; becomes an [dev.onionyard.error.InvalidInputException] that shows the line.
final class DockerfileFault extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int offset;
    private final int length;
    private final String expected;

    /// @param offset in the logical line
    /// @param length of what is wrong, at least 1
    /// @param expected what would be right, or empty
    DockerfileFault(int offset, int length, String message, String expected) {
        super(message, null, false, false);
        this.offset = offset;
        this.length = Math.max(1, length);
        this.expected = expected;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    String expected() {
        return expected;
    }
}
