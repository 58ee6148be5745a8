package dev.onionyard.runtime;

import dev.onionyard.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/// Starts conmon, the small process that stays with one container or one exec: it holds the terminal or the
/// pipes, writes the log and keeps the exit code, so that containers outlive this server.
///
/// conmon reports over descriptors whose numbers it reads from its environment. [ProcessBuilder] passes on 0 to
/// 2 only, so a shell moves these up before it becomes conmon.
@Component
class Conmon implements DisposableBean {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final String FOR_CONTAINER = "exec 3>&1 >/dev/null; exec \"$@\"";
    private static final String FOR_EXEC = "exec 3>&1 4<&0 5>&2 </dev/null >/dev/null 2>/dev/null; exec \"$@\"";

    private final RuntimeProbe probe;
    private final ExitWatcher exits;
    private final ScheduledExecutorService timeouts = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("conmon-timeout").factory());

    Conmon(RuntimeProbe probe, ExitWatcher exits) {
        this.probe = probe;
        this.exits = exits;
    }

    /// Has the runtime create a container, up to but without its program, and stays with it.
    ///
    /// @return pid of the container's first process
    int create(Bundle bundle, Stdio stdio) {
        var line = new ArrayList<String>(List.of("sh", "-c", FOR_CONTAINER, "sh"));
        line.addAll(commonOptions(bundle.id(), bundle.id(), bundle.directory(), exits.directory()));
        line.addAll(List.of(
                "-n",
                bundle.id(),
                "--persist-dir",
                bundle.directory().toString(),
                "--no-sync-log",
                "-l",
                stdio.logged() ? "k8s-file:" + bundle.log() : "none"));
        line.addAll(stdio.conmonOptions());
        var builder = new ProcessBuilder(line)
                // It leaves a file "oom" where it stands when there was no memory.
                .directory(bundle.directory().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(
                        ProcessBuilder.Redirect.appendTo(bundle.conmonErrors().toFile()));
        Process conmon = start(builder, Map.of("_OCI_SYNCPIPE", "3"));
        String action = "create container \"" + bundle.id().substring(0, 12) + "\"";
        // Only conmon's first report is of interest: the exit comes as a file.
        try (var sync = new SyncPipe(conmon.getInputStream())) {
            int pid = withTimeout(conmon, () -> sync.expect(action));
            exits.watchMonitor(bundle.id(), conmon.toHandle());
            return pid;
        } catch (IOException e) {
            throw new UnavailableException("cannot " + action + ": " + e.getMessage(), e);
        }
    }

    /// Prepares a process that enters a container. It starts when a byte is written to conmon's standard input
    /// twice: once to make conmon listen, once to run the process.
    Process exec(String containerId, Path directory, OciProcess process) {
        var line = new ArrayList<String>(List.of("sh", "-c", FOR_EXEC, "sh"));
        line.addAll(commonOptions(containerId, directory.getFileName().toString(), directory, directory));
        line.addAll(List.of(
                "-l",
                "none",
                "-e",
                "--exec-attach",
                "--exec-process-spec",
                directory.resolve("process.json").toString()));
        line.addAll(new Stdio(process.terminal(), true, true).conmonOptions());
        return start(
                new ProcessBuilder(line).directory(directory.toFile()),
                Map.of("_OCI_SYNCPIPE", "3", "_OCI_STARTPIPE", "4", "_OCI_ATTACHPIPE", "5"));
    }

    private List<String> commonOptions(String id, String unique, Path directory, Path exitDirectory) {
        RuntimeProbe.Found found = probe.found();
        if (found.command() == null || found.conmon() == null) {
            throw new UnavailableException(
                    "cannot run a container: " + found.status().problem());
        }
        var options = new ArrayList<String>();
        options.add(found.conmon().toString());
        // --sync: otherwise conmon's first process ends at once, and the JDK then closes the pipe that its
        // second one reports on.
        options.addAll(List.of("--api-version", "1", "--sync", "--full-attach", "--log-level", "warning"));
        options.addAll(List.of("-c", id, "-u", unique, "-b", directory.toString()));
        options.addAll(List.of("-p", directory.resolve("pidfile").toString(), "--exit-dir", exitDirectory.toString()));
        options.addAll(found.command().conmonOptions());
        return options;
    }

    private static Process start(ProcessBuilder builder, Map<String, String> descriptors) {
        builder.environment().clear();
        builder.environment().putAll(RuntimeCommand.environment());
        builder.environment().putAll(descriptors);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UnavailableException("cannot start conmon: " + e.getMessage(), e);
        }
    }

    /// Work that reads from conmon.
    interface Reading<T> {
        T read() throws IOException;
    }

    /// Kills a conmon that does not answer, which ends the reading.
    <T> T withTimeout(Process conmon, Reading<T> reading) throws IOException {
        ScheduledFuture<?> kill = timeouts.schedule(conmon::destroyForcibly, TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        try {
            return reading.read();
        } finally {
            kill.cancel(false);
        }
    }

    @Override
    public void destroy() {
        timeouts.shutdown();
    }
}
