package dev.onionyard.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.distribution.ImageTransfers.LayerCompression;
import dev.onionyard.distribution.ImageTransfers.PullRequest;
import dev.onionyard.distribution.ImageTransfers.Pulled;
import dev.onionyard.distribution.ImageTransfers.PushRequest;
import dev.onionyard.fixtures.Command;
import dev.onionyard.fixtures.DockerArchive;
import dev.onionyard.fixtures.LayerTar;
import dev.onionyard.fixtures.Leftovers;
import dev.onionyard.fixtures.TestDockerd;
import dev.onionyard.fixtures.TestRegistry;
import dev.onionyard.image.Images;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

/// What podman and buildah push, this engine pulls; what it pushes, Docker's daemon and podman pull: the same image
/// each time.
@DistributionIntegrationTest
class RegistryPeersIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String NAME = "localhost/peers:1";

    private static Path directory;
    private static TestRegistry registry;
    private static Path archive;

    @Autowired
    private ImageTransfers transfers;

    @Autowired
    private Images images;

    @Autowired
    private LayerStore store;

    @BeforeAll
    static void start() throws IOException {
        directory = Files.createTempDirectory("peers-it");
        registry = TestRegistry.open();
        byte[] noise = new byte[300_000];
        new Random(11).nextBytes(noise);
        try (LayerTar base = new LayerTar(directory.resolve("base"));
                LayerTar top = new LayerTar(directory.resolve("top"))) {
            base.directory("data", 0755).file("data/noise", 0640, noise).file("data/old", 0600, "old");
            top.directory("data", 0755).whiteout("data/old").file("data/text", 0644, "text\n".repeat(5000));
        }
        archive = directory.resolve("peers.tar");
        new DockerArchive()
                .layer(directory.resolve("base"), "base")
                .layer(directory.resolve("top"), "top")
                .metadata("CMD", "Cmd", List.of("sh"))
                .tag(NAME)
                .writeTo(archive);
        withStore("podman", "load", "--quiet", "--input", archive.toString());
    }

    @AfterAll
    static void stop() {
        registry.close();
        Leftovers.remove(directory);
    }

    @AfterEach
    void removeEverything() throws IOException {
        images.all().forEach(image -> images.remove(image.id().toString(), true));
    }

    /// podman and buildah share a store.
    private static String withStore(String tool, String... arguments) {
        var command = new ArrayList<>(List.of(
                tool,
                "--root=" + directory.resolve("store"),
                "--runroot=" + directory.resolve("run"),
                "--storage-driver=vfs"));
        command.addAll(List.of(arguments));
        return Command.run(LIMIT, command).strip();
    }

    private static String idInRegistry(ImageReference reference) {
        String raw = Command.run(LIMIT, "skopeo", "inspect", "--tls-verify=false", "--raw", "docker://" + reference);
        return raw.replaceAll("(?s).*\"config\"\\s*:\\s*\\{[^}]*\"digest\"\\s*:\\s*\"([^\"]+)\".*", "$1");
    }

    @ParameterizedTest
    @CsvSource({
        "podman,v2s2,gzip",
        "podman,oci,gzip",
        "podman,oci,zstd",
        "buildah,v2s2,gzip",
        "buildah,oci,gzip",
        "buildah,oci,zstd"
    })
    void pullsWhatTheyPush(String tool, String format, String compression) throws IOException {
        ImageReference reference = ImageReference.parse(registry.name(tool + "/" + format + ":" + compression));
        withStore(
                tool,
                "push",
                "--quiet",
                "--tls-verify=false",
                "--format=" + format,
                "--compression-format=" + compression,
                NAME,
                "docker://" + reference);

        Pulled pulled = transfers.pull(PullRequest.of(reference), ProgressListener.NONE);

        assertThat(pulled.image().id()).hasToString(idInRegistry(reference));
        for (Layer layer : store.all()) {
            store.verify(layer.id(), ProgressListener.NONE);
        }
        assertThat(pulled.image().layers()).hasSize(2);
    }

    @Test
    void dockerAndPodmanPullWhatWePush() throws IOException {
        Pulled pulled = transfers.pull(PullRequest.of(published()), ProgressListener.NONE);
        String id = pulled.image().id().toString();
        try (TestRegistry target = TestRegistry.open();
                TestDockerd dockerd = TestDockerd.start()) {
            String gzip = push(id, target.name("sent/gzip:1"), LayerCompression.GZIP);
            String zstd = push(id, target.name("sent/zstd:1"), LayerCompression.ZSTD);
            assertThat(dockerd.docker("pull", gzip)).contains("Downloaded newer image for " + gzip);
            assertThat(dockerd.docker("inspect", "--format", "{{.Id}}", gzip)).isEqualTo(id);
            for (String name : List.of(gzip, zstd)) {
                withStore("podman", "pull", "--quiet", "--tls-verify=false", name);
                assertThat(withStore("podman", "image", "inspect", "--format", "{{.Id}}", name))
                        .isEqualTo(pulled.image().id().digest().hex());
            }
        }
    }

    private static ImageReference published() {
        String name = registry.name("published:1");
        Command.run(
                LIMIT,
                "skopeo",
                "copy",
                "-q",
                "--dest-tls-verify=false",
                "docker-archive:" + archive,
                "docker://" + name);
        return ImageReference.parse(name);
    }

    private String push(String image, String target, LayerCompression compression) throws IOException {
        var request = new PushRequest(image, ImageReference.parse(target), compression, null);
        transfers.push(request, ProgressListener.NONE);
        return target;
    }
}
