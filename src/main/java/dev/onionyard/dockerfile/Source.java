package dev.onionyard.dockerfile;

/// Where an instruction stands.
///
/// @param line of its first character, 1 for the first line of the file; 0 for a trigger that comes from an image
/// @param endLine its last line, continuations and here-documents included
/// @param text the instruction on one line, as the classic builder shows it: continuations joined, nothing expanded
public record Source(int line, int endLine, String text) {}
