package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.dockerapi.DockerYard.Outcome;
import dev.onionyard.fixtures.ScratchDirectory;
import dev.onionyard.fixtures.TestImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Every verb that a docker client lists in its own help, tried once with that client.
class DockerVerbsIT {

    static final List<String> CLIENTS = DockerYard.CLIENTS;

    private static final String BOX = TestImages.BUSYBOX;
    private static final List<String> GROUPS = List.of("container", "image", "network", "volume", "system", "builder");

    /// What a single host does not have, what asks no engine, and what [RegistryApiIT] tries with a registry.
    private static final Set<String> ELSEWHERE = Set.of(
            "checkpoint",
            "completion",
            "config",
            "context",
            "manifest",
            "node",
            "plugin",
            "secret",
            "service",
            "stack",
            "swarm",
            "trust",
            "login",
            "logout",
            "pull",
            "push",
            "image pull",
            "image push",
            "volume update");

    private static DockerYard yard;

    private final Set<String> tried = new HashSet<>();
    private String client = "";

    @BeforeAll
    static void make() throws Exception {
        yard = DockerYard.make();
    }

    @AfterAll
    static void close() throws Exception {
        yard.close();
    }

    @ParameterizedTest
    @FieldSource("CLIENTS")
    void everyVerbOfTheClientWorks(String name) throws Exception {
        client = name;
        Path folder = ScratchDirectory.make("verbs");
        aContainersLife(folder);
        theSameByItsLongName(folder);
        images(folder);
        networksAndVolumes();
        theWhole();

        assertThat(tried).containsAll(verbsOfTheClient());
    }

    private void aContainersLife(Path folder) throws Exception {
        assertThat(ok("create", "--name", "one", "--label", "a=b", "-p", "127.0.0.1::80/udp", BOX, "sleep", "600"))
                .hasSize(64);
        ok("start", "one");
        assertThat(ok("port", "one")).startsWith("80/udp -> 127.0.0.1:");
        assertThat(ok("exec", "one", "sh", "-c", "echo new > /new; echo out")).isEqualTo("out");
        assertThat(ok("diff", "one")).contains("A /new");
        ok("cp", "one:/new", folder.resolve("new").toString());
        assertThat(folder.resolve("new")).hasContent("new");
        ok("pause", "one");
        assertThat(ok("ps", "--filter", "status=paused", "--format", "{{.Names}}"))
                .isEqualTo("one");
        ok("unpause", "one");
        assertThat(ok("top", "one")).contains("sleep 600");
        assertThat(ok("stats", "--no-stream", "--format", "{{.Name}}")).contains("one");
        ok("update", "--restart", "no", "one");
        ok("rename", "one", "two");
        ok("restart", "-t", "0", "two");
        ok("kill", "two");
        assertThat(ok("wait", "two")).isEqualTo("137");
        assertThat(ok("inspect", "--size", "--format", "{{.State.Status}} {{.SizeRw}}", "two"))
                .isEqualTo("exited 4");
        ok("export", "-o", folder.resolve("tree.tar").toString(), "two");
        assertThat(ok("commit", "-m", "why", "-a", "lxl", "two", "verbs/two:1")).startsWith("sha256:");
        ok("rm", "two");
        assertThat(ok("run", "--name", "said", "--label", "x=y", "--log-opt", "labels=x", BOX, "echo", "hello"))
                .isEqualTo("hello");
        assertThat(ok("logs", "--details", "--timestamps", "--tail", "1", "said"))
                .contains("x=y")
                .endsWith("hello");
        assertThat(ok("events", "--since", "5m", "--until", "-1s", "--filter", "container=said"))
                .contains("container die", "exitCode=0");
        attach(folder);
        ok("run", "-d", "--name", "stopped", "--network", "none", BOX, "sleep", "600");
        ok("stop", "-t", "0", "stopped");
    }

    /// Ends what it is attached to as soon as it has seen something of it.
    private void attach(Path folder) throws Exception {
        String script = "while [ ! -e /go ]; do echo tick; sleep 0.1; done; echo bye; exit 3";
        ok("run", "-d", "--name", "ticking", "--network", "none", BOX, "sh", "-c", script);
        Path out = folder.resolve("attach.out");
        tried.add("attach");
        Process attached = yard.start(client, List.of("attach", "--no-stdin", "ticking"), out, folder.resolve("err"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> Files.readString(out).contains("tick"));
        ok("exec", "ticking", "touch", "/go");
        assertThat(attached.waitFor()).isEqualTo(3);
        assertThat(out).content().endsWith("bye\n");
    }

    private void theSameByItsLongName(Path folder) throws Exception {
        container("create", "--name", "long", "--network", "none", BOX, "sh", "-c", "echo l > /l; sleep 600");
        container("start", "long");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> container("ls", "--size", "--filter", "name=long", "--format", "{{.Size}}")
                        .startsWith("2B (virtual"));
        container("exec", "long", "true");
        container("pause", "long");
        container("unpause", "long");
        container("port", "long");
        container("top", "long");
        container("logs", "long");
        container("stats", "--no-stream", "long");
        container("update", "--restart", "no", "long");
        container("rename", "long", "longer");
        container("restart", "-t", "0", "longer");
        container("diff", "longer");
        container("inspect", "longer");
        container("cp", folder.resolve("new").toString(), "longer:/copied");
        container("export", "-o", folder.resolve("long.tar").toString(), "longer");
        container("commit", "longer", "verbs/long:1");
        container("stop", "-t", "0", "longer");
        container("wait", "longer");
        container("start", "longer");
        container("kill", "longer");
        container("rm", "longer");
        assertThat(container("run", "--rm", BOX, "echo", "run")).isEqualTo("run");
        container("create", "--name", "attached", "--network", "none", BOX, "true");
        tried.add("container attach");
        assertThat(yard.with(client, "container", "attach", "attached").error()).contains("cannot attach to a stopped");
        container("prune", "-f", "--filter", "label=nobody");
    }

    private void images(Path folder) throws Exception {
        ok("tag", BOX, "verbs/box:1");
        assertThat(ok("images", "--format", "{{.Repository}}:{{.Tag}}", "verbs/box"))
                .isEqualTo("verbs/box:1");
        assertThat(ok("history", "--quiet", BOX)).isNotEmpty();
        ok("save", "-o", folder.resolve("box.tar").toString(), "verbs/box:1", "verbs/two:1");
        assertThat(ok("rmi", "verbs/box:1")).isEqualTo("Untagged: verbs/box:1");
        assertThat(ok("load", "-i", folder.resolve("box.tar").toString()))
                .contains("Loaded image: verbs/box:1", "Loaded image: verbs/two:1");
        ok("import", "-m", "from a tree", folder.resolve("tree.tar").toString(), "verbs/tree:1");
        Path context = Files.createDirectory(folder.resolve("context"));
        Files.writeString(
                context.resolve("Dockerfile"), "FROM " + BOX + "\nRUN echo built > /built\nLABEL who=verbs\n");
        ok("build", "-t", "verbs/built:1", context.toString());
        assertThat(ok("run", "--rm", "verbs/built:1", "cat", "/built")).isEqualTo("built");
        tried.add("search");
        assertThat(yard.with(client, "search", "busybox").error()).contains("cannot search");
        image("tag", BOX, "verbs/image:1");
        image("ls", "--filter", "reference=verbs/*");
        image("inspect", "verbs/image:1");
        image("history", "verbs/image:1");
        image("save", "-o", folder.resolve("image.tar").toString(), "verbs/image:1");
        image("rm", "verbs/image:1");
        image("load", "-q", "-i", folder.resolve("image.tar").toString());
        image("import", folder.resolve("tree.tar").toString(), "verbs/tree:2");
        image("build", "-q", "-t", "verbs/built:2", context.toString());
        // The other label leaves the image that the test has built alone.
        image("prune", "-a", "-f", "--filter", "label=who=nobody");
        assertThat(image("ls", "-q", "verbs/built")).isNotEmpty();
        assertThat(image("prune", "-a", "-f", "--filter", "label=who=verbs")).contains("untagged: verbs/built:1");
    }

    private void networksAndVolumes() throws Exception {
        verb("network", "create", "verbs");
        verb("network", "ls");
        verb("network", "inspect", "verbs");
        ok("run", "-d", "--name", "wired", BOX, "sleep", "600");
        verb("network", "connect", "verbs", "wired");
        verb("network", "disconnect", "verbs", "wired");
        verb("network", "rm", "verbs");
        verb("network", "create", "verbs2");
        assertThat(verb("network", "prune", "-f")).contains("verbs2");
        verb("volume", "create", "verbs");
        verb("volume", "ls", "--filter", "dangling=true");
        verb("volume", "inspect", "verbs");
        verb("volume", "rm", "verbs");
        verb("volume", "create");
        assertThat(verb("volume", "prune", "-f")).contains("Deleted Volumes:");
    }

    private void theWhole() throws Exception {
        assertThat(ok("info")).contains("Server Version:");
        assertThat(verb("system", "info")).contains("Server Version:");
        assertThat(ok("version")).contains("Server:");
        verb("system", "events", "--since", "1s", "--until", "0s");
        assertThat(verb("system", "df", "-v"))
                .contains("Images space usage:", "Containers space usage:", "Build cache usage:", "wired");
        tried.add("builder build");
        verb("builder", "prune", "-f");
        ok("volume", "create", "left");
        ok("rm", "-f", "wired");
        assertThat(verb("system", "prune", "-a", "-f", "--volumes")).contains("Deleted Images:", "Total reclaimed");
        assertThat(ok("ps", "-aq")).isEmpty();
        assertThat(ok("images", "-q")).isEmpty();
        assertThat(ok("system", "df", "--format", "{{.Type}} {{.TotalCount}} {{.Size}}")
                        .lines())
                .contains("Images 0 0B", "Containers 0 0B", "Build Cache 0 0B");
        ok("load", "-q", "-i", TestImages.busybox().toString());
    }

    private String ok(String... words) throws Exception {
        tried.add(words[0]);
        Outcome outcome = yard.with(client, words);
        assertThat(outcome.code())
                .as("%s: %s%s", List.of(words), outcome.out(), outcome.error())
                .isZero();
        return outcome.ok();
    }

    private String container(String... words) throws Exception {
        return verb("container", words);
    }

    private String image(String... words) throws Exception {
        return verb("image", words);
    }

    private String verb(String group, String... words) throws Exception {
        tried.add(group + " " + words[0]);
        var line = new ArrayList<>(List.of(group));
        line.addAll(List.of(words));
        return ok(line.toArray(String[]::new));
    }

    private Set<String> verbsOfTheClient() throws Exception {
        var verbs = new TreeSet<>(listed());
        for (String group : GROUPS) {
            verbs.remove(group);
            listed(group).forEach(verb -> verbs.add(group + " " + verb));
        }
        verbs.removeAll(ELSEWHERE);
        return verbs;
    }

    /// What stands indented below the headings that end in "Commands:".
    private List<String> listed(String... group) throws Exception {
        var line = new ArrayList<>(List.of(group));
        line.add("--help");
        var verbs = new ArrayList<String>();
        boolean inside = false;
        for (String text :
                yard.with(client, line.toArray(String[]::new)).ok().lines().toList()) {
            if (!text.startsWith(" ") && !text.isBlank()) {
                inside = text.toLowerCase(Locale.ROOT).endsWith("commands:");
            } else if (inside && !text.isBlank()) {
                verbs.add(text.strip().split("[* ]", 2)[0]);
            }
        }
        assertThat(verbs).isNotEmpty();
        return verbs;
    }
}
