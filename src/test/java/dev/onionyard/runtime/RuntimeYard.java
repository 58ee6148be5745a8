package dev.onionyard.runtime;

import dev.onionyard.home.HomeDirectory;
import dev.onionyard.home.TestHome;
import dev.onionyard.linux.FileTrees;
import dev.onionyard.runtime.OciProcess.OciUser;
import dev.onionyard.runtime.OciRuntimeSpec.NetworkNamespace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/// The runtime module on a directory of its own, with a root file system of static busybox. Closing it ends
/// every container it made.
final class RuntimeYard implements AutoCloseable {

    final Bundles bundles;
    final ExitWatcher exits;
    final OciRuntime runtime;
    final RuntimeSessions sessions;

    private final Path directory;
    private final HomeDirectory home;
    private final DirectoryWatcher watcher = new DirectoryWatcher();
    private final Conmon conmon;
    private final List<Bundle> made = new ArrayList<>();
    private final Map<String, CompletableFuture<Integer>> ended = new ConcurrentHashMap<>();

    private RuntimeYard(Path directory) {
        this.directory = directory;
        this.home = TestHome.in(directory);
        this.bundles = new Bundles(home, watcher);
        this.exits = new ExitWatcher(home, watcher);
        var probe = new RuntimeProbe(home);
        this.conmon = new Conmon(probe, exits);
        this.runtime = new OciRuntime(probe, bundles, conmon, new CompiledSeccomp(home), exits);
        this.sessions = new RuntimeSessions(home, probe, conmon, watcher);
        exits.watch((id, code) -> exit(id).complete(code));
    }

    static RuntimeYard make() throws IOException {
        // Short: the paths of sockets are limited.
        Path directory = Files.createDirectory(Path.of(
                "/tmp",
                "yard-" + Integer.toHexString(ThreadLocalRandom.current().nextInt())));
        Path rootfs = Files.createDirectory(directory.resolve("rootfs"));
        Files.createDirectory(rootfs.resolve("bin"));
        Files.copy(Path.of("/bin/busybox"), rootfs.resolve("bin/busybox"));
        for (String command : List.of("sh", "cat", "sleep", "id", "echo", "kill", "stty", "hostname", "ls")) {
            Files.createSymbolicLink(rootfs.resolve("bin").resolve(command), Path.of("busybox"));
        }
        return new RuntimeYard(directory);
    }

    CompletableFuture<Integer> exit(String id) {
        return ended.computeIfAbsent(id, unused -> new CompletableFuture<>());
    }

    int exitCode(Bundle bundle) throws Exception {
        return exit(bundle.id()).get(20, TimeUnit.SECONDS);
    }

    Bundle newBundle() {
        var id = new StringBuilder();
        while (id.length() < 64) {
            id.append(Integer.toHexString(ThreadLocalRandom.current().nextInt(16)));
        }
        Bundle bundle = bundles.of(id.toString(), home.directory("logs").resolve(id.toString()));
        made.add(bundle);
        return bundle;
    }

    OciRuntimeSpec spec(boolean terminal, ResourceLimits limits, String... args) {
        return new OciRuntimeSpec(
                process(terminal, args),
                directory.resolve("rootfs"),
                false,
                "yard",
                List.of(),
                new NetworkNamespace.Empty(),
                limits,
                false);
    }

    OciProcess process(boolean terminal, String... args) {
        return new OciProcess(List.of(args), List.of("PATH=/bin"), "/", terminal, OciUser.ROOT, Capabilities.DEFAULT);
    }

    /// Creates and starts a container that runs a shell script.
    Bundle run(String script) {
        Bundle bundle = newBundle();
        runtime.create(bundle, spec(false, ResourceLimits.NONE, "sh", "-c", script), new Stdio(false, false, false));
        runtime.start(bundle);
        return bundle;
    }

    String log(Bundle bundle) {
        var text = new StringBuilder();
        bundles.log(bundle)
                .read(
                        LogQuery.ALL,
                        line -> text.append(new String(line.text(), StandardCharsets.UTF_8))
                                .append(line.complete() ? "\n" : ""));
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        made.forEach(runtime::delete);
        exits.destroy();
        conmon.destroy();
        watcher.destroy();
        home.destroy();
        FileTrees.remove(directory);
    }

    /// Collects what a process prints.
    static final class Collected implements ProcessOutput {

        private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

        @Override
        public synchronized void stdout(byte[] bytes, int length) {
            stdout.write(bytes, 0, length);
            notifyAll();
        }

        @Override
        public synchronized void stderr(byte[] bytes, int length) {
            stderr.write(bytes, 0, length);
            notifyAll();
        }

        synchronized String stdout() {
            return stdout.toString(StandardCharsets.UTF_8);
        }

        synchronized String stderr() {
            return stderr.toString(StandardCharsets.UTF_8);
        }

        synchronized int size() {
            return stdout.size();
        }

        synchronized void await(String text) throws InterruptedException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (!stdout().contains(text)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("no \"" + text + "\" in \"" + stdout() + "\"");
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        }
    }
}
