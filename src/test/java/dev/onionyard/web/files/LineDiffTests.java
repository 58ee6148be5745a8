package dev.onionyard.web.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.web.files.LineDiff.Edit;
import dev.onionyard.web.files.LineDiff.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineDiffTests {

    @Test
    void namesWhatChanged() {
        assertThat(shown("a b c d", "a x c d e")).isEqualTo(" a -b +x  c  d +e");
        assertThat(shown("", "a")).isEqualTo("+a");
        assertThat(shown("a", "")).isEqualTo("-a");
        assertThat(shown("a b", "a b")).isEqualTo(" a  b");
        assertThat(shown("", "")).isEmpty();
    }

    /// Both texts can be read from the way between them, and it is not longer than replacing everything.
    @Test
    void leadsFromOneTextToTheOther() {
        var random = new Random(3);
        for (int i = 0; i < 500; i++) {
            List<String> before = text(random, 30);
            List<String> after = text(random, 30);
            List<Edit> edits = LineDiff.of(before, after);

            assertThat(side(edits, before, Kind.REMOVED, false)).isEqualTo(before);
            assertThat(side(edits, after, Kind.ADDED, true)).isEqualTo(after);
            assertThat(edits.stream().filter(edit -> edit.kind() == Kind.SAME).count())
                    .isEqualTo(longestCommon(before, after));
        }
    }

    @Test
    void givesUpOnTextsThatHaveNothingInCommon() {
        List<String> before = IntStream.range(0, 5000).mapToObj(i -> "old " + i).toList();
        List<String> after = IntStream.range(0, 5000).mapToObj(i -> "new " + i).toList();

        List<Edit> edits = LineDiff.of(before, after);

        assertThat(edits).hasSize(10_000).noneMatch(edit -> edit.kind() == Kind.SAME);
    }

    private static String shown(String before, String after) {
        List<String> old = words(before);
        List<String> now = words(after);
        var text = new ArrayList<String>();
        LineDiff.of(old, now)
                .forEach(edit -> text.add(
                        switch (edit.kind()) {
                            case SAME -> " " + now.get(edit.after());
                            case REMOVED -> "-" + old.get(edit.before());
                            case ADDED -> "+" + now.get(edit.after());
                        }));
        return String.join(" ", text);
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    private static List<String> text(Random random, int most) {
        return IntStream.range(0, random.nextInt(most))
                .mapToObj(i -> String.valueOf((char) ('a' + random.nextInt(5))))
                .toList();
    }

    private static List<String> side(List<Edit> edits, List<String> lines, Kind own, boolean after) {
        return edits.stream()
                .filter(edit -> edit.kind() == Kind.SAME || edit.kind() == own)
                .map(edit -> lines.get(after ? edit.after() : edit.before()))
                .toList();
    }

    private static int longestCommon(List<String> a, List<String> b) {
        int[][] length = new int[a.size() + 1][b.size() + 1];
        for (int i = 1; i <= a.size(); i++) {
            for (int j = 1; j <= b.size(); j++) {
                length[i][j] = a.get(i - 1).equals(b.get(j - 1))
                        ? length[i - 1][j - 1] + 1
                        : Math.max(length[i - 1][j], length[i][j - 1]);
            }
        }
        return length[a.size()][b.size()];
    }
}
