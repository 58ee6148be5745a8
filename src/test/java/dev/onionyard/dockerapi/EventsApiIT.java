package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.event.EngineEvents;
import dev.onionyard.fixtures.SharedYard;
import dev.onionyard.fixtures.TestImages;
import java.io.BufferedReader;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `docker events`: the names and attributes that dockerd gives them, past and live.
class EventsApiIT {

    private final SharedYard yard = SharedYard.shared();
    private final Instant begin = Instant.now();

    @TempDir
    Path directory;

    static List<Path> clients() {
        return SharedYard.clients();
    }

    @BeforeEach
    void requireImage() {
        yard.requireBusybox();
    }

    @Test
    void aContainersLifeIsToldAsDockerTellsIt() {
        yard.docker(
                "create",
                "--name",
                "life",
                "--network",
                "none",
                "-v",
                "life-volume:/data",
                "--label",
                "a=b",
                TestImages.BUSYBOX,
                "sleep",
                "600");
        yard.docker("start", "life");
        yard.docker("exec", "life", "true");
        yard.docker("pause", "life");
        yard.docker("unpause", "life");
        yard.docker("rename", "life", "lives");
        yard.docker("kill", "--signal", "HUP", "lives");
        yard.docker("restart", "--time", "0", "lives");
        yard.docker("rm", "--force", "lives");
        yard.docker("volume", "rm", "life-volume");

        assertThat(since("type=container", "type=volume"))
                .containsExactly(
                        "volume create",
                        "container create",
                        "volume mount",
                        "container start",
                        "container exec_create: true ",
                        "container exec_start: true ",
                        "container exec_die",
                        "container pause",
                        "container unpause",
                        "container rename",
                        "container kill 1",
                        "container kill 15",
                        "container kill 9",
                        "container die",
                        "volume unmount",
                        "container stop",
                        "volume mount",
                        "container start",
                        "container restart",
                        "container kill 9",
                        "container die",
                        "volume unmount",
                        "container destroy",
                        "volume destroy");
        assertThat(since("container=life", "label=a=b", "event=exec_create"))
                .containsExactly("container exec_create: true ");
        assertThat(since("volume=life-volume", "event=mount")).hasSize(2);
        assertThat(since("image=" + TestImages.BUSYBOX, "event=die")).hasSize(2);
        assertThat(since("label=a=c")).isEmpty();
    }

    @Test
    void imagesAreToldWithTheirLabels() {
        String archive = directory.resolve("image.tar").toString();
        String container = yard.docker("create", "--label", "a=b", TestImages.BUSYBOX, "true");
        yard.docker("commit", "--message", "why", container, "events/one:1");
        yard.docker("tag", "events/one:1", "events/two:1");
        yard.docker("save", "--output", archive, "events/one:1");
        yard.docker("rmi", "events/one:1", "events/two:1");
        yard.docker("load", "--input", archive);
        yard.docker("rmi", "events/one:1");
        yard.docker("container", "prune", "--force");
        yard.docker("image", "prune", "--force");

        assertThat(since("type=image"))
                .containsExactly(
                        "image tag events/one:1",
                        "image tag events/two:1",
                        "image save",
                        "image untag",
                        "image untag",
                        "image delete",
                        "image load",
                        "image untag",
                        "image delete",
                        "image prune");
        assertThat(since("type=image", "label=a=b")).hasSize(7);
        assertThat(since("event=commit")).containsExactly("container commit");
        assertThat(since("type=container", "event=prune")).containsExactly("container prune");
    }

    @ParameterizedTest
    @MethodSource("clients")
    void followsPromptlyAndLeavesNobodyListening(Path client) throws Exception {
        int listeners = yard.get(EngineEvents.class).subscriberCount();
        Process following = new ProcessBuilder(
                        client.toString(),
                        "--host",
                        yard.host(),
                        "events",
                        "--filter",
                        "type=image",
                        "--format",
                        "{{.Action}} {{.Actor.Attributes.name}}")
                .start();
        try (BufferedReader lines = following.inputReader()) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> yard.get(EngineEvents.class).subscriberCount() > listeners);
            yard.docker("tag", TestImages.BUSYBOX, "events/live:1");
            assertThat(lines.readLine()).isEqualTo("tag events/live:1");
            yard.docker("rmi", "events/live:1");
            assertThat(lines.readLine()).startsWith("untag sha256:");
        } finally {
            following.destroy();
            following.waitFor(10, TimeUnit.SECONDS);
        }
        Awaitility.await("the server notices that the client has gone")
                .atMost(Duration.ofSeconds(40))
                .until(() -> yard.get(EngineEvents.class).subscriberCount() == listeners);
    }

    @Test
    void refusesAnEndBeforeTheBeginning() {
        assertThat(yard.ask("GET", "/events?since=200&until=100").message())
                .isEqualTo("`since` time (200) cannot be after `until` time (100)");
    }

    @Test
    void rawJsonInFiltersIsUnderstood() {
        assertThat(yard.ask("GET", "/events?since=0&until=1&filters={\"type\":[\"image\"]}")
                        .status())
                .isEqualTo(200);
    }

    /// What happened in this test, one short line each.
    private List<String> since(String... filters) {
        var words = new ArrayList<>(List.of("events", "--since", seconds(begin), "--until", seconds(Instant.now())));
        for (String filter : filters) {
            words.addAll(List.of("--filter", filter));
        }
        words.addAll(List.of("--format", "{{json .}}"));
        return yard.docker(words.toArray(String[]::new))
                .lines()
                .map(EventsApiIT::shortLine)
                .toList();
    }

    private static String seconds(Instant time) {
        return BigDecimal.valueOf(time.getEpochSecond())
                .add(BigDecimal.valueOf(time.getNano(), 9))
                .toPlainString();
    }

    private static String shortLine(String json) {
        JsonNode event = JsonMapper.shared().readTree(json);
        JsonNode attributes = event.path("Actor").path("Attributes");
        String action =
                event.path("Type").asString() + " " + event.path("Action").asString();
        return switch (event.path("Action").asString()) {
            case "kill" -> action + " " + attributes.path("signal").asString();
            case "tag" -> action + " " + attributes.path("name").asString();
            default -> action;
        };
    }
}
