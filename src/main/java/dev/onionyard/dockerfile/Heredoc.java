package dev.onionyard.dockerfile;

/// A here-document: text that stands in the Dockerfile itself.
///
/// @param name the word that ends it, which is the file's name for `COPY`
/// @param expand whether variables in it are replaced: not if the word was quoted
/// @param content lines with their ends
public record Heredoc(String name, boolean expand, String content) {}
