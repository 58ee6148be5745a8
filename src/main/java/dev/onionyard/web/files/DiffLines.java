package dev.onionyard.web.files;

import dev.onionyard.web.files.LineDiff.Edit;
import dev.onionyard.web.files.LineDiff.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A unified diff for a page: changed lines with three lines around them, and gaps where nothing changed.
///
/// @param lines at most [#MOST_LINES]
/// @param left how many more there are
public record DiffLines(List<Line> lines, int left) {

    static final int MOST_LINES = 2000;

    private static final int AROUND = 3;
    private static final int LONGEST_LINE = 2000;

    /// One line.
    ///
    /// @param sign `same`, `removed`, `added`, or `gap`
    /// @param before its number in the old text, from 1; null if it is not there
    /// @param after its number in the new text
    public record Line(
            String sign, @Nullable Integer before, @Nullable Integer after, String text) {}

    public static DiffLines of(List<String> before, List<String> after) {
        List<Edit> edits = LineDiff.of(before, after);
        boolean[] shown = shown(edits);
        List<Line> lines = new ArrayList<>();
        boolean inGap = false;
        for (int i = 0; i < edits.size(); i++) {
            if (shown[i]) {
                lines.add(line(edits.get(i), before, after));
            } else if (!inGap) {
                lines.add(new Line("gap", null, null, ""));
            }
            inGap = !shown[i];
        }
        int most = Math.min(lines.size(), MOST_LINES);
        return new DiffLines(List.copyOf(lines.subList(0, most)), lines.size() - most);
    }

    /// Lines near a change; all of them if nothing changed.
    private static boolean[] shown(List<Edit> edits) {
        boolean[] shown = new boolean[edits.size()];
        boolean any = false;
        for (int i = 0; i < edits.size(); i++) {
            if (edits.get(i).kind() != Kind.SAME) {
                any = true;
                for (int j = Math.max(0, i - AROUND); j <= Math.min(edits.size() - 1, i + AROUND); j++) {
                    shown[j] = true;
                }
            }
        }
        if (!any) {
            java.util.Arrays.fill(shown, true);
        }
        return shown;
    }

    private static Line line(Edit edit, List<String> before, List<String> after) {
        return switch (edit.kind()) {
            case SAME -> new Line("same", edit.before() + 1, edit.after() + 1, visible(after.get(edit.after())));
            case REMOVED -> new Line("removed", edit.before() + 1, null, visible(before.get(edit.before())));
            case ADDED -> new Line("added", null, edit.after() + 1, visible(after.get(edit.after())));
        };
    }

    /// Control characters and those that turn the direction of writing could make a line look like another one,
    /// so they are shown as themselves.
    static String visible(String line) {
        var text = new StringBuilder();
        line.codePoints().limit(LONGEST_LINE).forEach(c -> {
            if (c < 0x20 && c != '\t') {
                text.appendCodePoint(0x2400 + c);
            } else if (c == 0x7F) {
                text.append('␡');
            } else if (isInvisible(c)) {
                text.append("⟨U+").append(String.format("%04X", c)).append('⟩');
            } else {
                text.appendCodePoint(c);
            }
        });
        return line.codePointCount(0, line.length()) > LONGEST_LINE
                ? text.append('…').toString()
                : text.toString();
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.FORMAT, Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                c != '\t';
            default -> false;
        };
    }
}
