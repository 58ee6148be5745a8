package dev.onionyard.runtime;

import dev.onionyard.error.EngineException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.linux.FileTrees;
import dev.onionyard.linux.SeqPacketSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Connects to the processes of containers: to the first one, or to a new one.
@Component
public class RuntimeSessions {

    private static final Logger log = LoggerFactory.getLogger(RuntimeSessions.class);

    private final HomeDirectory home;
    private final Conmon conmon;
    private final SecureRandom random = new SecureRandom();

    RuntimeSessions(HomeDirectory home, Conmon conmon) {
        this.home = home;
        this.conmon = conmon;
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
        ControlGroupMoves.expect();
        Path directory = newDirectory();
        try {
            Files.write(
                    directory.resolve("process.json"), OciRuntimeSpecJson.bytes(OciRuntimeSpecJson.process(process)));
            return start(bundle, process, directory, output);
        } catch (IOException e) {
            FileTrees.remove(directory);
            throw new UnavailableException("cannot start \"" + process.args().getFirst() + "\": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            FileTrees.remove(directory);
            throw e;
        }
    }

    private ExecSession start(Bundle bundle, OciProcess process, Path directory, ProcessOutput output)
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
                return new ExecSession(connection, sync, monitor, pid, directory, output);
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
                FileTrees.remove(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void endLeftOver(Path directory) throws IOException {
        Path pidFile = directory.resolve("pidfile");
        // Only while its conmon listens is the number in the file still the process's.
        if (Files.exists(pidFile) && isListening(directory.resolve("attach"))) {
            long pid = Long.parseLong(Files.readString(pidFile).strip());
            log.info("Ending process {}, which an earlier server had started in a container", pid);
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
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
