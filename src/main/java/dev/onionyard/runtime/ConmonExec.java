package dev.onionyard.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A process with a terminal that entered a container. The terminal is conmon's.
final class ConmonExec implements ExecSession {

    private static final Logger log = LoggerFactory.getLogger(ConmonExec.class);

    /// What Docker says when nobody knows the code.
    private static final int UNKNOWN_EXIT = 137;

    private final ConmonConnection connection;
    private final SyncPipe sync;
    private final Process monitor;
    private final int pid;

    /// Remembers when the process started, so a later process with the same number is never killed for it.
    private final Optional<ProcessHandle> process;

    private final Path directory;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();

    ConmonExec(
            ConmonConnection connection,
            SyncPipe sync,
            Process monitor,
            int pid,
            Path directory,
            ProcessOutput output) {
        this.connection = connection;
        this.sync = sync;
        this.monitor = monitor;
        this.pid = pid;
        this.process = ProcessHandle.of(pid);
        this.directory = directory;
        Thread.ofPlatform().daemon().name("exec").start(() -> follow(output));
    }

    private void follow(ProcessOutput output) {
        int code = UNKNOWN_EXIT;
        try (sync) {
            connection.pump(output);
            // The receiver may be gone: a process whose output nobody reads would stop.
            connection.pump(ProcessOutput.NONE);
            code = exitCode();
        } catch (IOException e) {
            log.debug("conmon of process {} is gone: {}", pid, e.getMessage());
        } finally {
            connection.close();
            RuntimeSessions.forget(directory);
            exit.complete(code);
        }
    }

    private int exitCode() throws IOException {
        SyncPipe.Report report = sync.next();
        return report == null ? UNKNOWN_EXIT : report.data();
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public OutputStream stdin() {
        return connection.stdin();
    }

    @Override
    public void resize(int rows, int columns) {
        connection.resize(rows, columns);
    }

    @Override
    public CompletableFuture<Integer> exit() {
        return exit.copy();
    }

    /// It keeps its input open: conmon would take its end for the end of a terminal.
    @Override
    public void detach() {
        log.debug("Process {} is left to itself", pid);
    }

    /// The terminal then hangs up on what it had started.
    @Override
    public void close() {
        process.ifPresent(ProcessHandle::destroyForcibly);
        if (monitor.isAlive() && process.isEmpty()) {
            monitor.destroy();
        }
    }
}
