package dev.onionyard.linux;

/// A part of a file, in bytes.
public record FileRange(long offset, long length) {}
