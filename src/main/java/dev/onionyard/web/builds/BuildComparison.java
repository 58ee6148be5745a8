package dev.onionyard.web.builds;

import dev.onionyard.build.BuildRecord;
import dev.onionyard.build.BuildRecord.Step;
import dev.onionyard.web.files.DiffLines;
import dev.onionyard.web.files.LineDiff;
import dev.onionyard.web.files.LineDiff.Edit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Two builds side by side.
///
/// @param beforeBytes size of the image that the first made; -1 if it is not here
/// @param pairs steps of both, in order
/// @param dockerfile what changed in the Dockerfile
public record BuildComparison(
        BuildRecord before,
        BuildRecord after,
        long beforeBytes,
        long afterBytes,
        List<Pair> pairs,
        DiffLines dockerfile) {

    /// What became of a step.
    public enum Change {
        SAME,
        /// Another instruction at the same place.
        CHANGED,
        REMOVED,
        ADDED
    }

    /// A step of each build, or of one.
    ///
    /// @param before null if it was added
    /// @param after null if it was removed
    public record Pair(
            Change change, @Nullable Step before, @Nullable Step after) {

        /// How much longer it took; null if it is in one build only.
        public @Nullable Duration delta() {
            return before == null || after == null ? null : after.duration().minus(before.duration());
        }

        /// Whether both made a layer, and the same one.
        public boolean sameLayer() {
            return before != null
                    && after != null
                    && !before.layer().isEmpty()
                    && before.layer().equals(after.layer());
        }
    }

    static BuildComparison of(BuildRecord before, BuildRecord after, long beforeBytes, long afterBytes) {
        return new BuildComparison(
                before,
                after,
                beforeBytes,
                afterBytes,
                pairs(before.steps(), after.steps()),
                DiffLines.of(
                        before.dockerfile().lines().toList(),
                        after.dockerfile().lines().toList()));
    }

    public boolean sameContext() {
        return before.contextDigest().equals(after.contextDigest());
    }

    public boolean sameImage() {
        return before.image() != null && before.image().equals(after.image());
    }

    public boolean sameDockerfile() {
        return before.dockerfile().equals(after.dockerfile());
    }

    private static List<Pair> pairs(List<Step> before, List<Step> after) {
        var pairs = new ArrayList<Pair>();
        var removed = new ArrayList<Step>();
        for (Edit edit : LineDiff.of(texts(before), texts(after))) {
            switch (edit.kind()) {
                case SAME -> {
                    flush(removed, pairs);
                    pairs.add(new Pair(Change.SAME, before.get(edit.before()), after.get(edit.after())));
                }
                case REMOVED -> removed.add(before.get(edit.before()));
                case ADDED -> pairs.add(added(after.get(edit.after()), removed));
            }
        }
        flush(removed, pairs);
        return List.copyOf(pairs);
    }

    /// What was removed just before and begins with the same word is what it was before.
    private static Pair added(Step step, List<Step> removed) {
        for (Step old : removed) {
            if (verb(old).equals(verb(step))) {
                removed.remove(old);
                return new Pair(Change.CHANGED, old, step);
            }
        }
        return new Pair(Change.ADDED, null, step);
    }

    private static void flush(List<Step> removed, List<Pair> pairs) {
        removed.forEach(step -> pairs.add(new Pair(Change.REMOVED, step, null)));
        removed.clear();
    }

    private static List<String> texts(List<Step> steps) {
        return steps.stream().map(step -> step.stage() + "\n" + step.text()).toList();
    }

    private static String verb(Step step) {
        return step.text().split("\\s", 2)[0];
    }
}
