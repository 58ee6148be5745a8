package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.fixtures.ScratchDirectory;
import dev.onionyard.fixtures.SharedYard;
import dev.onionyard.fixtures.TestImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What dockerd 20.10 answered to the same commands on the same image, where it was compared word by word.
class DockerWordsIT {

    private final SharedYard yard = SharedYard.shared();

    @BeforeEach
    void requireImage() {
        yard.requireBusybox();
    }

    @AfterEach
    void removeAll() {
        List<String> ids = yard.docker("ps", "-aq").lines().toList();
        if (!ids.isEmpty()) {
            var words = new ArrayList<>(List.of("rm", "-f", "-v"));
            words.addAll(ids);
            yard.docker(words.toArray(String[]::new));
        }
        yard.docker("network", "prune", "-f");
    }

    @Test
    void saysWhyAnImageStays() {
        String image = yard.docker("images", "-q", "--no-trunc", TestImages.BUSYBOX);
        String shortImage = image.substring("sha256:".length(), "sha256:".length() + 12);
        String stopped = yard.docker("create", "--network", "none", TestImages.BUSYBOX, "true")
                .substring(0, 12);

        refuses(
                "conflict: unable to remove repository reference \"" + TestImages.BUSYBOX
                        + "\" (must force) - container " + stopped + " is using its referenced image " + shortImage,
                "rmi",
                TestImages.BUSYBOX);
        refuses(
                "conflict: unable to delete " + shortImage
                        + " (must be forced) - image is being used by stopped container " + stopped,
                "rmi",
                shortImage);
        String running = yard.docker("run", "-d", "--network", "none", TestImages.BUSYBOX, "sleep", "600")
                .substring(0, 12);
        String words = "conflict: unable to delete " + shortImage
                + " (cannot be forced) - image is being used by running container " + running;
        refuses(words, "rmi", image);
        refuses(words, "rmi", "-f", image);
        assertThat(yard.docker("images", "-q", TestImages.BUSYBOX)).isEqualTo(shortImage);
    }

    @Test
    void anImageOfSeveralNamesIsNotRemovedByItsIdAlone() {
        yard.docker("tag", TestImages.BUSYBOX, "words/second:1");
        try {
            refuses(
                    "(must be forced) - image is referenced in multiple repositories",
                    "rmi",
                    yard.docker("images", "-q", TestImages.BUSYBOX));
        } finally {
            yard.docker("rmi", "words/second:1");
        }
    }

    @Test
    void inspectTellsWhatIsHiddenAndWhereTheLayersLie() {
        JsonNode plain = inspect(yard.docker("create", "--network", "none", TestImages.BUSYBOX, "true"));
        JsonNode open = inspect(yard.docker("create", "--privileged", "--network", "none", TestImages.BUSYBOX, "true"));

        assertThat(texts(plain.at("/HostConfig/MaskedPaths"))).contains("/proc/kcore", "/sys/firmware");
        assertThat(texts(plain.at("/HostConfig/ReadonlyPaths"))).contains("/proc/sys", "/proc/sysrq-trigger");
        assertThat(open.at("/HostConfig/MaskedPaths").isNull()).isTrue();
        JsonNode layers = plain.at("/GraphDriver/Data");
        assertThat(Path.of(layers.path("LowerDir").asString()).resolve("bin/busybox"))
                .isRegularFile();
        assertThat(Path.of(layers.path("UpperDir").asString())).isDirectory();
        assertThat(layers.propertyNames()).contains("MergedDir", "WorkDir");
    }

    @Test
    void aRunningContainerNamesItsNetworkNamespace() {
        JsonNode settings = inspect(yard.docker("run", "-d", TestImages.BUSYBOX, "sleep", "600"))
                .path("NetworkSettings");

        assertThat(Path.of(settings.path("SandboxKey").asString())).exists();
        assertThat(settings.propertyNames())
                .contains("LinkLocalIPv6Address", "SecondaryIPAddresses", "SecondaryIPv6Addresses");
    }

    @Test
    void theDefaultBridgeHasDockersOptions() {
        JsonNode options = yard.ask("GET", "/networks/bridge").json().path("Options");

        assertThat(options.path("com.docker.network.bridge.default_bridge").asString())
                .isEqualTo("true");
        assertThat(options.path("com.docker.network.driver.mtu").asString()).isEqualTo("1500");
        assertThat(Path.of(
                        "/sys/class/net",
                        options.path("com.docker.network.bridge.name").asString()))
                .exists();
    }

    @Test
    void importsForAnotherPlatform() throws Exception {
        Path tree = ScratchDirectory.make("import").resolve("tree.tar");
        String container = yard.docker("create", "--network", "none", TestImages.BUSYBOX, "true");
        yard.docker("export", "--output", tree.toString(), container);

        yard.docker("import", "--platform", "linux/arm64/v8", tree.toString(), "words/arm:1");
        try {
            JsonNode image = yard.ask("GET", "/images/words/arm:1/json").json();
            assertThat(image.path("Architecture").asString()).isEqualTo("arm64");
            assertThat(image.path("Variant").asString()).isEqualTo("v8");
            assertThat(image.path("Os").asString()).isEqualTo("linux");
        } finally {
            yard.docker("rmi", "words/arm:1");
        }
        refuses("cannot read platform \"arm64\"", "import", "--platform", "arm64", tree.toString(), "words/arm:2");
    }

    @Test
    void pruningIsToldAsAnEvent() {
        yard.docker("network", "create", "words-unused");
        yard.docker("network", "prune", "-f");
        yard.docker("volume", "prune", "-f");

        assertThat(yard.docker("events", "--since", "1m", "--until", "-1s", "--format", "{{.Type}} {{.Action}}"))
                .contains("network destroy", "network prune", "volume prune");
    }

    private JsonNode inspect(String container) {
        return yard.ask("GET", "/containers/" + container + "/json").json();
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }

    private void refuses(String words, String... command) {
        assertThatThrownBy(() -> yard.docker(command)).hasMessageContaining(words);
    }
}
