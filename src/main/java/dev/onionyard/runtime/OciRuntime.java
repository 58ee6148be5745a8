package dev.onionyard.runtime;

import dev.onionyard.error.UnavailableException;
import dev.onionyard.linux.ChildProcess;
import dev.onionyard.linux.HeldProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalInt;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Runs containers by conmon and an OCI runtime (runtime-spec runtime.md, Lifecycle). Life of a container here:
/// [#create], [#start], it ends (see [ExitWatcher]), [#delete]. Calls about one container must not overlap; the
/// caller holds its lock.
@Component
public class OciRuntime {

    private final RuntimeProbe probe;
    private final Bundles bundles;
    private final Conmon conmon;
    private final CompiledSeccomp seccomp;
    private final ExitWatcher exits;

    OciRuntime(RuntimeProbe probe, Bundles bundles, Conmon conmon, CompiledSeccomp seccomp, ExitWatcher exits) {
        this.probe = probe;
        this.bundles = bundles;
        this.conmon = conmon;
        this.seccomp = seccomp;
        this.exits = exits;
    }

    /// Whether containers can run here. The first call runs a tiny one to find out.
    public RuntimeStatus status() {
        return probe.found().status();
    }

    /// Makes the container's namespaces, mounts and control group. Its program waits for [#start]; whoever
    /// attaches before loses no output.
    ///
    /// @return pid of its first process in the host's numbering
    /// @throws UnavailableException with the runtime's reason; nothing remains
    public int create(Bundle bundle, OciRuntimeSpec spec, Stdio stdio) {
        RuntimeCommand runtime = probe.command();
        bundles.create(bundle);
        exits.forget(bundle.id());
        try (var moves = ControlGroupMoves.expect()) {
            byte[] compiled = seccomp.find(spec.process().capabilities());
            write(
                    bundle.config(),
                    OciRuntimeSpecJson.bytes(
                            OciRuntimeSpecJson.config(bundle.id(), spec, CgroupVersion.ofHost(), compiled)));
            int pid = conmon.create(bundle, stdio);
            if (LinuxJson.hasDefaultSeccomp(spec) && compiled.length == 0) {
                seccomp.keep(spec.process().capabilities(), runtime.compiledSeccomp(bundle.id()));
            }
            return pid;
        } catch (RuntimeException e) {
            delete(bundle);
            throw e;
        }
    }

    /// Runs the container's program.
    public void start(Bundle bundle) {
        RuntimeCommand runtime = probe.command();
        Path fifo = runtime.startFifo(bundle.id());
        if (runtime.isCrun() && Files.exists(fifo)) {
            open(fifo);
        } else {
            run("start", bundle, "start", bundle.id());
        }
    }

    /// Does what `crun start` does, without the 8 ms that a process takes: a byte into the FIFO lets the
    /// program run, and a missing FIFO says that it does. Opened for reading too, so that nothing can make this
    /// wait.
    private static void open(Path fifo) {
        try (FileChannel channel = FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Files.delete(fifo);
            channel.write(ByteBuffer.wrap(new byte[1]));
        } catch (IOException e) {
            throw new UnavailableException("cannot start container: " + e.getMessage(), e);
        }
    }

    /// Sends a signal to the container's first process. A container that has ended is no failure.
    ///
    /// @param signal 1 to 64
    public void kill(Bundle bundle, int signal) {
        int pid = pid(bundle);
        if (pid == 0) {
            return;
        }
        HeldProcess.open(pid).ifPresent(process -> {
            try (process) {
                // Looked at while it is held: the number may have been another's before.
                if (new ContainerProcess(bundle.id(), pid).isAlive()) {
                    process.signal(signal);
                }
            }
        });
    }

    /// Returns when every process of the container holds still.
    public void pause(Bundle bundle) {
        Freezer.freeze(bundle.id());
    }

    /// A container that has ended is no failure.
    public void resume(Bundle bundle) {
        Freezer.thaw(bundle.id());
    }

    /// Changes the limits of a running container.
    public void update(Bundle bundle, ResourceLimits limits) {
        Path file = bundle.directory().resolve("resources.json");
        write(file, OciRuntimeSpecJson.bytes(ResourcesJson.limits(limits)));
        run("update", bundle, "update", "--resources", file.toString(), bundle.id());
    }

    /// Ends what is left of a container and forgets it, its bundle and its exit; the log stays. Does nothing if
    /// there is nothing.
    public void delete(Bundle bundle) {
        RuntimeCommand runtime = probe.found().command();
        if (runtime != null && !(runtime.isCrun() && EndedContainer.forget(bundle.id(), runtime))) {
            run(runtime.line("delete", "--force", bundle.id()));
        }
        bundles.remove(bundle);
        exits.forget(bundle.id());
    }

    /// Whether the kernel killed one of its processes for lack of memory.
    public boolean ranOutOfMemory(Bundle bundle) {
        return Files.exists(bundle.oomFile());
    }

    /// What is true about the container now, whatever server started it.
    public ContainerStatus find(Bundle bundle) {
        OptionalInt exit = exits.find(bundle.id());
        if (exit.isPresent()) {
            return new ContainerStatus.Exited(exit.getAsInt());
        }
        int pid = pid(bundle);
        if (pid == 0) {
            return new ContainerStatus.Absent();
        }
        if (!isMonitored(bundle, pid)) {
            return new ContainerStatus.Orphaned();
        }
        return switch (runtimeState(bundle)) {
            case "created" -> new ContainerStatus.Created(pid);
            case "running" -> new ContainerStatus.Running(pid);
            case "paused" -> new ContainerStatus.Paused(pid);
            // conmon is there, so it will leave the exit code in a moment.
            default -> new ContainerStatus.Running(pid);
        };
    }

    /// Without connecting to conmon where that can be avoided: it would take the visit for a client, and end
    /// the container's input when that leaves.
    private static boolean isMonitored(Bundle bundle, int pid) {
        var process = new ContainerProcess(bundle.id(), pid);
        return process.isAlive() ? process.hasMonitor() : RuntimeSessions.isListening(bundle.attachSocket());
    }

    private String runtimeState(Bundle bundle) {
        ChildProcess.Result result = run(probe.command().line("state", bundle.id()));
        if (!result.ok()) {
            return "stopped";
        }
        JsonNode state = JsonMapper.shared().readTree(result.outputText());
        return state.path("status").asString("stopped");
    }

    private static int pid(Bundle bundle) {
        return PidFile.read(bundle.pidFile());
    }

    private static ChildProcess.Result run(List<String> line) {
        return ChildProcess.of(line).run();
    }

    private void run(String action, Bundle bundle, String... words) {
        ChildProcess.Result result = run(probe.command().line(words));
        if (!result.ok()) {
            throw failure(action, bundle, result);
        }
    }

    private static UnavailableException failure(String action, Bundle bundle, ChildProcess.Result result) {
        return new UnavailableException(
                "cannot " + action + " container \"" + bundle.id().substring(0, 12) + "\": " + result.errorText());
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UnavailableException("cannot write \"" + file + "\": " + e.getMessage(), e);
        }
    }
}
