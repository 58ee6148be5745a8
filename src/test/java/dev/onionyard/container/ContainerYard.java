package dev.onionyard.container;

import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.ContainerTerminals.Output;
import dev.onionyard.fixtures.TestApplication;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.HistoryEntry;
import dev.onionyard.oci.ImageConfig;
import dev.onionyard.oci.ImageConfigJson;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Platform;
import dev.onionyard.oci.ProcessDefaults;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The whole application with an image `box` of static busybox: user `app` (1000), a volume `/data` with a
/// file, and an environment.
final class ContainerYard implements AutoCloseable {

    final TestApplication application;

    private ContainerYard(TestApplication application) {
        this.application = application;
    }

    static ContainerYard make() throws IOException {
        var yard = new ContainerYard(TestApplication.start(Map.of()));
        yard.storeImage();
        return yard;
    }

    Containers containers() {
        return application.get(Containers.class);
    }

    ContainerLifecycle lifecycle() {
        return application.get(ContainerLifecycle.class);
    }

    ContainerTerminals terminals() {
        return application.get(ContainerTerminals.class);
    }

    ContainerSnapshots snapshots() {
        return application.get(ContainerSnapshots.class);
    }

    Images images() {
        return application.get(Images.class);
    }

    /// A request for `sh -c script` on no network.
    static ContainerRequest script(String script) {
        return of(List.of("sh", "-c", script), "none", options -> options);
    }

    static ContainerRequest of(List<String> cmd, String network, UnaryOperator<Options> options) {
        Options chosen = options.apply(new Options());
        HostOptions host = new HostOptions(
                network,
                chosen.ports,
                false,
                chosen.mounts,
                chosen.readOnly,
                chosen.memory,
                0,
                chosen.pids,
                chosen.restart,
                chosen.autoRemove,
                chosen.privileged,
                false,
                List.of(),
                List.of(),
                List.of("extra:10.9.8.7"),
                List.of());
        return new ContainerRequest(
                chosen.name,
                "box",
                null,
                cmd,
                List.of("GREETING=hello"),
                null,
                chosen.user,
                null,
                chosen.tty,
                chosen.stdin,
                chosen.stdin && !chosen.tty,
                Map.of("asked", "yes"),
                null,
                null,
                host);
    }

    /// What tests change about a request.
    static final class Options {
        @Nullable
        String name;

        @Nullable
        String user;

        boolean tty;
        boolean stdin;
        boolean readOnly;
        boolean autoRemove;
        boolean privileged;
        long memory;
        long pids;
        List<ContainerRequest.PortBinding> ports = List.of();
        List<ContainerRequest.MountRequest> mounts = List.of();
        ContainerRequest.RestartPolicy restart = ContainerRequest.RestartPolicy.NEVER;
    }

    String run(ContainerRequest request) {
        String id = containers().create(request).id();
        lifecycle().start(id);
        return id;
    }

    int exitCode(String id) throws Exception {
        return lifecycle().exit(id).get(20, TimeUnit.SECONDS);
    }

    String log(String id) {
        var text = new StringBuilder();
        application
                .get(ContainerLogs.class)
                .read(
                        id,
                        new ContainerLogs.Query(true, true, -1, null, null, false),
                        line -> text.append(new String(line.text(), StandardCharsets.UTF_8))
                                .append(line.complete() ? "\n" : ""));
        return text.toString();
    }

    /// Runs a script to its end and gives its output.
    String output(ContainerRequest request) throws Exception {
        String id = run(request);
        exitCode(id);
        return log(id);
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 20 s: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    void removeAll() {
        containers().all().forEach(container -> containers().remove(container.id(), true, true));
    }

    @Override
    public void close() {
        removeAll();
        application.close();
    }

    private void storeImage() throws IOException {
        Layer layer = application
                .get(LayerStore.class)
                .register(new ByteArrayInputStream(tar()), null, List.of(), ProgressListener.NONE);
        var process = new ProcessDefaults(
                "",
                Set.of("80/tcp"),
                List.of("PATH=/bin", "FROM_IMAGE=yes"),
                List.of(),
                List.of("sh"),
                Set.of("/data"),
                "",
                Map.of("made", "by hand"),
                "SIGTERM",
                List.of(),
                List.of(),
                null);
        ImageConfig config = ImageConfigJson.write(new ImageConfig.Content(
                Platform.host(),
                Instant.parse("2026-01-01T00:00:00Z"),
                "me",
                "",
                process,
                List.of(layer.diffId()),
                List.of(new HistoryEntry(Instant.parse("2026-01-01T00:00:00Z"), "ADD box", "me", "", false))));
        images().register(
                        config,
                        List.of(layer.id()),
                        List.of(ImageReference.parse("box:latest")),
                        Image.Origin.IMPORT,
                        null);
    }

    private static byte[] tar() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarWriter(bytes)) {
            tar.put(TarEntry.directory("bin/"));
            byte[] busybox = Files.readAllBytes(Path.of("/bin/busybox"));
            tar.put(TarEntry.file("bin/busybox", busybox.length).withMode(0755), busybox);
            for (String command : List.of(
                    "sh",
                    "cat",
                    "sleep",
                    "id",
                    "ls",
                    "stat",
                    "rm",
                    "httpd",
                    "wget",
                    "mount",
                    "grep",
                    "touch",
                    "true",
                    "mkdir",
                    "hostname",
                    "ip",
                    "env",
                    "stty",
                    "head",
                    "kill",
                    "trap",
                    "dd",
                    "nc")) {
                tar.put(TarEntry.symlink("bin/" + command, "busybox"));
            }
            tar.put(TarEntry.directory("etc/").withMode(0751));
            put(tar, "etc/passwd", "root:x:0:0:root:/root:/bin/sh\napp:x:1000:1001::/home/app:/bin/sh\n");
            put(tar, "etc/group", "root:x:0:\napp:x:1001:\nwheel:x:10:app\n");
            tar.put(TarEntry.directory("data/").withMode(0770).withOwner(1000, 1001));
            put(tar, "data/from-image", "image data\n");
            put(tar, "removed", "to be removed\n");
            put(tar, "changed", "old\n");
        }
        return bytes.toByteArray();
    }

    private static void put(TarWriter tar, String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        tar.put(TarEntry.file(name, bytes.length), bytes);
    }

    /// Collects what a process prints.
    static final class Collected implements Output {

        private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

        @Override
        public synchronized void stdout(byte[] bytes, int length) {
            stdout.write(bytes, 0, length);
        }

        @Override
        public synchronized void stderr(byte[] bytes, int length) {
            stderr.write(bytes, 0, length);
        }

        synchronized String stdout() {
            return stdout.toString(StandardCharsets.UTF_8);
        }

        synchronized String stderr() {
            return stderr.toString(StandardCharsets.UTF_8);
        }

        void await(String text) throws InterruptedException {
            ContainerYard.await("\"" + text + "\" in the output", () -> stdout().contains(text));
        }
    }
}
