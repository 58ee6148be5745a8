package dev.onionyard.web.builds;

import dev.onionyard.build.BuildRecord;
import dev.onionyard.build.BuildRecord.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// When each step ran, for a picture: one bar a step on one scale of time, so that stages which ran side by side
/// stand side by side. Measures are in units of the drawing.
///
/// @param bars of the steps that began
/// @param ticks of the scale
public record StepChart(List<Bar> bars, List<Tick> ticks, int height) {

    /// Width of the plot, and of the names left of it.
    public static final int WIDTH = 720;

    private static final int ROW = 22;
    private static final int TOP = 22;
    private static final double LEAST = 2;
    private static final int TICKS = 5;
    private static final long[] STEPS = {1, 2, 5};

    /// One step.
    ///
    /// @param label `3 RUN`
    public record Bar(Step step, String label, Duration duration, double x, double width, int y) {}

    /// A line of the scale.
    public record Tick(double x, Duration at) {}

    public StepChart {
        bars = List.copyOf(bars);
        ticks = List.copyOf(ticks);
    }

    /// @param now ends the bars of steps that run
    static StepChart of(BuildRecord record, Instant now) {
        List<Step> begun =
                record.steps().stream().filter(step -> step.started() != null).toList();
        Instant start = begun.stream()
                .map(step -> startOf(step, now))
                .min(Instant::compareTo)
                .orElse(now);
        long span = begun.stream()
                .mapToLong(step -> Duration.between(start, startOf(step, now).plus(durationOf(step, now)))
                        .toMillis())
                .max()
                .orElse(0);
        double scale = (double) WIDTH / Math.max(1, span);
        List<Bar> bars = IntStream.range(0, begun.size())
                .mapToObj(row -> bar(begun.get(row), row, start, scale, now))
                .toList();
        return new StepChart(bars, ticks(span, scale), TOP + ROW * bars.size());
    }

    private static Bar bar(Step step, int row, Instant start, double scale, Instant now) {
        Duration duration = durationOf(step, now);
        double x = Duration.between(start, startOf(step, now)).toMillis() * scale;
        double width = Math.max(LEAST, duration.toMillis() * scale);
        String verb = step.text().split("\\s", 2)[0];
        return new Bar(step, step.number() + " " + verb, duration, Math.min(x, WIDTH - LEAST), width, TOP + ROW * row);
    }

    private static Instant startOf(Step step, Instant now) {
        return Objects.requireNonNullElse(step.started(), now);
    }

    private static Duration durationOf(Step step, Instant now) {
        @Nullable Instant started = step.started();
        return step.state() == BuildRecord.StepState.RUNNING && started != null
                ? Duration.between(started, now)
                : step.duration();
    }

    /// At most [#TICKS] lines at round times.
    private static List<Tick> ticks(long span, double scale) {
        long every = every(span);
        return IntStream.rangeClosed(0, (int) (span / every))
                .mapToObj(tick -> new Tick(tick * every * scale, Duration.ofMillis(tick * every)))
                .toList();
    }

    private static long every(long span) {
        long unit = 1;
        while (true) {
            for (long step : STEPS) {
                if (span / (unit * step) < TICKS) {
                    return unit * step;
                }
            }
            unit *= 10;
        }
    }
}
