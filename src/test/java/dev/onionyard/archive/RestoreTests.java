package dev.onionyard.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.event.EngineEvents;
import dev.onionyard.fixtures.ListedAudit;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.image.LayerBlobs;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.MediaType;
import dev.onionyard.oci.Platform;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.TarEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@ArchiveModuleTest
class RestoreTests {

    private static final String BUILT = "c2887ce35787ae4e0cbcf49f4c45d5e69777073f57879459de8557b7adae1d43";
    private static final String COMMITTED = "f1f846cd8bfce627a315b154b5c753512089c60d981201eba1305452cb523c02";

    @Autowired
    private ImageArchives archives;

    @Autowired
    private Images images;

    @Autowired
    private LayerStore store;

    @Autowired
    private LayerBlobs blobs;

    @Autowired
    private ListedAudit audit;

    @Autowired
    private EngineEvents bus;

    private final List<String> events = new ArrayList<>();
    private EngineEvents.Subscription subscription;

    @BeforeEach
    void listen() {
        audit.clear();
        subscription = bus.subscribe(
                event -> events.add(event.action() + " " + event.attributes().get("name")));
    }

    @AfterEach
    void removeEverything() {
        subscription.close();
        images.all().stream()
                .filter(image -> image.parent() != null)
                .forEach(image -> images.remove(image.id().toString(), true));
        images.all().forEach(image -> images.remove(image.id().toString(), true));
        assertThat(store.all()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "podman-docker.tar,   268ce55b8873f07f2288f9d1036dfc9292a99708aed99c33a93717aeb2f1b392,"
                + " localhost/tiny/bud-docker:1, 2",
        "podman-oci.tar,      8bf81e743995c0565ff23351fb30f53740a2a4fc2e2121fc50ca88ff5721f2e4,"
                + " localhost/tiny/bud-oci:1, 2",
        "skopeo-oci-gzip.tar, , tiny/commit:1, 3",
        "skopeo-oci-zstd.tar, , tiny/commit:1, 3",
        "jib.tar,             , fix/jib:1, 1"
    })
    void restoresWhatEachToolWrites(String file, String id, String tag, int layers) throws IOException {
        List<Image> restored = restore(TestArchive.open(file));

        Image image = restored.getFirst();
        if (id != null) {
            assertThat(image.id()).hasToString("sha256:" + id);
        }
        assertThat(image.tags()).extracting(ImageReference::familiar).containsExactly(tag);
        assertThat(image.layers()).hasSize(layers);
        assertThat(image.origin()).isEqualTo(Image.Origin.RESTORE);
        assertThat(images.get(tag).id()).isEqualTo(image.id());
    }

    @Test
    void restoresSeveralImagesWithLinkedLayersAndParent() throws IOException {
        List<Image> restored = restore(TestArchive.open("docker-save.tar"));

        assertThat(restored).extracting(image -> image.id().digest().hex()).containsExactly(BUILT, COMMITTED);
        assertThat(restored.getFirst().tags())
                .extracting(ImageReference::familiar)
                .containsExactly("tiny/built:1.0", "tiny/built:latest");
        assertThat(restored.getLast().parent()).isEqualTo(restored.getFirst().id());
        assertThat(restored.getLast().layers())
                .startsWith(restored.getFirst().layers().toArray(new LayerId[0]));
        assertThat(store.all()).hasSize(3);
        assertThat(audit.rows())
                .singleElement()
                .asString()
                .startsWith("image.restore tiny/built:1.0, tiny/commit:1: ok");
        assertThat(events).containsExactly("load sha256:" + BUILT, "load sha256:" + COMMITTED);
    }

    @Test
    void takesTheHostsPlatformFromANestedIndex() throws IOException {
        List<Image> restored = restore(TestArchive.open("nested.tar"));

        assertThat(restored).hasSize(1);
        assertThat(restored.getFirst().tags())
                .extracting(ImageReference::familiar)
                .containsExactly("tiny/multi:1");
        assertThat(store.all()).hasSize(restored.getFirst().layers().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-save.tar", "podman-oci.tar"})
    void restoresCompressedArchivesTheSame(String file) throws IOException {
        List<Image> plain = restore(TestArchive.open(file));
        List<Image> again = restore(new ByteArrayInputStream(TestArchive.gzip(TestArchive.read(file))));

        assertThat(again)
                .extracting(Image::id)
                .isEqualTo(plain.stream().map(Image::id).toList());
    }

    @Test
    void restoresTheManifestFirstOrLast() throws IOException {
        byte[] layer = TestArchive.layer("a");
        byte[] config = TestArchive.config(layer);
        String manifest = "[{\"Config\":\"c.json\",\"RepoTags\":[\"x:1\"],\"Layers\":[\"l.tar\"]}]";

        restore(new TestArchive().file("manifest.json", manifest).file("c.json", config).file("l.tar", layer).stream());
        restore(new TestArchive()
                .file("./l.tar", layer).file("./c.json", config).file("./manifest.json", manifest).stream());

        assertThat(images.get("x:1").id().digest()).isEqualTo(Digest.of(config));
    }

    @Test
    void restoresEmptyLayersHardLinksAndLayersUsedTwice() throws IOException {
        byte[] empty = new byte[10_240];
        byte[] layer = TestArchive.layer("a");
        byte[] config = TestArchive.config(layer, empty, layer, empty);

        List<Image> restored = restore(new TestArchive()
                        .file("layer", layer)
                        .file("empty.tar", empty)
                        .entry(TarEntry.hardLink("again.tar", "layer"))
                        .file("c.json", config)
                        .file(
                                "manifest.json",
                                "[{\"Config\":\"c.json\",\"RepoTags\":null,"
                                        + "\"Layers\":[\"layer\",\"empty.tar\",\"again.tar\",\"empty.tar\"]}]")
                        .stream());

        assertThat(restored.getFirst().layers()).hasSize(4);
        assertThat(restored.getFirst().tags()).isEmpty();
        assertThat(store.all()).hasSize(2);
    }

    @Test
    void restoresLayersThatNeedTheirParents() throws IOException {
        byte[] base = TestArchive.layer("file");
        byte[] link = new TestArchive().entry(TarEntry.hardLink("link", "file")).bytes();
        byte[] config = TestArchive.config(base, link);

        // The layer comes before the one that it needs.
        List<Image> restored = restore(new TestArchive()
                        .file("link.tar", link)
                        .file("base.tar", base)
                        .file("c.json", config)
                        .file("manifest.json", manifest("base.tar", "link.tar"))
                        .stream());

        assertThat(restored.getFirst().layers().getLast().digest()).isNotEqualTo(Digest.of(link));
        assertThat(store.get(restored.getFirst().layers().getLast()).diffId()).isEqualTo(new DiffId(Digest.of(link)));
    }

    @Test
    void restoresALayerThatNeedsItsParentsOnTwoStacks() throws IOException {
        byte[] one = TestArchive.layer("file");
        byte[] two = new TestArchive().file("file", "another").bytes();
        byte[] link = new TestArchive().entry(TarEntry.hardLink("link", "file")).bytes();

        List<Image> restored = restore(new TestArchive()
                        .file("1.tar", one)
                        .file("2.tar", two)
                        .file("link.tar", link)
                        .file("c1.json", TestArchive.config(one, link))
                        .file("c2.json", TestArchive.config(two, link))
                        .file(
                                "manifest.json",
                                "[{\"Config\":\"c1.json\",\"Layers\":[\"1.tar\",\"link.tar\"]},"
                                        + "{\"Config\":\"c2.json\",\"Layers\":[\"2.tar\",\"link.tar\"]}]")
                        .stream());

        assertThat(restored.getFirst().layers().getLast())
                .isNotEqualTo(restored.getLast().layers().getLast());
    }

    @Test
    void tellsProgressByPart() throws IOException {
        byte[] archive = TestArchive.read("skopeo-oci-gzip.tar");
        var progress = new RecordedProgress();

        archives.restore(new ByteArrayInputStream(archive), "x.tar", progress);

        assertThat(progress.done()).isEqualTo(archive.length);
        assertThat(progress.parts()).hasSize(3).allMatch(label -> label.matches("[0-9a-f]{12}"));
        assertThat(progress.lastPhase()).isEqualTo(Phase.DONE);
    }

    @Test
    void comparesOnlyTheDigestOfABlobThatWasSeenBefore() throws IOException {
        Image image = archives.restore(TestArchive.open("skopeo-oci-gzip.tar"), "x.tar", ProgressListener.NONE)
                .getFirst();
        var blob = new LayerBlobs.LayerBlob(
                image.config().diffIds().getFirst(),
                Descriptor.of(
                        MediaType.OCI_LAYER_GZIP,
                        new Digest("5bcc9c0151bd46e481f7c561a4a85ff61f50f62b1aeb823fb14fefec44992a59"),
                        609));
        blobs.remember(List.of(blob), new LayerBlobs.Place("registry.example", "tiny/commit"));
        var progress = new RecordedProgress();

        archives.restore(TestArchive.open("skopeo-oci-gzip.tar"), "x.tar", progress);

        assertThat(progress.partPhases()).contains(Phase.PRESENT);
    }

    @Test
    void cancellingLeavesNothing() {
        var progress = new RecordedProgress();
        progress.cancelAfter(15_000);

        assertThatThrownBy(() -> archives.restore(TestArchive.open("docker-save.tar"), "x.tar", progress))
                .isInstanceOf(CancellationException.class);
        assertNothingRemains();
    }

    @ParameterizedTest
    @CsvSource({"docker-save.tar", "podman-docker.tar", "podman-oci.tar", "skopeo-oci-gzip.tar", "skopeo-oci-zstd.tar"})
    void refusesTruncatedArchives(String file) {
        byte[] whole = TestArchive.read(file);
        int trailer = whole.length;
        while (whole[trailer - 1] == 0) {
            trailer--;
        }
        for (int length = 700; length < trailer; length += 3_001) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> restore(new ByteArrayInputStream(part)))
                    .as("%s cut at %d", file, length)
                    .isInstanceOf(InvalidInputException.class);
        }
        assertNothingRemains();
    }

    @Test
    void refusesAWrongDiffIdNamingIt() {
        byte[] layer = TestArchive.layer("a");
        byte[] other = TestArchive.layer("b");

        assertRefused(
                docker(TestArchive.config(other), layer),
                "layer \"0.tar\"",
                "is \"" + Digest.of(layer),
                "says \"" + Digest.of(other));
    }

    @Test
    void refusesWrongDigestsAndSizesOfBlobs() {
        byte[] layer = TestArchive.layer("a");
        byte[] config = TestArchive.config(layer);
        String goodLayer = TestArchive.descriptor(MediaType.OCI_LAYER, layer, "");
        String goodConfig = TestArchive.descriptor(MediaType.OCI_CONFIG, config, "");
        String longLayer = goodLayer.replace("\"size\":" + layer.length, "\"size\":" + (layer.length + 1));
        String longConfig = goodConfig.replace("\"size\":" + config.length, "\"size\":1");

        assertRefused(oci(layer, config, goodConfig, longLayer), "bytes, but its descriptor says");
        assertRefused(oci(layer, config, longConfig, goodLayer), "bytes, but its descriptor says 1");
        assertRefused(
                layout(goodConfig, goodLayer)
                        .file("blobs/sha256/" + Digest.of(layer).hex(), TestArchive.layer("b"))
                        .blob(config),
                "diff id");
        assertRefused(
                layout(goodConfig, goodLayer)
                        .blob(layer)
                        .file(
                                "blobs/sha256/" + Digest.of(config).hex(),
                                new String(config, UTF_8).replace("linux", "lInux")),
                "damaged");
        assertRefused(
                layout(goodConfig, goodLayer).blob(config), Digest.of(layer).hex() + "\" is not in it");
    }

    @Test
    void refusesADamagedCompressedBlob() {
        byte[] layer = TestArchive.layer("a");
        byte[] compressed = TestArchive.gzip(layer);
        byte[] padded = Arrays.copyOf(compressed, compressed.length + 512);
        byte[] config = TestArchive.config(layer);
        String descriptor = TestArchive.descriptor(MediaType.OCI_LAYER_GZIP, padded, "")
                .replace(Digest.of(padded).toString(), Digest.of(compressed).toString());

        // Unpacked it is right; but the bytes are not those that the name promises.
        assertRefused(
                layout(TestArchive.descriptor(MediaType.OCI_CONFIG, config, ""), descriptor)
                        .blob(config)
                        .file("blobs/sha256/" + Digest.of(compressed).hex(), padded),
                "damaged");
    }

    @Test
    void refusesTenThousandLayers() {
        byte[] layer = TestArchive.layer("a");
        byte[] config = TestArchive.config(Platform.host(), Collections.nCopies(10_000, new DiffId(Digest.of(layer))))
                .json();
        String[] paths = Collections.nCopies(10_000, "0.tar").toArray(new String[0]);

        assertRefused(
                new TestArchive().file("0.tar", layer).file("c.json", config).file("manifest.json", manifest(paths)),
                "it has 10000 layers, and the limit is 127");
    }

    @Test
    void refusesWhatIsNoArchiveOfImages() {
        assertRefused(new TestArchive(), "neither manifest.json");
        assertRefused(new TestArchive().file("etc/passwd", "root"), "can be imported instead");
        assertRefused(new TestArchive().file("repositories", "{\"a\":{}}"), "before 1.10");
        assertRefused(new ByteArrayInputStream("hello, world".getBytes(UTF_8)), "");
        assertRefused(new ByteArrayInputStream(new byte[0]), "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                                       | at least one image",
                "{}                                                       | a list",
                "[1]                                                      | Config to hold text",
                "[{\"Config\":\"nowhere.json\"}]                          | \"nowhere.json\" is not in it",
                "[{\"Config\":\"../c.json\"}]                             | leads out of the root",
                "[{\"Config\":\"0.tar\",\"Layers\":[\"0.tar\"]}]          | should be JSON, but is a tar",
                "[{\"Config\":\"c.json\",\"Layers\":[\"c.json\"]}]        | should be a layer, but is JSON",
                "[{\"Config\":\"c.json\",\"Layers\":\"0.tar\"}]           | Layers to be a list",
                "[{\"Config\":\"c.json\",\"Layers\":[]}]                  | names 0 layers for it",
                "[{\"Config\":\"c.json\",\"Layers\":[\"loop\"]}]          | links in a circle",
                "[{\"Config\":\"c.json\",\"Layers\":[\"dangling\"]}]      | is not in it",
                "[{\"Config\":\"c.json\",\"RepoTags\":[\"A B\"],\"Layers\":[\"0.tar\"]}] | image name \"A B\"",
                "[{\"Config\":\"c.json\",\"RepoTags\":[7],\"Layers\":[\"0.tar\"]}] | RepoTags to hold text",
                "nonsense                                                 | is not in it"
            })
    void refusesBadManifestsNamingWhatIsWrong(String manifest, String reason) {
        byte[] layer = TestArchive.layer("a");
        boolean json = manifest.startsWith("[") || manifest.startsWith("{");

        assertRefused(
                new TestArchive()
                        .file("0.tar", layer)
                        .file("c.json", TestArchive.config(layer))
                        .entry(TarEntry.symlink("loop", "loop"))
                        .entry(TarEntry.symlink("dangling", "nothing"))
                        .file("manifest.json", manifest),
                json ? reason : "neither manifest.json");
    }

    @Test
    void refusesLinksThatLeadOut() {
        assertRefused(new TestArchive().entry(TarEntry.symlink("a", "../../etc/shadow")), "leads out of the root");
        assertRefused(new TestArchive().entry(TarEntry.hardLink("a", "../x")), "leads out of the root");
        assertRefused(new TestArchive().file("../x", "y"), "leads out of the root");
    }

    @Test
    void refusesLayersThatAreNoTars() {
        byte[] config = TestArchive.config(TestArchive.layer("a"));

        assertRefused(docker(config, TestArchive.gzip(new byte[] {1, 2, 3})), "layer \"0.tar\"");
        assertRefused(docker(config, new byte[] {'B', 'Z', 'h', '9'}), "compressed in a way that is not known");
    }

    @Test
    void refusesTooMuchJson() {
        String big = "{\"x\":\"" + "y".repeat(ArchiveReader.DOCUMENT_LIMIT) + "\"}";
        var many = new TestArchive();
        for (int i = 0; i < 9; i++) {
            many.file(i + ".json", "{" + " ".repeat(ArchiveReader.DOCUMENT_LIMIT - 2) + "}");
        }

        assertRefused(new TestArchive().file("manifest.json", big), "the limit is");
        assertRefused(many, "bytes of JSON");
    }

    @Test
    void refusesIndexesNestedTooDeep() {
        String inner = "{\"schemaVersion\":2,\"manifests\":[]}";
        var archive = new TestArchive();
        for (int depth = 0; depth < 6; depth++) {
            archive.blob(inner);
            inner = "{\"schemaVersion\":2,\"manifests\":["
                    + TestArchive.descriptor(MediaType.OCI_INDEX, inner.getBytes(UTF_8), "")
                    + "]}";
        }

        assertRefused(archive.file("index.json", inner), "nested deeper than");
    }

    @Test
    void namesThePlatformsWhenNoneFits() {
        byte[] layer = TestArchive.layer("a");
        var archive = new TestArchive().blob(layer);
        var descriptors = new ArrayList<String>();
        for (String arch : List.of("s390x", "riscv64")) {
            byte[] config = TestArchive.config(Platform.of("linux", arch), List.of(new DiffId(Digest.of(layer))))
                    .json();
            String manifest = manifestJson(
                    TestArchive.descriptor(MediaType.OCI_CONFIG, config, ""),
                    TestArchive.descriptor(MediaType.OCI_LAYER, layer, ""));
            archive.blob(config).blob(manifest);
            descriptors.add(TestArchive.descriptor(
                    MediaType.OCI_MANIFEST,
                    manifest.getBytes(UTF_8),
                    ",\"platform\":{\"os\":\"linux\",\"architecture\":\"" + arch + "\"},"
                            + "\"annotations\":{\"org.opencontainers.image.ref.name\":\"x:1\"}"));
        }

        assertRefused(
                archive.file(
                        "index.json", "{\"schemaVersion\":2,\"manifests\":[" + String.join(",", descriptors) + "]}"),
                "it is for linux/s390x, linux/riscv64, and this host is " + Platform.host());
    }

    @Test
    void aFailedRestoreLeavesWhatWasThereBefore() throws IOException {
        restore(TestArchive.open("docker-save.tar"));
        byte[] base = TestArchive.layer("new");

        assertThatThrownBy(() -> restore(docker(TestArchive.config(TestArchive.layer("other")), base).stream()))
                .isInstanceOf(InvalidInputException.class);

        assertThat(store.all()).hasSize(3);
        assertThat(images.all()).hasSize(2);
        assertThat(audit.rows().getLast()).startsWith("image.restore x.tar: cannot restore layer");
    }

    private List<Image> restore(InputStream archive) throws IOException {
        return archives.restore(archive, "x.tar", ProgressListener.NONE);
    }

    private static TestArchive docker(byte[] config, byte[] layer) {
        return new TestArchive().file("0.tar", layer).file("c.json", config).file("manifest.json", manifest("0.tar"));
    }

    private static String manifest(String... layers) {
        return "[{\"Config\":\"c.json\",\"RepoTags\":[\"x:1\"],\"Layers\":[\"" + String.join("\",\"", layers) + "\"]}]";
    }

    private static TestArchive oci(byte[] layer, byte[] config, String configDescriptor, String layerDescriptor) {
        return layout(configDescriptor, layerDescriptor).blob(layer).blob(config);
    }

    private static TestArchive layout(String configDescriptor, String layerDescriptor) {
        String manifest = manifestJson(configDescriptor, layerDescriptor);
        String descriptor = TestArchive.descriptor(MediaType.OCI_MANIFEST, manifest.getBytes(UTF_8), "");
        return new TestArchive()
                .blob(manifest)
                .file("index.json", "{\"schemaVersion\":2,\"manifests\":[" + descriptor + "]}");
    }

    private static String manifestJson(String config, String layer) {
        return "{\"schemaVersion\":2,\"config\":" + config + ",\"layers\":[" + layer + "]}";
    }

    private void assertRefused(TestArchive archive, String... reasons) {
        assertRefused(archive.stream(), reasons);
    }

    private void assertRefused(InputStream archive, String... reasons) {
        assertThatThrownBy(() -> restore(archive))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("cannot ")
                .hasMessageContainingAll(reasons);
        assertNothingRemains();
    }

    private void assertNothingRemains() {
        assertThat(images.all()).isEmpty();
        assertThat(store.all()).isEmpty();
    }
}
