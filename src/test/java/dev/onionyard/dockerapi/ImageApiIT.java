package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.fixtures.Command;
import dev.onionyard.fixtures.SharedYard;
import dev.onionyard.fixtures.SocketAnswer;
import dev.onionyard.fixtures.TestImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// `docker images`, `inspect`, `history`, `tag`, `rmi`, `commit`, `save`, `load`, `import`, `image prune`.
class ImageApiIT {

    private final SharedYard yard = SharedYard.shared();

    @TempDir
    Path directory;

    static List<Path> clients() {
        return SharedYard.clients();
    }

    @BeforeEach
    void requireImage() {
        yard.requireBusybox();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void listsByEveryFilter(Path client) {
        String container = yard.docker("create", "--label", "tier=front", TestImages.BUSYBOX, "true");
        yard.docker("commit", container, "list/newer:1");
        yard.docker("tag", TestImages.BUSYBOX, "list/older:1");
        try {
            assertThat(names(client, "list/*")).containsExactly("list/newer:1", "list/older:1");
            assertThat(names(client, "list/newer")).containsExactly("list/newer:1");
            assertThat(names(client, "--filter", "reference=list/*r:1")).hasSize(2);
            assertThat(names(client, "--filter", "reference=*")).doesNotContain("list/newer:1");
            assertThat(names(client, "--filter", "label=tier=front")).containsExactly("list/newer:1");
            assertThat(names(client, "--filter", "since=list/older:1", "list/*"))
                    .containsExactly("list/newer:1");
            assertThat(names(client, "--filter", "before=list/newer:1", "list/*"))
                    .containsExactly("list/older:1");
            assertThat(names(client, "--filter", "dangling=true")).isEmpty();
            assertThat(names(client, "--filter", "until=1h", "list/*")).containsExactly("list/older:1");
            yard.docker("tag", TestImages.BUSYBOX, "list/newer:1");
            assertThat(names(client, "--filter", "dangling=true")).containsExactly("<none>:<none>");
            assertThat(yard.run(client, "rmi", "list/newer:1")).isEqualTo("Untagged: list/newer:1");
        } finally {
            yard.docker("rm", container);
            yard.docker("image", "prune", "--force");
            yard.docker("rmi", "list/older:1");
        }
    }

    private List<String> names(Path client, String... filters) {
        var words = new ArrayList<>(List.of("images", "--format", "{{.Repository}}:{{.Tag}}"));
        words.addAll(List.of(filters));
        return yard.run(client, words.toArray(String[]::new)).lines().sorted().toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/images/json?filters={\"foo\":[\"x\"]}        | 400 | invalid filter 'foo'",
                "/images/json?filters={\"dangling\":[\"x\"]}   | 400 | invalid filter 'dangling=[x]'",
                "/images/json?filters={\"before\":[\"gone\"]}  | 404 | No such image: gone",
                "/images/json?filters={\"until\":[\"x\"]}      | 400 | failed to parse value as time or duration: \"x\"",
                "/images/gone/json                             | 404 | No such image: gone",
                "/images/gone/history                          | 404 | No such image: gone"
            })
    void refusesWhatItCannotFindInDockersWords(String path, int status, String message) {
        SocketAnswer answer = yard.ask("GET", path);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.message()).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "repo=UP             | invalid reference format: repository name must be lowercase",
                "repo=a&tag=x:y      | invalid tag format",
                "repo=sha256&tag=b   | refusing to create an ambiguous tag using digest algorithm as name",
                "tag=b               | invalid reference format"
            })
    void refusesBadNamesForTags(String query, String message) {
        SocketAnswer answer = yard.ask("POST", "/images/" + TestImages.BUSYBOX + "/tag?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.message()).isEqualTo(message);
    }

    @Test
    void inspectShowsTheConfigurationAndTheTrees() {
        JsonNode image =
                yard.ask("GET", "/images/" + TestImages.BUSYBOX + "/json").json();

        assertThat(image.path("RepoTags").toString()).contains(TestImages.BUSYBOX);
        assertThat(image.path("Config").path("Cmd").path(0).asString()).isEqualTo("sh");
        assertThat(image.path("Config").path("Labels").isNull()).isTrue();
        assertThat(image.path("RootFS").path("Layers")).hasSize(1);
        assertThat(Path.of(
                        image.path("GraphDriver").path("Data").path("UpperDir").asString(), "bin", "busybox"))
                .exists();
        assertThat(image.has("VirtualSize")).isFalse();
        assertThat(yard.ask("GET", "/v1.41/images/" + TestImages.BUSYBOX + "/json")
                        .json()
                        .path("VirtualSize")
                        .asLong())
                .isEqualTo(image.path("Size").asLong());
    }

    @ParameterizedTest
    @MethodSource("clients")
    void commitTakesEveryOptionAndRmiListsWhatWent(Path client) {
        String container =
                yard.docker("run", "--detach", "--env", "X=1", TestImages.BUSYBOX, "sh", "-c", "echo hello >/f");
        yard.docker("wait", container);
        String id = yard.run(
                client,
                "commit",
                "--author",
                "me",
                "--message",
                "why",
                "--pause=false",
                "--change",
                "ENV A=b",
                "--change",
                "CMD [\"cat\", \"/f\"]",
                container,
                "commit/a/b:1");
        try {
            assertThat(yard.run(client, "run", "--rm", "commit/a/b:1")).isEqualTo("hello");
            assertThat(yard.run(client, "inspect", "--format", "{{.Author}} {{.Comment}} {{.Config.Env}}", id))
                    .startsWith("me why [X=1 ")
                    .endsWith(" A=b]");
            List<String> history = yard.run(client, "history", "--no-trunc", "--format", "{{.ID}} {{.Comment}}", id)
                    .lines()
                    .toList();
            assertThat(history.getFirst()).isEqualTo(id + " why");
            assertThat(history.get(1).strip()).isEqualTo(idOf(TestImages.BUSYBOX));
            assertThat(history.get(2).strip()).isEqualTo("<missing>");
            assertThat(yard.ask("GET", "/images/commit%2Fa%2Fb:1/json")
                            .json()
                            .path("Id")
                            .asString())
                    .isEqualTo(id);
        } finally {
            yard.docker("rm", container);
        }
        assertThat(yard.run(client, "rmi", "commit/a/b:1").lines())
                .hasSize(3)
                .startsWith("Untagged: commit/a/b:1", "Deleted: " + id)
                .last()
                .asString()
                .startsWith("Deleted: sha256:");
    }

    private String idOf(String image) {
        return yard.docker("inspect", "--format", "{{.Id}}", image);
    }

    @Test
    void commitTakesAConfigurationInItsBody() {
        String container = yard.docker("create", "--label", "l=1", TestImages.BUSYBOX, "true");
        try {
            SocketAnswer answer = yard.ask(
                    "POST", "/commit?container=" + container + "&repo=commit/body&tag=1&changes=LABEL%20z=1", """
                    {"Cmd": ["ls", "a b"], "Env": ["Q=a \\"$b\\" c"], "User": "nobody", "Labels": {"m": "2"},
                     "ExposedPorts": {"80/tcp": {}}, "Volumes": {"/data": {}}}""");

            assertThat(answer.status()).isEqualTo(201);
            JsonNode config =
                    yard.ask("GET", "/images/commit/body:1/json").json().path("Config");
            assertThat(config.path("Cmd").toString()).isEqualTo("[\"ls\",\"a b\"]");
            assertThat(config.path("Env").toString()).contains("Q=a \\\"$b\\\" c");
            assertThat(config.path("User").asString()).isEqualTo("nobody");
            assertThat(config.path("Labels").toString()).isEqualTo("{\"l\":\"1\",\"m\":\"2\",\"z\":\"1\"}");
            assertThat(config.path("ExposedPorts").has("80/tcp")).isTrue();
            assertThat(config.path("Volumes").has("/data")).isTrue();
        } finally {
            yard.docker("rm", container);
            yard.docker("rmi", "commit/body:1");
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void savesAndLoadsSeveralAtOnce(Path client) {
        String archive = directory.resolve("two.tar").toString();
        String container = yard.docker("create", TestImages.BUSYBOX, "true");
        yard.docker("commit", container, "save/a:1");
        yard.docker("rm", container);
        yard.docker("tag", TestImages.BUSYBOX, "save/b:1");
        String id = idOf("save/a:1");
        yard.run(client, "save", "--output", archive, "save/a:1", "save/b:1");
        yard.docker("rmi", "save/a:1", "save/b:1");

        assertThat(yard.run(client, "load", "--input", archive))
                .contains("Loaded image: save/a:1", "Loaded image: save/b:1");

        assertThat(idOf("save/a:1")).isEqualTo(id);
        yard.docker("rmi", "save/a:1", "save/b:1");
    }

    @ParameterizedTest
    @MethodSource("clients")
    void importsATreeWithMessageAndChanges(Path client) {
        String tree = directory.resolve("tree.tar").toString();
        String container = yard.docker("create", TestImages.BUSYBOX, "true");
        yard.run(client, "export", "--output", tree, container);
        yard.docker("rm", container);

        String id = yard.run(
                client,
                "import",
                "--message",
                "from a tree",
                "--change",
                "CMD [\"echo\", \"imported\"]",
                tree,
                "import/tree:1");

        assertThat(id).isEqualTo(idOf("import/tree:1"));
        assertThat(yard.run(client, "run", "--rm", "import/tree:1")).isEqualTo("imported");
        assertThat(yard.run(client, "history", "--format", "{{.Comment}}", id)).isEqualTo("from a tree");
        assertThatThrownBy(() -> yard.run(client, "import", "--change", "FOO x", tree))
                .hasMessageContaining("FOO x");
        yard.docker("rmi", "import/tree:1");
    }

    @Test
    void prunesWhatNobodyUses() throws Exception {
        for (int i = 0; i < 2; i++) {
            Path file = Files.writeString(directory.resolve("f" + i), "content of file " + i);
            Path tar = directory.resolve(i + ".tar");
            Command.run(
                    Duration.ofSeconds(10),
                    "tar",
                    "-C",
                    directory.toString(),
                    "-cf",
                    tar.toString(),
                    file.getFileName().toString());
            yard.docker("import", "--change", "LABEL n=" + i, tar.toString(), "prune/it:" + i);
        }
        yard.docker("tag", TestImages.BUSYBOX, "prune/it:0");
        String filter = "{\"label\":[\"n=0\"]}";

        assertThat(yard.ask("POST", "/images/prune?filters={\"label!\":[\"n=0\"]}")
                        .json()
                        .path("ImagesDeleted"))
                .isEmpty();
        assertThat(yard.ask("POST", "/images/prune?filters={\"until\":[\"1h\"]}")
                        .json()
                        .path("ImagesDeleted"))
                .isEmpty();
        JsonNode pruned = yard.ask("POST", "/images/prune?filters=" + filter).json();
        assertThat(pruned.path("ImagesDeleted")).hasSize(2);
        assertThat(pruned.path("SpaceReclaimed").asLong()).isPositive();
        JsonNode all = yard.ask("POST", "/images/prune?filters={\"dangling\":[\"0\"],\"label\":[\"n=1\"]}")
                .json();
        assertThat(all.path("ImagesDeleted").path(0).path("Untagged").asString())
                .isEqualTo("prune/it:1");
        assertThat(yard.ask("POST", "/images/prune?filters={\"dangling\":[\"x\"]}")
                        .status())
                .isEqualTo(400);
        yard.docker("rmi", "prune/it:0");
    }
}
