package dev.onionyard.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.archive.ImageArchives.Format;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.fixtures.Command;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarReader;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/// Real archives from buildah, podman, skopeo and `docker save`, through the real layer store and back into
/// the tools.
@ArchiveIntegrationTest
class ImageArchivesIT {

    private static final String NAME = "localhost/it/app:1";
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    private static Path directory;

    private static ContainerTools tools;

    @Autowired
    private ImageArchives archives;

    @Autowired
    private Images images;

    @Autowired
    private LayerStore store;

    @Autowired
    private HomeDirectory home;

    /// Two layers: files of every kind that buildah keeps, and deletions, changes and a replaced folder above
    /// them.
    @BeforeAll
    static void buildAnImage() throws IOException {
        tools = ContainerTools.in(directory);
        Path root = directory.resolve("root/usr");
        Files.createDirectories(root.resolve("share/doc"));
        Files.writeString(root.resolve("share/text"), "text\n".repeat(10_000));
        Files.writeString(root.resolve("share/doc/manual"), "manual");
        Files.createLink(root.resolve("share/linked"), root.resolve("share/text"));
        Files.createSymbolicLink(root.resolve("symlink"), Path.of("../nowhere"));
        Files.writeString(root.resolve("grüße 你好 " + "long".repeat(30)), "unicode");
        Command.run(LIMIT, "mknod", root.resolve("fifo").toString(), "p");
        Command.run(LIMIT, "chmod", "4755", root.resolve("share/text").toString());
        Command.run(LIMIT, "chown", "1234:5678", root.resolve("share/doc").toString());
        Command.run(LIMIT, "truncate", "-s", "3M", root.resolve("sparse").toString());

        String base = tools.buildah("from", "scratch");
        tools.buildah("add", "-q", base, directory.resolve("root").toString(), "/");
        tools.buildah("config", "--cmd", "[\"/bin/sh\"]", "--env", "A=b", "--label", "k=<v>", base);
        tools.buildah("commit", "-q", "--format", "docker", base, "localhost/it/base:1");
        String top = tools.buildah("from", "localhost/it/base:1");
        Path mounted = Path.of(tools.buildah("mount", top));
        Files.delete(mounted.resolve("usr/share/doc/manual"));
        Files.delete(mounted.resolve("usr/symlink"));
        Files.writeString(mounted.resolve("usr/symlink"), "a file now");
        Files.createDirectories(mounted.resolve("new/folder"));
        tools.buildah("umount", top);
        tools.buildah("config", "--author", "Ann <a@b>", top);
        tools.buildah("commit", "-q", "--format", "docker", top, NAME);
        tools.buildah("commit", "-q", "--format", "oci", top, "localhost/it/oci:1");
        tools.podman("save", "-q", "--format", "docker-archive", "-o", file("podman-docker.tar"), NAME);
        tools.podman("save", "-q", "--format", "oci-archive", "-o", file("podman-oci.tar"), "localhost/it/oci:1");
        tools.copy(
                "docker-archive:" + file("podman-docker.tar"), "oci-archive:" + file("skopeo-gzip.tar") + ":" + NAME);
        tools.copy(
                "docker-archive:" + file("podman-docker.tar"),
                "oci-archive:" + file("skopeo-zstd.tar") + ":" + NAME,
                "--dest-compress-format",
                "zstd",
                "--dest-compress");
    }

    @AfterEach
    void removeEverything() throws IOException {
        images.all().stream()
                .filter(image -> image.parent() != null)
                .forEach(image -> images.remove(image.id().toString(), true));
        images.all().forEach(image -> images.remove(image.id().toString(), true));
        assertNothingRemains();
    }

    @ParameterizedTest
    @CsvSource({
        "podman-docker.tar, docker-archive",
        "podman-oci.tar,    oci-archive",
        "skopeo-gzip.tar,   oci-archive",
        "skopeo-zstd.tar,   oci-archive"
    })
    void givesTheSameIdsAndTheSameBytes(String archive, String kind) throws IOException {
        Image image = restore(file(archive)).getFirst();

        assertThat(image.id()).isEqualTo(tools.idOf(kind + ":" + file(archive)));
        assertThat(image.layers()).hasSize(2);
        for (int i = 0; i < image.layers().size(); i++) {
            assertThat(diffIdOf(store.get(image.layers().get(i))))
                    .isEqualTo(image.config().diffIds().get(i));
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void goesBackIntoTheTools(Format format) throws IOException {
        ImageId id = restore(file("podman-docker.tar")).getFirst().id();
        String kind = format == Format.OCI_LAYOUT ? "oci-archive" : "docker-archive";
        Path backup = write(List.of(NAME), format);

        assertThat(tools.idOf(kind + ":" + backup)).isEqualTo(id);
        var fresh = ContainerTools.in(Files.createTempDirectory(directory, "fresh"));
        fresh.podman("load", "-q", "-i", backup.toString());
        assertThat(fresh.podman("image", "inspect", "--format", "{{.Id}}", NAME))
                .isEqualTo(id.digest().hex());
        String container = fresh.buildah("from", "--pull-never", NAME);
        Path mounted = Path.of(fresh.buildah("mount", container));
        assertThat(mounted.resolve("usr/share/doc/manual")).doesNotExist();
        assertThat(mounted.resolve("usr/symlink")).content().isEqualTo("a file now");
        fresh.buildah("umount", container);
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void backsUpWithTheLengthAndDigestsItPromises(Format format) throws IOException {
        restore(file("podman-docker.tar"));
        restore(file("podman-oci.tar"));
        List<String> names = List.of(NAME, "localhost/it/oci:1");
        Path backup = write(names, format);

        assertThat(archives.backup(names, format).length()).hasValue(Files.size(backup));
        assertMembersHaveTheDigestsInTheirNames(backup);
        removeEverything();
        assertThat(restore(backup.toString())).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-save.tar", "podman-docker.tar", "skopeo-oci-zstd.tar", "nested.tar", "jib.tar"})
    void restoresTheSmallFixturesToo(String fixture) throws IOException {
        List<Image> restored = archives.restore(TestArchive.open(fixture), fixture, ProgressListener.NONE);

        for (Image image : restored) {
            for (int i = 0; i < image.layers().size(); i++) {
                assertThat(diffIdOf(store.get(image.layers().get(i))))
                        .isEqualTo(image.config().diffIds().get(i));
            }
        }
    }

    @Test
    void aSecondRestoreFindsItsLayersPresent() throws IOException {
        Image first = restore(file("podman-docker.tar")).getFirst();
        images.remove(NAME, true);
        assertThat(store.all()).isEmpty();
        restore(file("podman-docker.tar"));
        var progress = new RecordedProgress();

        List<Image> again;
        try (InputStream in = Files.newInputStream(Path.of(file("podman-docker.tar")))) {
            again = archives.restore(in, "again", progress);
        }

        assertThat(again.getFirst().layers()).isEqualTo(first.layers());
        assertThat(progress.partPhases()).containsOnly(Phase.PRESENT);
    }

    @Test
    void importsAFileTree() throws IOException {
        Path tar = directory.resolve("tree.tar");
        Command.run(LIMIT, "tar", "-C", directory.resolve("root").toString(), "-czf", tar.toString(), ".");

        Image image;
        try (InputStream in = Files.newInputStream(tar)) {
            image = archives.importFiles(
                    in,
                    "tree.tar",
                    ImageReference.parse("it/files"),
                    "",
                    List.of("CMD [\"sh\"]"),
                    ProgressListener.NONE);
        }

        assertThat(store.index(image.layers().getFirst()).find("usr/share/doc/manual"))
                .isPresent();
        assertThat(tools.idOf("docker-archive:" + write(List.of("it/files"), Format.DOCKER_ARCHIVE)))
                .isEqualTo(image.id());
    }

    @Test
    void hostileLayersAreRefusedWithTheEntryAndLeaveNothing() throws IOException {
        Path outside = directory.resolve("outside");
        Files.writeString(outside, "untouched");
        List<TestArchive> layers = List.of(
                new TestArchive().file("../../../../../../../.." + outside, "x"),
                new TestArchive().entry(TarEntry.hardLink("a", outside.toString())),
                new TestArchive().file("a/.wh...", ""),
                new TestArchive().file("..", "x"));
        for (TestArchive layer : layers) {
            byte[] bytes = layer.bytes();
            var archive = new TestArchive()
                    .file("l.tar", bytes)
                    .file("c.json", TestArchive.config(bytes))
                    .file("manifest.json", "[{\"Config\":\"c.json\",\"Layers\":[\"l.tar\"]}]");
            assertThatThrownBy(() -> archives.restore(archive.stream(), "x", ProgressListener.NONE))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("l.tar");
            assertNothingRemains();
        }
        assertThat(outside).hasContent("untouched");
    }

    @Test
    void linksThatPointOutsideAreAppliedInsideTheLayer() throws IOException {
        Path outside = Files.createDirectories(directory.resolve("outside-folder"));
        byte[] layer = new TestArchive()
                .entry(TarEntry.symlink("out", outside.toString()))
                .file("out/file", "x")
                .bytes();

        archives.restore(
                new TestArchive()
                                .file("l.tar", layer)
                                .file("c.json", TestArchive.config(layer))
                                .file("manifest.json", "[{\"Config\":\"c.json\",\"Layers\":[\"l.tar\"]}]")
                                .stream(),
                "x",
                ProgressListener.NONE);

        assertThat(outside).isEmptyDirectory();
    }

    private List<Image> restore(String file) throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return archives.restore(in, "it.tar", ProgressListener.NONE);
        }
    }

    private Path write(List<String> names, Format format) throws IOException {
        Path backup = Files.createTempFile(directory, "backup", ".tar");
        try (OutputStream out = Files.newOutputStream(backup)) {
            archives.backup(names, format).writeTo(out, ProgressListener.NONE);
        }
        return backup;
    }

    private DiffId diffIdOf(Layer layer) throws IOException {
        var hash = Digest.newHash();
        store.writeTar(
                layer.id(), new DigestOutputStream(OutputStream.nullOutputStream(), hash), ProgressListener.NONE);
        return new DiffId(Digest.ofFinished(hash.digest()));
    }

    private static void assertMembersHaveTheDigestsInTheirNames(Path backup) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(backup))) {
            var tar = new TarReader(in);
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                String hex = entry.name().replaceAll("^blobs/sha256/|\\.tar$|\\.json$", "");
                if (hex.length() == 64) {
                    var hash = Digest.newHash();
                    tar.content().transferTo(new DigestOutputStream(new ByteArrayOutputStream(), hash));
                    assertThat(Digest.ofFinished(hash.digest()).hex()).isEqualTo(hex);
                }
            }
        }
    }

    private void assertNothingRemains() throws IOException {
        assertThat(images.all()).isEmpty();
        assertThat(store.all()).isEmpty();
        try (Stream<Path> left = Files.walk(home.directory("layers"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    private static String file(String name) {
        return directory.resolve(name).toString();
    }
}
