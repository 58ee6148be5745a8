package dev.onionyard.linux;

/// A name in a directory and what it names.
public record DirectoryEntry(String name, FileStatus status) {}
