package dev.onionyard.dockerfile;

import java.util.ArrayList;
import java.util.List;

/// One instruction on one line: continuations joined, comments between them left out.
final class LogicalLine {

    /// Where a piece of the joined text stands in the file.
    private record Piece(int offset, int line, int column) {}

    private final StringBuilder text = new StringBuilder();
    private final List<Piece> pieces = new ArrayList<>();
    private final List<Heredoc> heredocs = new ArrayList<>();
    private int endLine;
    private boolean hasEmptyContinuation;

    /// @param column of its first character, 1 for the first of the line
    void append(String piece, int line, int column) {
        pieces.add(new Piece(text.length(), line, column));
        text.append(piece);
        endLine = line;
    }

    void addHeredoc(Heredoc heredoc, int lastLine) {
        heredocs.add(heredoc);
        endLine = lastLine;
    }

    void noteEmptyContinuation() {
        hasEmptyContinuation = true;
    }

    boolean hasEmptyContinuation() {
        return hasEmptyContinuation;
    }

    String text() {
        return text.toString();
    }

    int line() {
        return pieces.getFirst().line;
    }

    List<Heredoc> heredocs() {
        return List.copyOf(heredocs);
    }

    Source source() {
        return new Source(line(), endLine, text().strip());
    }

    int lineOf(int offset) {
        return pieceOf(offset).line;
    }

    int columnOf(int offset) {
        Piece piece = pieceOf(offset);
        return piece.column + offset - piece.offset;
    }

    private Piece pieceOf(int offset) {
        Piece found = pieces.getFirst();
        for (Piece piece : pieces) {
            if (piece.offset <= offset) {
                found = piece;
            }
        }
        return found;
    }
}
