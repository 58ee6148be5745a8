package dev.onionyard.progress;

import java.util.concurrent.CancellationException;

/// Receives the progress of one piece of work, which may have parts (a restore has one part a layer).
///
/// Implementations are safe for use by several threads. Work that was asked to stop learns it from
/// [#advance] or [#checkCancelled], which then throw [CancellationException]; the worker cleans up and lets
/// it through.
public interface ProgressListener {

    /// Hears nothing and never cancels.
    ProgressListener NONE = new ProgressListener() {
        @Override
        public ProgressListener part(String id, String label) {
            return this;
        }

        @Override
        public void expect(long bytes) {}

        @Override
        public void advance(long bytes) {}

        @Override
        public void phase(Phase phase) {}

        @Override
        public void checkCancelled() {}
    };

    /// Opens a part of this work.
    ///
    /// @param id unique among the parts of this work, for example a diff id; asking twice gives the same part
    /// @param label shown to people
    ProgressListener part(String id, String label);

    /// Says how many bytes this work will take in all; may be called again with a better figure.
    void expect(long bytes);

    /// Adds `bytes` done.
    ///
    /// @throws CancellationException if the work was asked to stop
    void advance(long bytes);

    void phase(Phase phase);

    /// @throws CancellationException if the work was asked to stop
    void checkCancelled();
}
