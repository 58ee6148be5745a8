package dev.onionyard.system;

/// What one kind of things takes on disk.
///
/// @param count how many there are
/// @param active how many of them are used
/// @param bytes what all take
/// @param reclaimableBytes what would be free if all unused ones were removed
public record Usage(int count, int active, long bytes, long reclaimableBytes) {}
