package dev.onionyard.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.EngineException;
import dev.onionyard.image.Image;
import dev.onionyard.layer.LayerLookup;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.HistoryEntry;
import dev.onionyard.progress.ProgressListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// The Dockerfile corpus gives the images that dockerd's classic builder (20.10) gives: same configuration, same
/// history, same tree. What dockerd gave was recorded by `src/bench/dockerfiles.py`.
class DockerfileCorpusIT {

    private static final List<String> FIELDS = List.of(
            "User",
            "ExposedPorts",
            "Env",
            "Entrypoint",
            "Cmd",
            "Volumes",
            "WorkingDir",
            "Labels",
            "StopSignal",
            "Shell",
            "OnBuild",
            "Healthcheck");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private static BuildYard yard;
    private static Image base;

    @BeforeAll
    static void start() throws IOException {
        yard = BuildYard.make();
        base = yard.image(build(DockerfileCase.base(), "corpus:base"));
    }

    @AfterAll
    static void stop() {
        yard.close();
    }

    static List<DockerfileCase> cases() throws IOException {
        return DockerfileCase.all();
    }

    private static BuildRecord build(DockerfileCase found, String tag) throws IOException {
        ReceivedContext context = yard.application
                .get(BuildContexts.class)
                .receive(new ByteArrayInputStream(found.context()), ProgressListener.NONE);
        return yard.builds().run(BuildRequest.of(tag), context, event -> {});
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void givesWhatDockerdGives(DockerfileCase found) throws IOException {
        List<String> expected = found.expected();
        if (expected.getFirst().startsWith("error ")) {
            assertThatThrownBy(() -> build(found, "corpus:case")).isInstanceOf(EngineException.class);
        } else {
            Image image = yard.image(build(found, "corpus:case"));
            assertThat(describe(image))
                    .containsExactlyElementsOf(
                            expected.stream().map(DockerfileCorpusIT::sorted).toList());
        }
    }

    private static String sorted(String line) {
        String[] parts = line.split(" ", 2);
        return FIELDS.contains(parts[0]) ? parts[0] + " " + sorted(JSON.readTree(parts[1])) : line;
    }

    /// The same JSON whatever its blanks and the order of its fields.
    private static String sorted(JsonNode node) {
        return JSON.writeValueAsString(JSON.treeToValue(node, Object.class));
    }

    private static List<String> describe(Image image) {
        var lines = new ArrayList<String>();
        JsonNode config = JSON.readTree(image.config().json()).path("config");
        for (String field : FIELDS) {
            JsonNode value = config.path(field);
            if (!value.isMissingNode() && !value.isNull() && !value.isEmpty()
                    || value.isString() && !value.asString().isEmpty()) {
                lines.add(field + " " + sorted(value));
            }
        }
        String author = image.config().content().author();
        if (!author.isEmpty()) {
            lines.add("author " + author);
        }
        boolean onBase = !image.layers().isEmpty()
                && image.layers().getFirst().equals(base.layers().getFirst());
        int skipped = onBase ? base.config().history().size() : 0;
        image.config().history().stream()
                .skip(skipped)
                .map(DockerfileCorpusIT::line)
                .forEach(lines::add);
        lines.addAll(difference(onBase ? tree(base) : new TreeMap<>(), tree(image)));
        return lines;
    }

    private static String line(HistoryEntry entry) {
        String text = entry.createdBy()
                .replaceAll("(file|dir|multi):[0-9a-f]{64}", "$1:…")
                .replace("\n", "\\n");
        return "history " + (entry.emptyLayer() ? "empty" : "layer") + " " + text;
    }

    /// @param inode the same for all names of a file
    private record Node(String text, String inode) {}

    private static List<String> difference(TreeMap<String, Node> before, TreeMap<String, Node> after) {
        Map<String, List<String>> groups = new HashMap<>();
        after.forEach((path, node) ->
                groups.computeIfAbsent(node.inode, key -> new ArrayList<>()).add(path));
        var lines = new ArrayList<String>();
        var paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        for (String path : paths) {
            Node now = after.get(path);
            Node then = before.get(path);
            if (now == null) {
                lines.add("- " + path);
            } else if (then == null || !then.text.equals(now.text)) {
                List<String> same = new ArrayList<>(groups.getOrDefault(now.inode, List.of()));
                same.remove(path);
                boolean linked = !now.inode.isEmpty() && !same.isEmpty();
                lines.add("+ " + path + " " + now.text + (linked ? " = " + String.join(" ", same) : ""));
            }
        }
        return lines;
    }

    private static TreeMap<String, Node> tree(Image image) {
        var nodes = new TreeMap<String, Node>();
        try (var tree = new StackTree(
                yard.application.get(LayerStore.class),
                yard.application.get(LayerLookup.class),
                image.layers(),
                "image")) {
            walk(tree, "", nodes);
        }
        return nodes;
    }

    private static void walk(StackTree tree, String directory, TreeMap<String, Node> nodes) {
        for (SourceEntry entry : tree.children(directory)) {
            String what = switch (entry.kind()) {
                case FILE -> String.valueOf(entry.content()).substring(7, 23);
                case SYMLINK -> entry.linkTarget();
                default -> "-";
            };
            nodes.put(
                    entry.path(),
                    new Node(
                            entry.kind() + " " + Integer.toOctalString(entry.mode()) + " " + entry.uid() + ":"
                                    + entry.gid() + " " + what + (entry.xattrs().isEmpty() ? "" : " cap"),
                            entry.inode()));
            if (entry.isDirectory()) {
                walk(tree, entry.path(), nodes);
            }
        }
    }
}
