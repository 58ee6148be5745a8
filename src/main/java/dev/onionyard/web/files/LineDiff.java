package dev.onionyard.web.files;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The shortest way from one list of lines to another (E. W. Myers, "An O(ND) Difference Algorithm and Its
/// Variations", 1986). Where that would take more than [#MOST_EDITS] edits, what is between the common beginning
/// and end counts as replaced.
public final class LineDiff {

    static final int MOST_EDITS = 1000;

    private final List<String> before;
    private final List<String> after;
    private final List<Edit> edits = new ArrayList<>();

    /// A line that is in both, was removed, or was added.
    public enum Kind {
        SAME,
        REMOVED,
        ADDED
    }

    /// One line of the way.
    ///
    /// @param before its position in the old list; of an added line the position it comes before
    /// @param after its position in the new list; of a removed line the position it would come before
    public record Edit(Kind kind, int before, int after) {}

    private LineDiff(List<String> before, List<String> after) {
        this.before = before;
        this.after = after;
    }

    public static List<Edit> of(List<String> before, List<String> after) {
        return new LineDiff(before, after).run();
    }

    private List<Edit> run() {
        int start = 0;
        int beforeEnd = before.size();
        int afterEnd = after.size();
        while (start < Math.min(beforeEnd, afterEnd) && same(start, start)) {
            edits.add(new Edit(Kind.SAME, start, start));
            start++;
        }
        while (beforeEnd > start && afterEnd > start && same(beforeEnd - 1, afterEnd - 1)) {
            beforeEnd--;
            afterEnd--;
        }
        between(start, beforeEnd, afterEnd);
        for (int i = 0; beforeEnd + i < before.size(); i++) {
            edits.add(new Edit(Kind.SAME, beforeEnd + i, afterEnd + i));
        }
        return edits;
    }

    private void between(int start, int beforeEnd, int afterEnd) {
        int n = beforeEnd - start;
        int m = afterEnd - start;
        int most = Math.min(n + m, MOST_EDITS);
        int[] furthest = new int[2 * most + 3];
        List<int[]> history = new ArrayList<>();
        for (int d = 0; d <= most; d++) {
            history.add(Arrays.copyOfRange(furthest, most - d, most + d + 3));
            for (int k = -d; k <= d; k += 2) {
                int x = k == -d || k != d && furthest[most + k] < furthest[most + k + 2]
                        ? furthest[most + k + 2]
                        : furthest[most + k] + 1;
                int y = x - k;
                while (x < n && y < m && same(start + x, start + y)) {
                    x++;
                    y++;
                }
                furthest[most + k + 1] = x;
                if (x >= n && y >= m) {
                    back(start, n, m, d, history);
                    return;
                }
            }
        }
        replaceAll(start, beforeEnd, afterEnd);
    }

    /// From the end to the beginning, by what was known at each number of edits.
    private void back(int start, int n, int m, int edited, List<int[]> history) {
        List<Edit> way = new ArrayList<>();
        int x = n;
        int y = m;
        for (int d = edited; d > 0; d--) {
            int[] furthest = history.get(d);
            int k = x - y;
            boolean down = k == -d || k != d && furthest[d + k] < furthest[d + k + 2];
            int previousK = down ? k + 1 : k - 1;
            int previousX = furthest[d + previousK + 1];
            int previousY = previousX - previousK;
            while (x > previousX && y > previousY) {
                x--;
                y--;
                way.add(new Edit(Kind.SAME, start + x, start + y));
            }
            x = previousX;
            y = previousY;
            way.add(new Edit(down ? Kind.ADDED : Kind.REMOVED, start + x, start + y));
        }
        while (x > 0 && y > 0) {
            x--;
            y--;
            way.add(new Edit(Kind.SAME, start + x, start + y));
        }
        edits.addAll(way.reversed());
    }

    private void replaceAll(int start, int beforeEnd, int afterEnd) {
        for (int i = start; i < beforeEnd; i++) {
            edits.add(new Edit(Kind.REMOVED, i, start));
        }
        for (int i = start; i < afterEnd; i++) {
            edits.add(new Edit(Kind.ADDED, beforeEnd, i));
        }
    }

    private boolean same(int old, int now) {
        return before.get(old).equals(after.get(now));
    }
}
