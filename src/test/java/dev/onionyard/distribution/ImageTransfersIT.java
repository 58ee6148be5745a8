package dev.onionyard.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.distribution.ImageTransfers.LayerCompression;
import dev.onionyard.distribution.ImageTransfers.PullRequest;
import dev.onionyard.distribution.ImageTransfers.Pulled;
import dev.onionyard.distribution.ImageTransfers.PushRequest;
import dev.onionyard.distribution.ImageTransfers.Pushed;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.fixtures.Command;
import dev.onionyard.fixtures.DockerArchive;
import dev.onionyard.fixtures.FaultyProxy;
import dev.onionyard.fixtures.FaultyProxy.Fault;
import dev.onionyard.fixtures.LayerTar;
import dev.onionyard.fixtures.ListedAudit;
import dev.onionyard.fixtures.TestRegistry;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.image.Image;
import dev.onionyard.image.ImageOrigins;
import dev.onionyard.image.Images;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.MediaType;
import dev.onionyard.oci.Platform;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/// Pull and push with a real registry, real layers and other people's tools.
@DistributionIntegrationTest
class ImageTransfersIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int LARGE = 6 << 20;

    /// As [DistributionIntegrationTest] sets it.
    private static final Duration STALL_LIMIT = Duration.ofSeconds(5);

    @TempDir
    private static Path directory;

    private static TestRegistry registry;
    private static FaultyProxy proxy;
    private static Path archive;
    private static String config = "";

    @Autowired
    private ImageTransfers transfers;

    @Autowired
    private RemoteImages remote;

    @Autowired
    private Images images;

    @Autowired
    private ImageOrigins origins;

    @Autowired
    private LayerStore store;

    @Autowired
    private HomeDirectory home;

    @Autowired
    private ListedAudit audit;

    /// Three layers: a large one that does not compress, one that changes and removes, a small one.
    @BeforeAll
    static void start() throws IOException {
        registry = TestRegistry.open();
        proxy = new FaultyProxy(registry);
        byte[] noise = new byte[LARGE];
        new Random(7).nextBytes(noise);
        try (LayerTar base = new LayerTar(directory.resolve("base"));
                LayerTar middle = new LayerTar(directory.resolve("middle"));
                LayerTar top = new LayerTar(directory.resolve("top"))) {
            base.directory("data", 0755).file("data/noise", 0644, noise).file("data/old", 0600, "old");
            middle.directory("data", 0755).whiteout("data/old").file("data/text", 0644, "text\n".repeat(5000));
            top.directory("etc", 0755).file("etc/motd", 0644, "hello\n");
        }
        archive = archive(true);
    }

    /// @param whole with the top layer
    private static Path archive(boolean whole) throws IOException {
        Path file = directory.resolve(whole ? "app.tar" : "base.tar");
        var image = new DockerArchive()
                .layer(directory.resolve("base"), "base")
                .layer(directory.resolve("middle"), "middle")
                .metadata("CMD", "Cmd", List.of("sh"));
        if (whole) {
            image.layer(directory.resolve("top"), "top");
        }
        image.tag("app:1").writeTo(file);
        return file;
    }

    @AfterAll
    static void stop() {
        proxy.close();
        registry.close();
    }

    @AfterEach
    void removeEverything() throws IOException {
        proxy.honest();
        images.all().forEach(image -> images.remove(image.id().toString(), true));
        audit.clear();
        assertThat(store.all()).isEmpty();
        assertThat(files("uploads")).isEmpty();
        assertThat(files("layers/tmp")).isEmpty();
    }

    private List<Path> files(String name) {
        try (Stream<Path> files = Files.list(home.directory(name))) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String skopeo(String... arguments) {
        var command = new ArrayList<>(List.of("skopeo"));
        command.addAll(List.of(arguments));
        return Command.run(LIMIT, command);
    }

    private static ImageReference published(String name, String... options) {
        return published(name, archive, options);
    }

    private static ImageReference published(String name, Path image, String... options) {
        var arguments = new ArrayList<>(List.of("copy", "-q", "--dest-tls-verify=false"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("docker-archive:" + image, "docker://" + registry.name(name)));
        skopeo(arguments.toArray(String[]::new));
        return ImageReference.parse(registry.name(name));
    }

    private static ImageReference byProxy(ImageReference reference) {
        return ImageReference.parse(reference.toString().replace(registry.authority(), proxy.authority()));
    }

    private Pulled pull(ImageReference reference) throws IOException {
        return transfers.pull(PullRequest.of(reference), ProgressListener.NONE);
    }

    private static String inspect(String name, String format) {
        return skopeo("inspect", "--tls-verify=false", "--format", format, "docker://" + name)
                .strip();
    }

    private static String imageIdBySkopeo(String name) {
        String raw = skopeo("inspect", "--tls-verify=false", "--raw", "docker://" + name);
        return raw.replaceAll("(?s).*\"config\"\\s*:\\s*\\{[^}]*\"digest\"\\s*:\\s*\"([^\"]+)\".*", "$1");
    }

    @ParameterizedTest
    @CsvSource({"v2s2,gzip", "oci,gzip", "oci,zstd"})
    void pullsWhatSkopeoPushed(String format, String compression) throws IOException {
        ImageReference reference = published(
                "pull/" + format + compression + ":1",
                "--format",
                format,
                "--dest-compress",
                "--dest-compress-format",
                compression);
        var run = new LayerRun();

        Pulled pulled = transfers.pull(PullRequest.of(reference), run);

        assertThat(pulled.newer()).isTrue();
        assertThat(pulled.digest().toString()).isEqualTo(inspect(reference.toString(), "{{.Digest}}"));
        assertThat(pulled.image().id().toString()).isEqualTo(imageIdBySkopeo(reference.toString()));
        assertThat(pulled.image().tags()).containsExactly(reference);
        assertThat(run.phases())
                .hasSize(3)
                .allSatisfy(phases -> assertThat(phases)
                        .containsSubsequence(
                                Phase.WAITING, Phase.RECEIVING, Phase.VERIFYING, Phase.EXTRACTING, Phase.DONE));
        for (Layer layer : store.all()) {
            store.verify(layer.id(), ProgressListener.NONE);
        }
        assertThat(origins.of(pulled.image().id()))
                .extracting(ImageOrigins.Origin::name)
                .containsExactly(reference);
        assertThat(images.find(reference.repository() + "@" + pulled.digest())).contains(pulled.image());
        assertThat(audit.rows()).containsExactly("image.pull " + reference + ": ok");
        assertThat(files("downloads")).isEmpty();
        assertThat(pull(reference).newer()).isFalse();
    }

    @Test
    void asksForNoBytesOfLayersThatAreHere() throws IOException {
        ImageReference whole = byProxy(published("present:1"));
        ImageReference base = byProxy(published("present:base", archive(false)));
        pull(base);
        proxy.script(request -> Fault.NONE);
        var run = new LayerRun();
        transfers.pull(PullRequest.of(whole), run);
        assertThat(run.phases().subList(0, 2)).allMatch(phases -> phases.equals(List.of(Phase.PRESENT)));
        assertThat(run.phases().getLast()).endsWith(Phase.DONE);
        assertThat(proxy.seen().stream().filter(FaultyProxy.Seen::isBlob)).hasSize(2); // configuration and top layer
    }

    @ParameterizedTest
    @CsvSource({"GZIP", "ZSTD"})
    void pushesWhatOthersPull(LayerCompression compression) throws IOException {
        Image image = pull(published("source:1")).image();
        String elsewhere = registry.name("push/" + compression.name().toLowerCase(Locale.ROOT) + ":1");
        ImageReference target = ImageReference.parse(elsewhere);

        Pushed pushed = transfers.push(
                new PushRequest(image.id().toString(), target, compression, null), ProgressListener.NONE);

        assertThat(imageIdBySkopeo(elsewhere)).isEqualTo(image.id().toString());
        assertThat(inspect(elsewhere, "{{.Digest}}")).isEqualTo(pushed.digest().toString());
        skopeo(
                "copy",
                "-q",
                "--src-tls-verify=false",
                "docker://" + elsewhere,
                "oci-archive:" + directory.resolve(compression + ".tar") + ":x:1");
        assertThat(audit.rows()).last().isEqualTo("image.push " + target + ": ok");

        Pushed again = transfers.push(
                new PushRequest(image.id().toString(), target, compression, null), ProgressListener.NONE);
        assertThat(again.digest()).isEqualTo(pushed.digest());
        assertThat(again.sentBytes()).isZero();
        Files.delete(directory.resolve(compression + ".tar"));
    }

    @Test
    void mountsLayersThatTheRegistryHasElsewhere() throws IOException {
        Image image = pull(byProxy(published("mounted:1"))).image();
        var run = new LayerRun();
        ImageReference target = ImageReference.parse(proxy.name("mounted-copy:1"));
        Pushed pushed =
                transfers.push(new PushRequest(image.id().toString(), target, LayerCompression.GZIP, null), run);
        assertThat(run.phases()).allMatch(phases -> phases.getLast() == Phase.MOUNTED);
        assertThat(pushed.sentBytes()).isLessThan(10_000);
    }

    @Test
    void compressesAnewForAnotherRegistryAndOthersGetTheSameImage() throws IOException {
        Image image = pull(published("fresh:1")).image();
        try (TestRegistry other = TestRegistry.open()) {
            var run = new LayerRun();
            ImageReference target = ImageReference.parse(other.name("team/fresh:2"));
            Pushed pushed =
                    transfers.push(new PushRequest(image.id().toString(), target, LayerCompression.GZIP, null), run);
            assertThat(pushed.sentBytes()).isGreaterThan(LARGE);
            assertThat(run.done()).isBetween((long) LARGE, pushed.sentBytes());
            assertThat(run.phases())
                    .allSatisfy(phases -> assertThat(phases)
                            .containsExactly(Phase.WAITING, Phase.READING, Phase.WRITING, Phase.DONE));
            assertThat(imageIdBySkopeo(target.toString())).isEqualTo(image.id().toString());
            assertThat(podmanPull(target)).isEqualTo(image.id().digest().hex());
            assertThat(origins.of(image.id()))
                    .extracting(origin -> origin.reference().domain())
                    .contains(other.authority());
        }
    }

    private static String podmanPull(ImageReference reference) {
        String root = directory.resolve("podman").toString();
        String id = Command.run(
                LIMIT,
                "podman",
                "--root",
                root,
                "--runroot",
                root + "-run",
                "--storage-driver",
                "vfs",
                "pull",
                "-q",
                "--tls-verify=false",
                reference.toString());
        Command.run(LIMIT, "rm", "-rf", root, root + "-run");
        return id.lines().toList().getLast();
    }

    @Test
    void twoPullsOfOneLayerShareADownload() throws Exception {
        ImageReference first = byProxy(published("shared/one:1"));
        ImageReference second = byProxy(published("shared/two:1"));
        String large = large(first);
        var stalled = new CountDownLatch(1);
        proxy.script(request -> request.path().endsWith(large) ? Fault.stallAfter(1 << 20, stalled) : Fault.NONE);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<Pulled> one = threads.submit(() -> pull(first));
            Future<Pulled> two = threads.submit(() -> pull(second));
            Awaitility.await().until(() -> configurationsFetched() == 2);
            stalled.countDown();
            assertThat(one.get().image().id()).isEqualTo(two.get().image().id());
        }
        assertThat(proxy.seen().stream().filter(request -> request.path().endsWith(large)))
                .hasSize(1);
    }

    private static long configurationsFetched() {
        return proxy.seen().stream()
                .filter(FaultyProxy.Seen::isBlob)
                .map(FaultyProxy.Seen::path)
                .filter(path -> path.endsWith(config))
                .count();
    }

    private String large(ImageReference reference) {
        RemoteImage found = remote.inspect(reference, null, null);
        config = found.id().toString();
        return found.layers().getFirst().blob().digest().toString();
    }

    @Test
    void leavesOnlyABeginningWhenCancelledAndGoesOnWithIt() throws IOException {
        ImageReference reference = byProxy(published("resumed:1"));
        String large = large(reference);
        var stalled = new CountDownLatch(1);
        proxy.script(request -> request.path().endsWith(large) ? Fault.stallAfter(3 << 20, stalled) : Fault.NONE);
        LayerRun run = new LayerRun().cancelAfter(2 << 20);
        assertThatThrownBy(() -> transfers.pull(PullRequest.of(reference), run))
                .isInstanceOf(CancellationException.class);
        stalled.countDown();
        assertThat(images.all()).isEmpty();
        Awaitility.await().until(() -> files("layers/tmp").isEmpty());
        assertThat(store.all()).isEmpty();
        assertThat(files("downloads")).hasSize(1);
        long kept = Files.size(files("downloads").getFirst());
        assertThat(kept).isGreaterThan(1 << 20);

        proxy.script(request -> Fault.NONE);
        pull(reference);
        assertThat(proxy.seen()).anyMatch(request -> request.range().equals("bytes=" + kept + "-"));
        assertThat(files("downloads")).isEmpty();
    }

    @Test
    void stopsAtOnceWhileTheRegistrySendsNothing() throws Exception {
        ImageReference reference = byProxy(published("silent:1"));
        String large = large(reference);
        var stalled = new CountDownLatch(1);
        proxy.script(request -> request.path().endsWith(large) ? Fault.stallAfter(2 << 20, stalled) : Fault.NONE);
        var run = new LayerRun();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<Pulled> pulling = thread.submit(() -> transfers.pull(PullRequest.of(reference), run));
            Awaitility.await().atMost(LIMIT).until(() -> run.done() >= 2 << 20);
            long begin = System.nanoTime();
            run.cancel();
            assertThatThrownBy(pulling::get).hasCauseInstanceOf(CancellationException.class);
            // Long before the limit for a connection that brings nothing.
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(STALL_LIMIT);
        } finally {
            stalled.countDown();
        }
        assertThat(images.all()).isEmpty();
        Awaitility.await().atMost(LIMIT).until(() -> files("layers/tmp").isEmpty());
        assertThat(files("downloads"))
                .singleElement()
                .satisfies(part -> assertThat(Files.size(part)).isEqualTo(2 << 20));
        Files.delete(files("downloads").getFirst());
    }

    @Test
    void asksAgainWhereAConnectionBringsNothingAnyMore() throws IOException {
        ImageReference reference = byProxy(published("stalled:1"));
        String large = large(reference);
        var stalled = new CountDownLatch(1);
        proxy.script(
                request -> request.path().endsWith(large) && request.range().isEmpty()
                        ? Fault.stallAfter(2 << 20, stalled)
                        : Fault.NONE);
        try {
            assertThat(pull(reference).image().layers()).hasSize(3);
        } finally {
            stalled.countDown();
        }
        assertThat(proxy.seen()).anyMatch(request -> request.range().equals("bytes=" + (2 << 20) + "-"));
    }

    @Test
    void isPatientWithARegistryThatDrips() throws IOException {
        ImageReference reference = byProxy(published("drips:1"));
        String large = large(reference);
        proxy.script(
                request -> request.path().endsWith(large) ? Fault.drip(LARGE / 40, Duration.ofMillis(50)) : Fault.NONE);
        assertThat(pull(reference).image().layers()).hasSize(3);
        assertThat(proxy.seen().stream().filter(request -> request.path().endsWith(large)))
                .hasSize(1);
    }

    @Test
    void saysThatARegistryTakesNothing() throws IOException {
        Pulled pulled = pull(published("readonly:1"));
        try (TestRegistry closed = TestRegistry.plan().readOnlyCopyOf(registry).start()) {
            var target = ImageReference.parse(closed.name("other:1"));
            assertThatThrownBy(() -> transfers.push(
                            new PushRequest(pulled.image().id().toString(), target, LayerCompression.GZIP, null),
                            ProgressListener.NONE))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("cannot push to registry \"" + closed.authority()
                            + "\": it takes nothing, perhaps it is read-only"
                            + " (unsupported: the operation is unsupported)");
            assertThat(remote.find(target, null)).isEmpty();
            // What it has can be pulled.
            assertThat(pull(ImageReference.parse(closed.name("readonly:1")))
                            .image()
                            .id())
                    .isEqualTo(pulled.image().id());
        }
    }

    @Test
    void fetchesAllAgainIfTheBeginningWasDamaged() throws IOException {
        ImageReference reference = published("damaged:1");
        RemoteImage found = remote.inspect(reference, null, null);
        Descriptor large = found.layers().getFirst().blob();
        Path part = home.directory("downloads").resolve(large.digest().hex() + ".part");
        Files.write(part, new byte[1 << 20]);
        pull(reference);
        assertThat(files("downloads")).isEmpty();
    }

    @Test
    void survivesCutsAndServerErrors() throws IOException {
        ImageReference reference = byProxy(published("faulty:1"));
        proxy.script(request -> {
            if (request.number() % 5 == 2) {
                return Fault.status(503);
            }
            return request.isBlob() ? Fault.cutAfter(1_500_000) : Fault.NONE;
        });
        Pulled pulled = pull(reference);
        for (Layer layer : store.all()) {
            store.verify(layer.id(), ProgressListener.NONE);
        }
        assertThat(pulled.image().layers()).hasSize(3);
    }

    @Test
    void refusesWrongBytesAndKeepsNothing() throws IOException {
        ImageReference reference = byProxy(published("lies:1"));
        String large = large(reference);
        proxy.script(request -> request.path().endsWith(large) ? Fault.wrongByteAt(3_000_000) : Fault.NONE);
        assertThatThrownBy(() -> pull(reference)).isInstanceOf(InvalidInputException.class);
        assertThat(images.all()).isEmpty();
        assertThat(files("downloads")).isEmpty();
    }

    @Test
    void choosesThePlatformAndOffersTheOthers() throws IOException {
        ImageReference here = published("multi:here");
        Pulled pulled = pull(here);
        String manifest = skopeo("inspect", "--tls-verify=false", "--raw", "docker://" + here);
        String type = MediaType.DOCKER_MANIFEST;
        String index = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.DOCKER_MANIFEST_LIST + "\",\"manifests\":["
                + entry(type, pulled, manifest, "arm64")
                + "," + entry(type, pulled, manifest, Platform.host().architecture()) + "]}";
        proxy.script(request -> request.path().endsWith("/manifests/all")
                ? Fault.content(MediaType.DOCKER_MANIFEST_LIST, index.getBytes(StandardCharsets.UTF_8))
                : Fault.NONE);
        ImageReference all = ImageReference.parse(proxy.name("multi:all"));
        assertThat(pull(all).image().id()).isEqualTo(pulled.image().id());
        assertThat(remote.inspect(all, null, null).platforms())
                .containsExactlyInAnyOrder(Platform.of("linux", "arm64"), Platform.host());
        assertThatThrownBy(() -> transfers.pull(
                        new PullRequest(all, Platform.of("linux", "s390x"), null), ProgressListener.NONE))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("no matching manifest for linux/s390x in the manifest list entries")
                .hasMessageContaining("linux/arm64");
    }

    private static String entry(String type, Pulled pulled, String manifest, String architecture) {
        int size = manifest.getBytes(StandardCharsets.UTF_8).length;
        return "{\"mediaType\":\"" + type + "\",\"digest\":\"" + pulled.digest() + "\",\"size\":" + size
                + ",\"platform\":{\"os\":\"linux\",\"architecture\":\"" + architecture + "\"}}";
    }

    @Test
    void looksAtAnImageThatIsNotHere() throws IOException {
        ImageReference reference = published("looked:1");
        RemoteImage found = remote.inspect(reference, null, null);
        assertThat(found.layers()).hasSize(3).noneMatch(RemoteImage.RemoteLayer::present);
        assertThat(found.bytesToFetch()).isEqualTo(found.bytes()).isGreaterThan(LARGE);
        assertThat(found.config().history()).hasSize(4);
        pull(reference);
        RemoteImage again = remote.inspect(reference, null, null);
        assertThat(again.layers()).allMatch(RemoteImage.RemoteLayer::present);
        assertThat(again.bytesToFetch()).isZero();
        assertThat(remote.find(reference, null)).contains(again.digest());
        assertThat(remote.search(registry.authority() + "/look", 10, null)).containsExactly(registry.name("looked"));
        remote.delete(reference);
        assertThat(remote.find(reference, null)).isEmpty();
    }
}
