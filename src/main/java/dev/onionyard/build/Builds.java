package dev.onionyard.build;

import dev.onionyard.dockerfile.Problem;
import dev.onionyard.oci.ImageId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Builds images and remembers how each build went. A build is a job of kind `image.build` and one audit row of
/// that name. Whoever builds first receives a context ([BuildContexts]).
///
/// ```java
/// try (ReceivedContext context = contexts.receive(tar, progress)) {   // or ofDockerfile, ofFolder, upload
///     BuildRecord begun = builds.submit(BuildRequest.of("app:1"), context);   // the job owns the context now
/// }
/// ```
public interface Builds {

    /// Starts a build in the background. The build takes the context over; closing it afterwards does nothing.
    ///
    /// @return its record as it is now, [BuildRecord#id] and [BuildRecord#jobId] filled in
    /// @throws dev.onionyard.error.InvalidInputException if the Dockerfile or the request is wrong; nothing was
    ///     begun, and the message shows the line
    BuildRecord submit(BuildRequest request, ReceivedContext context);

    /// Builds on the calling thread, as `docker build` does, and tells `listener` everything in the order of
    /// steps. A failure is thrown after it was recorded; [java.util.concurrent.CancellationException] if the
    /// build was cancelled, or if the listener threw one.
    BuildRecord run(BuildRequest request, ReceivedContext context, Consumer<BuildEvent> listener);

    /// Builds newest first, running ones included.
    List<BuildRecord> recent(int limit);

    Optional<BuildRecord> find(String id);

    /// @throws dev.onionyard.error.NotFoundException if there is no such build
    BuildRecord get(String id);

    /// The newest build that made this image.
    Optional<BuildRecord> ofImage(ImageId image);

    /// The steps that made the entries of an image's history, by the index of the entry, 0 for the oldest. Entries
    /// that were made by the builds of its ancestors are among them; those that came from elsewhere are not.
    Map<Integer, BuiltStep> stepsOf(ImageId image);

    /// What a step printed: if it was taken from the cache, what it printed when it ran; empty if that is forgotten.
    String logOf(BuildRecord.Step step);

    /// All that is wrong with the text of a Dockerfile, for editors: what the linter says, or the one error that stops
    /// a build.
    List<Problem> check(String dockerfile);

    /// A step and the build that it belongs to.
    record BuiltStep(BuildRecord build, BuildRecord.Step step) {}

    /// Tells `listener` everything that the build has said so far and what it says from now on, up to and
    /// including [BuildEvent.Ended]; an ended build is told from its record. The listener is called on the build's
    /// thread, must not block, and must not throw.
    Following follow(String id, Consumer<BuildEvent> listener);

    /// Stops following.
    interface Following extends AutoCloseable {
        @Override
        void close();
    }

    /// Asks a build to stop. Returns at once; what it made so far stays in the cache. A build that has ended is
    /// left alone.
    void cancel(String id);

    /// Cancels the running build that a Docker client named by its `buildid`; does nothing if there is none.
    void cancelByClientId(String clientId);

    /// Forgets the record of an ended build. The image stays.
    void remove(String id);
}
