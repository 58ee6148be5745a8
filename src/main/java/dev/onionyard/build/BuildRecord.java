package dev.onionyard.build;

import dev.onionyard.oci.ImageId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is remembered of a build.
///
/// @param id 16 hexadecimal digits
/// @param jobId the job it runs as; empty if it ran before jobs were forgotten
/// @param person who asked for it
/// @param channel `BROWSER`, `DOCKER_API` and so on: [dev.onionyard.event.Initiator.Channel]
/// @param name the first tag asked for, or empty
/// @param contextDigest of all paths, modes and contents of the context
/// @param contextBytes of its files
/// @param contextOrigin `upload`, `Dockerfile`, an address, or a folder of the server
/// @param dockerfile its text
/// @param buildArgs as given
/// @param options how it was asked to go
/// @param steps in the order of their numbers
/// @param warnings of the linter, each `line N: text`
/// @param image what it made, or null
/// @param error why it failed, or empty
public record BuildRecord(
        String id,
        String jobId,
        String person,
        String channel,
        State state,
        Instant started,
        @Nullable Instant ended,
        String name,
        List<String> tags,
        String contextDigest,
        long contextBytes,
        String contextOrigin,
        String dockerfile,
        String dockerfilePath,
        Map<String, String> buildArgs,
        String target,
        Options options,
        List<Step> steps,
        List<String> warnings,
        @Nullable ImageId image,
        String error) {

    public BuildRecord {
        tags = List.copyOf(tags);
        buildArgs = Map.copyOf(buildArgs);
        steps = List.copyOf(steps);
        warnings = List.copyOf(warnings);
    }

    /// How a build was asked to go.
    ///
    /// @param noCache whether every step was to be taken anew
    /// @param pull whether base images were to be asked for at their registry
    public record Options(boolean noCache, boolean pull) {}

    /// Life of a build. `LOST` is one that was running when the server was killed.
    public enum State {
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED,
        LOST;

        public boolean ended() {
            return this != RUNNING;
        }
    }

    /// How a step went.
    public enum StepState {
        WAITING,
        RUNNING,
        /// Taken from the cache.
        CACHED,
        DONE,
        FAILED,
        /// Not reached: a step before it failed, or the build was cancelled.
        SKIPPED
    }

    /// One instruction.
    ///
    /// @param number 1 for the first; only stages that are needed have steps
    /// @param stage its name, or its number
    /// @param line in the Dockerfile; 0 for what is not there (`--label`, a trigger of the base image)
    /// @param endLine its last line, continuations and here-documents included
    /// @param text the instruction on one line
    /// @param layer diff id of the layer it made or took from the cache; empty if it changed only the configuration
    /// @param historyIndex which entry of the image's history it is, 0 for the oldest; -1 if it is none of the
    ///     resulting image (another stage, `FROM`)
    /// @param log what it printed, cut in the middle where it is very long
    /// @param madeBy where a cached step ran: [StepPlace] as text; empty if it ran here, or nobody knows
    public record Step(
            int number,
            String stage,
            int line,
            int endLine,
            String text,
            StepState state,
            @Nullable Instant started,
            Duration duration,
            String layer,
            int historyIndex,
            String log,
            String madeBy) {

        public Step {
            // Records of older servers lack what was added later.
            endLine = Math.max(line, endLine);
            madeBy = Objects.requireNonNullElse(madeBy, "");
        }
    }

    public Duration duration(Instant now) {
        Instant end = ended;
        return Duration.between(started, end == null ? now : end);
    }

    /// How many stages were needed.
    public long stages() {
        return steps.stream().map(Step::stage).distinct().count();
    }

    public long cachedSteps() {
        return steps.stream().filter(step -> step.state() == StepState.CACHED).count();
    }
}
