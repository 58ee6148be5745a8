package dev.onionyard.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestJsonTests {

    private static final String DIGEST = "sha256:" + "cd".repeat(32);

    @Test
    void readsAnOciManifestWithoutMediaType() {
        Manifest manifest = ManifestJson.read(Fixture.read("manifest-oci.json"));

        assertThat(manifest.mediaType()).isEqualTo(MediaType.OCI_MANIFEST);
        assertThat(manifest.config().mediaType()).isEqualTo(MediaType.OCI_CONFIG);
        assertThat(manifest.config().digest()).isEqualTo(Digest.of(Fixture.read("config-buildah-oci.json")));
        assertThat(manifest.layers()).hasSize(2).allMatch(layer -> layer.size() > 0);
    }

    @Test
    void readsADockerManifest() {
        Manifest manifest = ManifestJson.read(Fixture.read("manifest-docker.json"));

        assertThat(manifest.mediaType()).isEqualTo(MediaType.DOCKER_MANIFEST);
        assertThat(manifest.config().mediaType()).isEqualTo(MediaType.DOCKER_CONFIG);
        assertThat(manifest.layers()).extracting(Descriptor::mediaType).containsOnly(MediaType.DOCKER_LAYER);
    }

    @Test
    void readsIndexAndManifestList() {
        ImageIndex index = ImageIndexJson.read(Fixture.read("index-oci.json"));
        ImageIndex list = ImageIndexJson.read(Fixture.read("manifest-list.json"));

        assertThat(index.mediaType()).isEqualTo(MediaType.OCI_INDEX);
        assertThat(list.mediaType()).isEqualTo(MediaType.DOCKER_MANIFEST_LIST);
        assertThat(List.of(index, list))
                .allSatisfy(each -> assertThat(each.manifests())
                        .extracting(Descriptor::platform)
                        .containsExactly(Platform.of("linux", "amd64"), new Platform("linux", "arm64", "v8")));
    }

    @Test
    void writesAndReadsBack() {
        var layer = new Descriptor(
                MediaType.OCI_LAYER, Digest.parse(DIGEST), 1L << 40, Platform.of("linux", "amd64"), Map.of("a", "<b>"));
        var manifest =
                new Manifest(MediaType.OCI_MANIFEST, Descriptor.of("c", Digest.parse(DIGEST), 3), List.of(layer));
        var index = new ImageIndex(MediaType.OCI_INDEX, List.of(layer));

        assertThat(ManifestJson.read(ManifestJson.write(manifest))).isEqualTo(manifest);
        assertThat(ImageIndexJson.read(ImageIndexJson.write(index))).isEqualTo(index);
    }

    @Test
    void refusesOneDocumentThatIsBoth() {
        String config = "\"config\":{\"digest\":\"" + DIGEST + "\"}";

        assertRefused(
                () -> ManifestJson.read(json("\"schemaVersion\":2," + config + ",\"manifests\":[]")), "manifests");
        assertRefused(() -> ImageIndexJson.read(json("\"schemaVersion\":2,\"manifests\":[]," + config)), "index");
        assertRefused(() -> ManifestJson.read(Fixture.read("manifest-list.json")), "mediaType");
        assertRefused(() -> ImageIndexJson.read(Fixture.read("manifest-docker.json")), "mediaType");
    }

    @Test
    void refusesSchemaOneAndBadSizes() {
        assertRefused(() -> ManifestJson.read(json("\"schemaVersion\":1")), "too old");
        assertRefused(() -> ManifestJson.read(json("\"schemaVersion\":3")), "expected 2, not 3");
        assertRefused(() -> ManifestJson.read(withSize("-1")), "not negative");
        assertRefused(() -> ManifestJson.read(withSize("1e3")), "a whole number");
        assertRefused(() -> ManifestJson.read(withSize("99999999999999999999")), "a whole number");
        assertRefused(() -> ManifestJson.read(withSize("\"5\"")), "a whole number");
    }

    private static byte[] withSize(String size) {
        return json("\"schemaVersion\":2,\"config\":{\"digest\":\"" + DIGEST + "\",\"size\":" + size + "}");
    }

    private static byte[] json(String fields) {
        return ("{" + fields + "}").getBytes(UTF_8);
    }

    private static void assertRefused(Runnable read, String reason) {
        assertThatThrownBy(read::run).isInstanceOf(InvalidInputException.class).hasMessageContaining(reason);
    }
}
