package dev.onionyard.container;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Enters containers: a new process in a running one (exec), or the terminal of its first process (attach).
public interface ContainerTerminals {

    /// A process to start in a running container.
    ///
    /// @param user null for the container's
    record ExecRequest(
            List<String> args,
            boolean tty,
            boolean stdin,
            List<String> env,
            @Nullable String user,
            @Nullable String workingDir,
            boolean privileged) {

        /// A shell with a terminal: the best one the container has.
        public static ExecRequest shell() {
            return new ExecRequest(
                    List.of("/bin/sh", "-c", "if command -v bash >/dev/null; then exec bash; else exec sh; fi"),
                    true,
                    true,
                    List.of("TERM=xterm-256color"),
                    null,
                    null,
                    false);
        }
    }

    /// Receives what the process prints, on a thread of its own. `stderr` is never used with a terminal.
    interface Output {
        void stdout(byte[] bytes, int length) throws IOException;

        void stderr(byte[] bytes, int length) throws IOException;
    }

    /// An open connection to a process. Closing an exec connection kills its process; closing an attach
    /// connection only detaches.
    interface Connection extends AutoCloseable {

        /// Bytes for the process; closing it closes the process's stdin.
        OutputStream stdin();

        void resize(int rows, int columns);

        /// Completes with the exit code when the process ends, after its last output.
        CompletableFuture<Integer> exit();

        /// Of a process that was started for this connection, in the host's numbering, else 0.
        int pid();

        /// Leaves the process to itself: it goes on, and what it prints is read and thrown away.
        void detach();

        @Override
        void close();
    }

    /// Gives a process that is to start an id, and publishes `exec_create`.
    ///
    /// @throws dev.onionyard.error.ConflictException if the container does not run
    String prepareExec(String nameOrId, ExecRequest request);

    /// Starts a process. Audited as `container.exec`.
    ///
    /// @param execId from [#prepareExec]
    Connection exec(String nameOrId, String execId, ExecRequest request, Output output);

    /// Prepares and starts a process.
    default Connection exec(String nameOrId, ExecRequest request, Output output) {
        return exec(nameOrId, prepareExec(nameOrId, request), request, output);
    }

    /// Connects to the first process. Attach before start loses no output. Audited as `container.attach`.
    Connection attach(String nameOrId, Output output);
}
