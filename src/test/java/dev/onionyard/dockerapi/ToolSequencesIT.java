package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.fixtures.ScratchDirectory;
import dev.onionyard.fixtures.SharedYard;
import dev.onionyard.fixtures.SocketAnswer;
import dev.onionyard.fixtures.TestImages;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The requests of two tools that are not on this machine, in their order: dive reads an image layer by layer,
/// lazydocker keeps many views of everything open at once.
class ToolSequencesIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CONTAINERS = 4;
    private static final int ROUNDS = 5;

    private final SharedYard yard = SharedYard.shared();

    @BeforeEach
    void requireImage() {
        yard.requireBusybox();
    }

    @AfterEach
    void removeAll() {
        List<String> ids =
                yard.docker("ps", "-aq", "--filter", "name=lazy").lines().toList();
        if (!ids.isEmpty()) {
            var words = new ArrayList<>(List.of("rm", "-f", "-v"));
            words.addAll(ids);
            yard.docker(words.toArray(String[]::new));
        }
    }

    /// dive: inspect, history, save; each layer in the archive is one step of the history that is not empty.
    @Test
    void aLayerReaderFindsEachLayerOfTheHistory() throws Exception {
        JsonNode inspect =
                yard.ask("GET", "/v1.41/images/" + TestImages.BUSYBOX + "/json").json();
        String id = inspect.path("Id").asString();
        JsonNode history = yard.ask("GET", "/v1.41/images/" + id + "/history").json();
        Path folder = ScratchDirectory.make("dive");
        Path archive = folder.resolve("image.tar");
        yard.docker("image", "save", "--output", archive.toString(), id);
        untar(archive, folder);

        JsonNode manifest = read(folder.resolve("manifest.json")).path(0);
        JsonNode config = read(folder.resolve(manifest.path("Config").asString()));
        List<String> layers = digests(folder, manifest.path("Layers"));
        assertThat(layers).isEqualTo(texts(config.at("/rootfs/diff_ids")));
        assertThat(layers).isEqualTo(texts(inspect.at("/RootFS/Layers")));
        assertThat(history.size()).isEqualTo(config.path("history").size());
        long full = config.path("history")
                .valueStream()
                .filter(step -> !step.path("empty_layer").asBoolean(false))
                .count();
        assertThat(full).isEqualTo(layers.size());
        assertThat(history.valueStream()
                        .mapToLong(step -> step.path("Size").asLong())
                        .sum())
                .isEqualTo(inspect.path("Size").asLong());
    }

    /// lazydocker: events, logs and stats stay open for every container, while lists, details, processes and disk
    /// usage are asked for again and again by several threads.
    @Test
    void manyViewsAtOnceAllAnswerAndLeaveNobodyListening() throws Exception {
        var names = new ArrayList<String>();
        for (int i = 0; i < CONTAINERS; i++) {
            names.add("lazy-" + i);
            yard.docker(
                    "run",
                    "-d",
                    "--network",
                    "none",
                    "--name",
                    names.getLast(),
                    TestImages.BUSYBOX,
                    "sh",
                    "-c",
                    "while true; do echo tick; sleep 0.2; done");
        }
        int listeners = listeners();
        Path folder = ScratchDirectory.make("lazy");
        var streams = new ArrayList<Process>();
        try {
            streams.add(follow(folder.resolve("events"), "events"));
            for (String name : names) {
                streams.add(follow(folder.resolve("logs-" + name), "logs", "-f", "-t", "--tail", "300", name));
                streams.add(follow(folder.resolve("stats-" + name), "stats", "--format", "{{.Name}} {{.PIDs}}", name));
            }
            Awaitility.await().atMost(LIMIT).until(() -> listeners() > listeners);
            askAtOnce(names);
            yard.docker("restart", "-t", "0", names.getFirst());
            Awaitility.await().atMost(LIMIT).untilAsserted(() -> {
                assertThat(folder.resolve("events")).content().contains("container restart");
                for (String name : names) {
                    assertThat(folder.resolve("logs-" + name)).content().contains("tick");
                    assertThat(folder.resolve("stats-" + name)).content().contains(name);
                }
            });
        } finally {
            streams.forEach(Process::destroyForcibly);
        }
        Awaitility.await().atMost(LIMIT).until(() -> listeners() <= listeners);
    }

    private void askAtOnce(List<String> names) throws Exception {
        var paths = new ArrayList<>(List.of(
                "/v1.25/containers/json?all=1",
                "/v1.25/images/json?all=0",
                "/v1.25/volumes",
                "/v1.25/networks",
                "/v1.25/info",
                "/v1.25/system/df"));
        for (String name : names) {
            paths.add("/v1.25/containers/" + name + "/json");
            paths.add("/v1.25/containers/" + name + "/top");
        }
        paths.add("/v1.25/images/" + TestImages.BUSYBOX + "/history");
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            var asked = new ArrayList<Callable<SocketAnswer>>();
            for (int round = 0; round < ROUNDS; round++) {
                paths.forEach(path -> asked.add(() -> yard.ask("GET", path)));
            }
            for (Future<SocketAnswer> answer : threads.invokeAll(asked, LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                assertThat(answer.get().status()).as(answer.get().body()).isEqualTo(200);
            }
        }
    }

    private int listeners() {
        return yard.ask("GET", "/info").json().path("NEventsListener").asInt();
    }

    private Process follow(Path out, String... words) throws IOException {
        var line = new ArrayList<>(List.of(SharedYard.clients().getFirst().toString(), "--host", yard.host()));
        line.addAll(List.of(words));
        return new ProcessBuilder(line)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
    }

    private static void untar(Path archive, Path folder) throws Exception {
        Process process = new ProcessBuilder("tar", "-xf", archive.toString(), "-C", folder.toString()).start();
        assertThat(process.waitFor()).isZero();
    }

    private static JsonNode read(Path file) throws IOException {
        return JsonMapper.builder().build().readTree(Files.readString(file));
    }

    private static List<String> digests(Path folder, JsonNode layers) throws Exception {
        var digests = new ArrayList<String>();
        for (String layer : texts(layers)) {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(folder.resolve(layer)), sha)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            digests.add("sha256:" + HexFormat.of().formatHex(sha.digest()));
        }
        return digests;
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }
}
