package dev.onionyard.runtime;

import dev.onionyard.error.EngineException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.linux.FileTrees;
import dev.onionyard.linux.PipedProcess;
import dev.onionyard.linux.SeqPacketSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Connects to the processes of containers: to the first one, or to a new one.
@Component
public class RuntimeSessions {

    private static final Logger log = LoggerFactory.getLogger(RuntimeSessions.class);
    private static final int START_SECONDS = 60;
    private static final int END_SECONDS = 5;

    private final HomeDirectory home;
    private final RuntimeProbe probe;
    private final Conmon conmon;
    private final DirectoryWatcher watcher;
    private final SecureRandom random = new SecureRandom();

    RuntimeSessions(HomeDirectory home, RuntimeProbe probe, Conmon conmon, DirectoryWatcher watcher) {
        this.home = home;
        this.probe = probe;
        this.conmon = conmon;
        this.watcher = watcher;
    }

    /// Connects to a created or running container's first process. Output comes from now on.
    ///
    /// @throws EngineException if its conmon is gone
    public AttachSession attach(Bundle bundle, ProcessOutput output) {
        return new AttachSession(ConmonConnection.open(bundle.directory()), output);
    }

    /// Starts a process in a running container.
    ///
    /// @throws UnavailableException with the runtime's reason if it cannot start
    public ExecSession exec(Bundle bundle, OciProcess process, ProcessOutput output) {
        Path directory = newDirectory();
        try (var moves = ControlGroupMoves.expect()) {
            Files.write(
                    directory.resolve("process.json"), OciRuntimeSpecJson.bytes(OciRuntimeSpecJson.process(process)));
            return process.terminal()
                    ? startWithTerminal(bundle, process, directory, output)
                    : startWithPipes(bundle, process, directory, output);
        } catch (IOException e) {
            FileTrees.remove(directory);
            throw new UnavailableException("cannot start \"" + process.args().getFirst() + "\": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            FileTrees.remove(directory);
            throw e;
        }
    }

    private ExecSession startWithPipes(Bundle bundle, OciProcess process, Path directory, ProcessOutput output) {
        PipedProcess runtime =
                PipedProcess.start(probe.command().exec(bundle.id(), directory), RuntimeCommand.environment());
        try {
            int pid = awaitStart(runtime, directory);
            if (pid == 0) {
                throw new UnavailableException(
                        "cannot start \"" + process.args().getFirst() + "\": " + reason(runtime));
            }
            return new PipedExec(runtime, pid, directory, output);
        } catch (RuntimeException e) {
            runtime.process().destroyForcibly();
            runtime.close();
            throw e;
        }
    }

    /// @return the pid that the runtime writes down once the process runs; 0 if the runtime ended without
    private int awaitStart(PipedProcess runtime, Path directory) {
        Path pidFile = directory.resolve("pidfile");
        var known = new CompletableFuture<Integer>();
        Runnable look =
                () -> Optional.of(PidFile.read(pidFile)).filter(pid -> pid != 0).ifPresent(known::complete);
        try (DirectoryWatcher.Watch watch = watcher.watch(directory, name -> look.run())) {
            // It may have been written before the watch began.
            look.run();
            runtime.process().onExit().thenRun(() -> known.complete(PidFile.read(pidFile)));
            return known.orTimeout(START_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new UnavailableException("cannot start a process: the runtime does not answer", e);
        }
    }

    private static String reason(PipedProcess runtime) {
        var text = new ByteArrayOutputStream();
        runtime.pump((bytes, length) -> {}, (bytes, length) -> text.write(bytes, 0, length));
        return SyncPipe.reason(text.toString(StandardCharsets.UTF_8));
    }

    private ExecSession startWithTerminal(Bundle bundle, OciProcess process, Path directory, ProcessOutput output)
            throws IOException {
        Process monitor = conmon.exec(bundle.id(), directory, process);
        try {
            return conmon.withTimeout(monitor, () -> connect(monitor, process, directory, output));
        } catch (IOException | RuntimeException e) {
            monitor.destroyForcibly();
            throw e;
        }
    }

    /// conmon listens after the first byte, and runs the process after the second.
    private static ExecSession connect(Process monitor, OciProcess process, Path directory, ProcessOutput output)
            throws IOException {
        String action = "start \"" + process.args().getFirst() + "\"";
        try (OutputStream go = monitor.getOutputStream();
                var listening = new SyncPipe(monitor.getErrorStream())) {
            press(go);
            listening.expect(action);
            ConmonConnection connection = ConmonConnection.open(directory);
            try {
                press(go);
                go.close();
                var sync = new SyncPipe(monitor.getInputStream());
                int pid = sync.expect(action);
                return new ConmonExec(connection, sync, monitor, pid, directory, output);
            } catch (IOException | RuntimeException e) {
                connection.close();
                throw e;
            }
        }
    }

    private static void press(OutputStream go) throws IOException {
        go.write('0');
        go.flush();
    }

    /// Ends the processes that an earlier server started by [#exec] and can no longer speak to. Call it at
    /// start.
    public void sweep() {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(parent())) {
            for (Path directory : directories) {
                endLeftOver(directory);
                forget(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Removes what was kept of a process. What somebody still writes to is removed at the next start.
    static void forget(Path directory) {
        try {
            FileTrees.remove(directory);
        } catch (EngineException e) {
            log.debug("{} is kept", directory, e);
        }
    }

    private static void endLeftOver(Path directory) {
        int pid = PidFile.read(directory.resolve("pidfile"));
        Optional<ProcessHandle> process = pid == 0 ? Optional.empty() : ProcessHandle.of(pid);
        // Only while the runtime or conmon is there is the number in the file still the process's.
        process.flatMap(ProcessHandle::parent)
                .filter(parent -> concerns(parent, directory))
                .ifPresent(parent -> {
                    log.info("Ending process {}, which an earlier server had started in a container", pid);
                    process.ifPresent(ProcessHandle::destroyForcibly);
                    awaitEnd(parent);
                });
    }

    /// It notes the exit code in the directory, which is to be removed.
    private static void awaitEnd(ProcessHandle monitor) {
        try {
            monitor.onExit().get(END_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            log.warn("Process {} does not end although what it watched has", monitor.pid());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whether a process was started with this directory among its arguments.
    private static boolean concerns(ProcessHandle process, Path directory) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1)
                    .contains(directory.toString());
        } catch (IOException e) {
            // It has ended.
            return false;
        }
    }

    /// Whether somebody listens on a conmon's socket.
    static boolean isListening(Path socket) {
        try {
            SeqPacketSocket.connect(socket).close();
            return true;
        } catch (EngineException e) {
            return false;
        }
    }

    /// Short names: the path of a socket is limited.
    private Path newDirectory() {
        var name = new byte[8];
        random.nextBytes(name);
        Path directory = parent().resolve(HexFormat.of().formatHex(name));
        try {
            return Files.createDirectory(directory);
        } catch (IOException e) {
            throw new UnavailableException("cannot create directory \"" + directory + "\": " + e.getMessage(), e);
        }
    }

    private Path parent() {
        return home.runDirectory("x");
    }
}
