package dev.onionyard.oci;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageConfigJsonTests {

    private static final String DIFF_ID = "sha256:" + "ab".repeat(32);

    @ParameterizedTest
    @CsvSource({
        "config-docker-build.json,   c2887ce35787ae4e0cbcf49f4c45d5e69777073f57879459de8557b7adae1d43, 2, 13",
        "config-docker-commit.json,  f1f846cd8bfce627a315b154b5c753512089c60d981201eba1305452cb523c02, 3, 14",
        "config-buildah-docker.json, 268ce55b8873f07f2288f9d1036dfc9292a99708aed99c33a93717aeb2f1b392, 2, 13",
        "config-buildah-oci.json,    8bf81e743995c0565ff23351fb30f53740a2a4fc2e2121fc50ca88ff5721f2e4, 2, 13",
        "config-jib.json,            , 1, 1",
        "config-kaniko.json,         , 1, 2"
    })
    void readsWhatEachToolWritesAndKeepsTheBytes(String file, String id, int layers, int steps) {
        byte[] json = Fixture.read(file);

        ImageConfig config = ImageConfigJson.read(json);

        assertThat(config.json()).isEqualTo(json);
        assertThat(config.id().digest()).isEqualTo(Digest.of(json));
        if (id != null) {
            assertThat(config.id()).hasToString("sha256:" + id);
        }
        assertThat(config.diffIds()).hasSize(layers);
        assertThat(config.history()).hasSize(steps);
        assertThat(config.content().platform()).isEqualTo(Platform.of("linux", "amd64"));
        assertThat(config.process().entrypoint()).startsWith("/bin/sh");
    }

    @Test
    void readsEveryFieldOfADockerCommit() {
        ImageConfig config = ImageConfigJson.read(Fixture.read("config-docker-commit.json"));

        assertThat(config.content().author()).isEqualTo("Ann <a@b.c>");
        assertThat(config.content().created()).isEqualTo(Instant.parse("2026-11-21T21:18:22.899104326Z"));
        ProcessDefaults process = config.process();
        assertThat(process.user()).isEqualTo("1000:1000");
        assertThat(process.exposedPorts()).containsExactly("53/udp", "8080/tcp");
        assertThat(process.env()).containsExactly("A=b", "PATH=/bin", "GREETING=hello world");
        assertThat(process.cmd()).containsExactly("/bin/sh", "-e", "-c", "echo \"$GREETING\"");
        assertThat(process.volumes()).containsExactly("/data", "/logs");
        assertThat(process.labels()).containsEntry("org.opencontainers.image.title", "Fix <one>");
        assertThat(process.stopSignal()).isEqualTo("SIGQUIT");
        assertThat(process.healthCheck())
                .isEqualTo(new HealthCheck(
                        List.of("CMD-SHELL", "/bin/sh -c true"),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(3),
                        Duration.ZERO,
                        2));
        HistoryEntry last = config.history().getLast();
        assertThat(last.author()).isEqualTo("Ann <a@b.c>");
        assertThat(last.comment()).isEqualTo("changed a thing");
        assertThat(last.emptyLayer()).isFalse();
        assertThat(config.history().get(1).emptyLayer()).isTrue();
    }

    @Test
    void readsShellAndOnBuild() {
        ProcessDefaults process =
                ImageConfigJson.read(Fixture.read("config-docker-build.json")).process();

        assertThat(process.shell()).containsExactly("/bin/sh", "-e", "-c");
        assertThat(process.onBuild()).containsExactly("RUN echo child");
    }

    @Test
    void takesGosZeroTimeAsUnknown() {
        ImageConfig config = ImageConfigJson.read(Fixture.read("config-kaniko.json"));

        assertThat(config.content().created()).isNull();
        assertThat(config.history().getFirst().created()).isNull();
    }

    @Test
    void writesInDockersOrderWithDockersEscapesAndTimes() {
        var process = new ProcessDefaults(
                "7:7",
                Set.of("8080/tcp", "53/udp"),
                List.of("A=1"),
                List.of("/bin/sh"),
                List.of("-c", "a && b"),
                Set.of("/data"),
                "/work",
                Map.of("z", "é/<b>", "a", ""),
                "SIGQUIT",
                List.of("/bin/sh", "-c"),
                List.of("RUN x"),
                new HealthCheck(
                        List.of("CMD", "true"), Duration.ofSeconds(30), Duration.ZERO, Duration.ofMillis(1), 3));
        var created = Instant.parse("2026-01-31T12:00:00.120Z");
        var history = List.of(
                new HistoryEntry(created, "ADD x", "", "", false),
                new HistoryEntry(null, "CMD \u0001\u2028", "me", "why", true));
        var content = new ImageConfig.Content(
                new Platform("linux", "arm64", "v8"),
                created,
                "me",
                "note",
                process,
                List.of(DiffId.parse(DIFF_ID)),
                history);

        ImageConfig written = ImageConfigJson.write(content);

        assertThat(new String(written.json(), UTF_8))
                .isEqualTo("{\"architecture\":\"arm64\",\"author\":\"me\",\"comment\":\"note\",\"config\":{"
                        + "\"User\":\"7:7\",\"ExposedPorts\":{\"53/udp\":{},\"8080/tcp\":{}},\"Env\":[\"A=1\"],"
                        + "\"Cmd\":[\"-c\",\"a \\u0026\\u0026 b\"],\"Healthcheck\":{\"Test\":[\"CMD\",\"true\"],"
                        + "\"Interval\":30000000000,\"StartPeriod\":1000000,\"Retries\":3},\"Volumes\":{\"/data\":{}},"
                        + "\"WorkingDir\":\"/work\",\"Entrypoint\":[\"/bin/sh\"],\"OnBuild\":[\"RUN x\"],"
                        + "\"Labels\":{\"a\":\"\",\"z\":\"é/\\u003cb\\u003e\"},\"StopSignal\":\"SIGQUIT\","
                        + "\"Shell\":[\"/bin/sh\",\"-c\"]},\"created\":\"2026-01-31T12:00:00.12Z\",\"history\":["
                        + "{\"created\":\"2026-01-31T12:00:00.12Z\",\"created_by\":\"ADD x\"},"
                        + "{\"author\":\"me\",\"created_by\":\"CMD \\u0001\\u2028\",\"comment\":\"why\","
                        + "\"empty_layer\":true}],\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\""
                        + DIFF_ID + "\"]},\"variant\":\"v8\"}");
        assertThat(ImageConfigJson.read(written.json()).content()).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "config-docker-build.json",
                "config-docker-commit.json",
                "config-buildah-docker.json",
                "config-buildah-oci.json",
                "config-jib.json",
                "config-kaniko.json"
            })
    void writingWhatWasReadSaysTheSame(String file) {
        ImageConfig.Content content = ImageConfigJson.read(Fixture.read(file)).content();

        assertThat(ImageConfigJson.read(ImageConfigJson.write(content).json()).content())
                .isEqualTo(content);
    }

    @Test
    void readsTheOldestForms() {
        ImageConfig config = read(
                "{\"config\":{\"Cmd\":\"sh\",\"Labels\":{\"a\":null},\"Env\":null},\"rootfs\":{\"type\":\"layers\"}}");

        assertThat(config.process().cmd()).containsExactly("sh");
        assertThat(config.process().labels()).containsExactly(Map.entry("a", ""));
        assertThat(config.content().platform().os()).isEqualTo("linux");
        assertThat(config.diffIds()).isEmpty();
    }

    @Test
    void readsAnImageWithoutProcess() {
        assertThat(read("{\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]},\"config\":null}")
                        .process())
                .isEqualTo(ProcessDefaults.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                              | expected a JSON object",
                "{\"rootfs\":                                    | not JSON",
                "{\"rootfs\":{}} {}                              | not JSON",
                "{}                                              | field \"rootfs\": expected an object",
                "{\"rootfs\":{\"type\":\"disk\"}}                | field \"rootfs.type\": expected \"layers\"",
                "{\"rootfs\":{\"diff_ids\":[\"sha256:12\"]}}     | expected 64 lower-case hexadecimal digits",
                "{\"rootfs\":{\"diff_ids\":[1]}}                 | field \"rootfs.diff_ids\": expected text",
                "{\"rootfs\":{},\"created\":\"yesterday\"}       | field \"created\": expected a time",
                "{\"rootfs\":{},\"created\":\"2026-02-30T00:00:00Z\"} | expected a time that exists",
                "{\"rootfs\":{},\"config\":{\"Env\":{}}}         | field \"config.Env\": expected a list",
                "{\"rootfs\":{},\"history\":[\"x\"]}             | field \"history\": expected an object",
                "{\"rootfs\":{},\"history\":[{\"empty_layer\":1}]} | expected true or false"
            })
    void refusesNamingTheField(String json, String reason) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("cannot read ")
                .hasMessageContaining(reason);
    }

    @Test
    void refusesTooManyBytesAndTooDeepNesting() {
        byte[] huge = new byte[ImageConfigJson.LIMIT + 1];
        assertThatThrownBy(() -> ImageConfigJson.read(huge)).hasMessageContaining("the limit is");
        assertThatThrownBy(() -> read("{\"x\":" + "[".repeat(100_000)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("nesting");
    }

    private static ImageConfig read(String json) {
        return ImageConfigJson.read(json.getBytes(UTF_8));
    }
}
