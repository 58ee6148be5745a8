package dev.onionyard.runtime;

import dev.onionyard.error.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;

/// Runs a container to its end while the caller waits: a step of a build. Without conmon, because nobody attaches,
/// nothing is logged, and it shall not outlive this server; what a crash leaves is removed at the next start with
/// every bundle that has no container.
@Component
public class ForegroundRun {

    private static final int BUFFER = 8192;
    private static final long LOOK_MILLIS = 100;

    private final RuntimeProbe probe;
    private final Bundles bundles;
    private final CompiledSeccomp seccomp;
    private final OciRuntime runtime;

    ForegroundRun(RuntimeProbe probe, Bundles bundles, CompiledSeccomp seccomp, OciRuntime runtime) {
        this.probe = probe;
        this.bundles = bundles;
        this.seccomp = seccomp;
        this.runtime = runtime;
    }

    /// Hears what the container prints. Called by two threads, one for each stream.
    public interface OutputListener {

        /// @param error whether it went to standard error
        void onOutput(boolean error, byte[] bytes, int length);
    }

    /// Runs it; nothing of it remains, whatever happened.
    ///
    /// @param cancelled asked ten times a second; when it says yes the container is killed
    /// @return its exit code
    /// @throws UnavailableException with the runtime's words if its program could not be started
    public int run(Bundle bundle, OciRuntimeSpec spec, OutputListener output, BooleanSupplier cancelled) {
        RuntimeProbe.Found found = probe.found();
        RuntimeCommand command = found.command();
        if (command == null) {
            throw new UnavailableException(
                    "cannot run a container: " + found.status().problem());
        }
        bundles.create(bundle);
        try {
            byte[] compiled = seccomp.find(spec.process().capabilities());
            Files.write(
                    bundle.config(),
                    OciRuntimeSpecJson.bytes(
                            OciRuntimeSpecJson.config(bundle.id(), spec, CgroupVersion.ofHost(), compiled)));
            return run(bundle, command, output, cancelled);
        } catch (IOException e) {
            throw new UnavailableException("cannot run a container: " + e.getMessage(), e);
        } finally {
            runtime.delete(bundle);
        }
    }

    private int run(Bundle bundle, RuntimeCommand command, OutputListener output, BooleanSupplier cancelled)
            throws IOException {
        Path log = bundle.directory().resolve("runtime.log");
        Process process = start(command.line(
                "--log",
                log.toString(),
                "run",
                "--pid-file",
                bundle.pidFile().toString(),
                "--bundle",
                bundle.directory().toString(),
                bundle.id()));
        Thread out = read(process.getInputStream(), false, output);
        Thread errors = read(process.getErrorStream(), true, output);
        try {
            process.getOutputStream().close();
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (cancelled.getAsBoolean()) {
                    kill(bundle, process);
                }
            }
            out.join();
            errors.join();
        } catch (InterruptedException e) {
            kill(bundle, process);
            Thread.currentThread().interrupt();
            throw new UnavailableException("cannot run a container: interrupted", e);
        }
        String problem = Files.exists(log) ? problem(Files.readString(log)) : "";
        if (process.exitValue() != 0 && !problem.isEmpty()) {
            throw new UnavailableException(problem);
        }
        return process.exitValue();
    }

    private void kill(Bundle bundle, Process process) {
        runtime.kill(bundle, Signals.KILL);
        // The runtime itself may not have come as far as the container.
        if (!Files.exists(bundle.pidFile())) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /// The environment stays small: this server's may hold passwords.
    private static Process start(List<String> line) throws IOException {
        var builder = new ProcessBuilder(new ArrayList<>(line));
        Map<String, String> environment = builder.environment();
        String path = environment.getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        environment.clear();
        environment.put("PATH", path);
        return builder.start();
    }

    private static Thread read(InputStream in, boolean error, OutputListener output) {
        return Thread.ofPlatform().daemon().name("step-output").start(() -> {
            byte[] buffer = new byte[BUFFER];
            try (in) {
                for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                    output.onOutput(error, buffer, length);
                }
            } catch (IOException e) {
                // It was killed: what was read so far is what there is.
            }
        });
    }

    /// The runtime's last sentence, without time and level.
    private static String problem(String log) {
        String last = log.strip().lines().filter(line -> !line.isBlank()).reduce("", (a, b) -> b);
        int message = last.indexOf("msg=\"");
        if (message >= 0) {
            return last.substring(message + 5, Math.max(message + 5, last.lastIndexOf('"')));
        }
        return last.replaceFirst("^\\d{4}-\\d\\d-\\d\\dT[^ ]*Z?:? ", "");
    }
}
