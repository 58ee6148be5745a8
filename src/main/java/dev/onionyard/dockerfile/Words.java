package dev.onionyard.dockerfile;

import java.util.ArrayList;
import java.util.List;

/// Splits a line into words at blanks that are neither quoted nor escaped; quotes and escapes stay.
final class Words {

    /// @param offset of its first character in the line
    record Word(String text, int offset) {}

    private Words() {}

    static List<Word> split(String text, char escape) {
        var words = new ArrayList<Word>();
        var word = new StringBuilder();
        int start = 0;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote == 0 && isBlank(c)) {
                finish(words, word, start);
                continue;
            }
            if (word.isEmpty()) {
                start = i;
            }
            word.append(c);
            if (c == escape && quote != '\'' && i + 1 < text.length()) {
                word.append(text.charAt(++i));
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            }
        }
        finish(words, word, start);
        return words;
    }

    /// At every blank, whatever the quotes say.
    static List<Word> atBlanks(String text) {
        var words = new ArrayList<Word>();
        var word = new StringBuilder();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            if (isBlank(text.charAt(i))) {
                finish(words, word, start);
            } else {
                start = word.isEmpty() ? i : start;
                word.append(text.charAt(i));
            }
        }
        finish(words, word, start);
        return words;
    }

    private static void finish(List<Word> words, StringBuilder word, int start) {
        if (!word.isEmpty()) {
            words.add(new Word(word.toString(), start));
            word.setLength(0);
        }
    }

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == 0x0B;
    }
}
