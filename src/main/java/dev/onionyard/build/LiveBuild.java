package dev.onionyard.build;

import dev.onionyard.build.BuildRecord.State;
import dev.onionyard.dockerfile.Dockerfile;
import dev.onionyard.event.Initiator;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A build of this process, running or just ended.
///
/// @param jobId known once the job was submitted; the work waits for it
/// @param done completes with the record when the build has ended, or with what it failed of
record LiveBuild(
        String id,
        BuildRequest request,
        ReceivedContext context,
        Dockerfile file,
        BuildJournal journal,
        Initiator initiator,
        Instant started,
        String contextDigest,
        CompletableFuture<String> jobId,
        CompletableFuture<BuildRecord> done) {

    BuildRecord record() {
        return record(State.RUNNING, null, null, "");
    }

    BuildRecord record(State state, @Nullable Instant ended, @Nullable ImageId image, String error) {
        return new BuildRecord(
                id,
                jobId.getNow(""),
                initiator.name(),
                initiator.channel().name(),
                state,
                started,
                ended,
                request.tags().isEmpty() ? "" : request.tags().getFirst().familiar(),
                request.tags().stream().map(ImageReference::familiar).toList(),
                contextDigest,
                context.bytes(),
                context.origin(),
                file.text(),
                request.dockerfilePath(),
                BuildArguments.recorded(request.buildArgs()),
                request.target(),
                new BuildRecord.Options(!request.useCache(), request.pull()),
                journal.steps(),
                journal.warnings(),
                image,
                error);
    }
}
