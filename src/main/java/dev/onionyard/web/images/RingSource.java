package dev.onionyard.web.images;

import dev.onionyard.build.BuildRecord;
import dev.onionyard.build.BuildRecord.Step;
import dev.onionyard.build.Builds.BuiltStep;
import java.util.List;
import java.util.stream.IntStream;

/// Where a ring that was built here comes from.
///
/// @param log what its step printed when it ran
record RingSource(BuildRecord build, Step step, String log) {

    /// One line of the Dockerfile.
    record Line(int number, String text) {}

    static RingSource of(BuiltStep built, String log) {
        return new RingSource(built.build(), built.step(), log);
    }

    /// The lines of the instruction as they stand in the Dockerfile; none for what is not there, such as `--label`.
    public List<Line> lines() {
        List<String> all = build.dockerfile().lines().toList();
        int end = Math.min(step.endLine(), all.size());
        return step.line() < 1
                ? List.of()
                : IntStream.rangeClosed(step.line(), end)
                        .mapToObj(number -> new Line(number, all.get(number - 1)))
                        .toList();
    }
}
