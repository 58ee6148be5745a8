package dev.onionyard.build;

import dev.onionyard.build.BuildRecord.Step;
import dev.onionyard.build.BuildRecord.StepState;
import dev.onionyard.dockerfile.Source;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes down what a running build says and tells those who follow it. Safe for use by several threads; followers
/// are called one at a time.
final class BuildJournal {

    private static final int LOG_CHARS = 256 * 1024;
    private static final String CUT = "\n… cut here, it is longer …\n";

    /// A step while it is taken.
    private static final class Line {

        private final int number;
        private final String stage;
        private final Source source;
        private final StringBuilder log = new StringBuilder();
        private StepState state = StepState.WAITING;
        private @Nullable Instant started;
        private Duration duration = Duration.ZERO;
        private String layer = "";
        private String image = "";
        private int historyIndex = -1;
        private String madeBy = "";

        Line(int number, String stage, Source source) {
            this.number = number;
            this.stage = stage;
            this.source = source;
        }

        void append(String more) {
            log.append(more);
            if (log.length() > 2 * LOG_CHARS) {
                // The beginning and the end say most.
                log.replace(LOG_CHARS / 2, log.length() - LOG_CHARS / 2, CUT);
            }
        }

        Step view() {
            return new Step(
                    number,
                    stage,
                    source.line(),
                    source.endLine(),
                    source.text(),
                    state,
                    started,
                    duration,
                    layer,
                    historyIndex,
                    log.toString(),
                    madeBy);
        }
    }

    private final String id;
    private final Clock clock;
    private final List<Line> steps = new ArrayList<>();
    private final List<BuildEvent.Warning> warnings = new ArrayList<>();
    private final List<Consumer<BuildEvent>> followers = new ArrayList<>();
    private BuildEvent.@Nullable Ended ended;

    /// @param id of the build
    BuildJournal(String id, Clock clock) {
        this.id = id;
        this.clock = clock;
    }

    /// Adds a step that will be taken.
    ///
    /// @return its number
    synchronized int plan(String stage, Source source) {
        steps.add(new Line(steps.size() + 1, stage, source));
        return steps.size();
    }

    StepPlace place(int number) {
        return new StepPlace(id, number);
    }

    /// Notes that a step is taken from the cache.
    ///
    /// @param madeBy where it ran, or empty
    synchronized void cached(int number, String madeBy) {
        steps.get(number - 1).madeBy = madeBy;
    }

    synchronized void begin(int number) {
        Line step = steps.get(number - 1);
        step.state = StepState.RUNNING;
        step.started = clock.instant();
        tell(started(step));
    }

    synchronized void container(int number, String id) {
        tell(new BuildEvent.ContainerStarted(number, id));
    }

    synchronized void output(int number, boolean error, String text) {
        steps.get(number - 1).append(text);
        tell(new BuildEvent.Output(number, error, text));
    }

    /// @param image id of the image as it is now, or empty
    /// @param layer diff id, or empty
    synchronized void end(int number, StepState state, String image, String layer, int historyIndex) {
        Line step = steps.get(number - 1);
        step.state = state;
        step.image = image;
        step.layer = layer;
        step.historyIndex = historyIndex;
        Instant began = step.started;
        step.duration = began == null ? Duration.ZERO : Duration.between(began, clock.instant());
        tell(ended(step));
    }

    synchronized void warn(int line, String text) {
        var warning = new BuildEvent.Warning(line, text);
        warnings.add(warning);
        tell(warning);
    }

    /// No step goes on; those that were not reached are skipped.
    synchronized void stop() {
        steps.stream().filter(step -> step.state == StepState.WAITING).forEach(step -> step.state = StepState.SKIPPED);
    }

    /// Tells the end, after which nothing is told.
    synchronized void end(BuildEvent.Ended event) {
        ended = event;
        tell(event);
        followers.clear();
    }

    /// Forgets which history entries steps are, except those of the stages that became the image.
    synchronized void keepHistoryOf(Set<String> stages) {
        steps.stream().filter(step -> !stages.contains(step.stage)).forEach(step -> step.historyIndex = -1);
    }

    synchronized List<Step> steps() {
        return steps.stream().map(Line::view).toList();
    }

    synchronized List<String> warnings() {
        return warnings.stream()
                .map(warning -> warning.line() > 0 ? "line " + warning.line() + ": " + warning.text() : warning.text())
                .toList();
    }

    /// Tells everything so far, then what comes.
    synchronized Builds.Following follow(Consumer<BuildEvent> follower) {
        warnings.forEach(follower);
        steps.stream().filter(step -> step.state != StepState.WAITING).forEach(step -> replay(step, follower));
        if (ended != null) {
            follower.accept(ended);
            return () -> {};
        }
        followers.add(follower);
        return () -> unfollow(follower);
    }

    private synchronized void unfollow(Consumer<BuildEvent> follower) {
        followers.remove(follower);
    }

    private void replay(Line step, Consumer<BuildEvent> follower) {
        if (step.started == null) {
            return;
        }
        follower.accept(started(step));
        if (!step.log.isEmpty()) {
            follower.accept(new BuildEvent.Output(step.number, false, step.log.toString()));
        }
        if (step.state != StepState.RUNNING) {
            follower.accept(ended(step));
        }
    }

    /// Tells an ended build from its record.
    static void replay(BuildRecord record, Consumer<BuildEvent> follower) {
        record.warnings().forEach(warning -> follower.accept(new BuildEvent.Warning(0, warning)));
        for (Step step : record.steps()) {
            if (step.started() != null) {
                follower.accept(new BuildEvent.StepStarted(
                        step.number(), record.steps().size(), step.stage(), step.line(), step.text()));
                if (!step.log().isEmpty()) {
                    follower.accept(new BuildEvent.Output(step.number(), false, step.log()));
                }
                follower.accept(
                        new BuildEvent.StepEnded(step.number(), step.state(), "", step.layer(), step.duration()));
            }
        }
        follower.accept(new BuildEvent.Ended(record.state(), record.image(), record.error()));
    }

    private BuildEvent started(Line step) {
        return new BuildEvent.StepStarted(
                step.number, steps.size(), step.stage, step.source.line(), step.source.text());
    }

    private static BuildEvent ended(Line step) {
        return new BuildEvent.StepEnded(step.number, step.state, step.image, step.layer, step.duration);
    }

    private void tell(BuildEvent event) {
        List.copyOf(followers).forEach(follower -> follower.accept(event));
    }
}
