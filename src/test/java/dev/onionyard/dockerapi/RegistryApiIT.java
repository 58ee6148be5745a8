package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.distribution.Registries;
import dev.onionyard.fixtures.Command;
import dev.onionyard.fixtures.SharedYard;
import dev.onionyard.fixtures.TestImages;
import dev.onionyard.fixtures.TestRegistry;
import dev.onionyard.registry.Credential;
import dev.onionyard.task.JobState;
import dev.onionyard.task.Jobs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `docker login`, `pull`, `push` and `run` of an image that is not here, with real clients and real registries.
class RegistryApiIT {

    private static final SharedYard YARD = SharedYard.shared();

    private static TestRegistry open;
    private static TestRegistry guarded;

    @TempDir
    private Path configuration;

    @BeforeAll
    static void start() {
        open = TestRegistry.open();
        guarded = TestRegistry.plan().passwords("ann", "s3cret").start();
        Command.run(
                Duration.ofMinutes(1),
                "skopeo",
                "copy",
                "-q",
                "--dest-tls-verify=false",
                "docker-archive:" + TestImages.busybox(),
                "docker://" + open.name("library/box:1"));
    }

    @AfterAll
    static void stop() {
        open.close();
        guarded.close();
    }

    @AfterEach
    void forget() {
        YARD.get(Registries.class).list().stream()
                .filter(Registries.KnownRegistry::isSignedIn)
                .forEach(registry -> YARD.get(Registries.class).forget(registry.host()));
        for (String image : YARD.docker("images", "--format", "{{.Repository}}:{{.Tag}}")
                .lines()
                .toList()) {
            if (image.startsWith("127.0.0.1:")) {
                YARD.docker("rmi", image);
            }
        }
        YARD.requireBusybox();
    }

    static List<Path> clients() {
        return SharedYard.clients();
    }

    private String run(Path client, String... words) {
        String[] line = Stream.concat(Stream.of("--config", configuration.toString()), Stream.of(words))
                .toArray(String[]::new);
        return YARD.run(client, line);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void runsAnImageThatIsOnlyInARegistry(Path client) {
        YARD.docker("rmi", TestImages.BUSYBOX); // its layer is the same
        String name = open.name("library/box:1");
        assertThat(run(client, "run", "--rm", "--network", "none", name, "echo", "hello"))
                .contains("Unable to find image '" + name + "' locally")
                .contains("1: Pulling from library/box")
                .contains(": Pull complete")
                .contains("Status: Downloaded newer image for " + name)
                .endsWith("hello");
        assertThat(run(client, "pull", name))
                .contains("Digest: sha256:")
                .contains("Status: Image is up to date for " + name)
                .doesNotContain("Pull complete");
        String digest = run(client, "inspect", "--format", "{{index .RepoDigests 0}}", name);
        assertThat(digest).startsWith(open.name("library/box@sha256:"));
        assertThat(run(client, "images", "--digests", "--format", "{{.Repository}}@{{.Digest}}"))
                .contains(digest);
        assertThat(run(client, "pull", digest)).contains("Status: Image is up to date for " + digest);
        assertThat(run(client, "inspect", "--format", "{{.Id}}", digest))
                .isEqualTo(run(client, "inspect", "--format", "{{.Id}}", name));
        assertThat(YARD.get(Jobs.class).recent(10))
                .filteredOn(
                        job -> job.kind().equals("image.pull") && job.title().equals(name))
                .isNotEmpty()
                .allMatch(job -> job.state() == JobState.SUCCEEDED);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void pushesOnceAndThenNothing(Path client) {
        String name = open.name("pushed/by" + clients().indexOf(client) + ":2");
        run(client, "tag", TestImages.BUSYBOX, name);
        String first = run(client, "push", name);
        assertThat(first)
                .contains("The push refers to repository [" + name.replace(":2", "") + "]")
                .containsPattern("2: digest: sha256:[0-9a-f]{64} size: \\d+");
        assertThat(run(client, "push", name))
                .contains("Layer already exists")
                .endsWith(first.lines().toList().getLast());
        assertThatThrownBy(() -> run(client, "push", open.name("nothing:1")))
                .hasMessageContaining("An image does not exist locally with the tag: " + open.name("nothing"));
        run(client, "rmi", name);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void pushesAndPullsAllTags(Path client) {
        String repository = open.name("all/by" + clients().indexOf(client));
        for (String tag : List.of("1", "2", "old")) {
            run(client, "tag", TestImages.BUSYBOX, repository + ":" + tag);
        }
        String pushed = run(client, "push", "--all-tags", repository);
        assertThat(pushed).contains("\n1: digest: ", "\n2: digest: ", "\nold: digest: ");
        run(client, "rmi", repository + ":1", repository + ":2", repository + ":old");

        assertThat(run(client, "pull", "--all-tags", repository))
                .contains("1: Pulling from all/by", "2: Pulling from all/by", "old: Pulling from all/by");
        assertThat(run(client, "images", "--format", "{{.Tag}}", repository).lines())
                .containsExactlyInAnyOrder("1", "2", "old");
    }

    @ParameterizedTest
    @MethodSource("clients")
    void signsInAndKeepsIt(Path client) {
        String name = guarded.name("private/box:1");
        run(client, "tag", TestImages.BUSYBOX, name);
        assertThatThrownBy(() -> run(client, "push", name)).hasMessageContaining("unauthorized");
        assertThatThrownBy(() -> run(client, "login", "-u", "ann", "-p", "wrong", guarded.authority()))
                .hasMessageContaining("unauthorized");
        assertThat(run(client, "login", "-u", "ann", "-p", "s3cret", guarded.authority()))
                .contains("Login Succeeded");
        Registries registries = YARD.get(Registries.class);
        assertThat(registries.credentialFor(guarded.authority())).isEqualTo(new Credential.Password("ann", "s3cret"));
        run(client, "push", name);
        run(client, "rmi", name);
        // Another client, without configuration: the engine is signed in.
        assertThat(YARD.docker("pull", name)).contains("Downloaded newer image");
    }

    @Test
    void usesTheCredentialOfOneRequestAndForgetsIt() throws IOException {
        Path client = clients().getFirst();
        String auth = Base64.getEncoder().encodeToString("ann:s3cret".getBytes(StandardCharsets.UTF_8));
        Files.writeString(
                configuration.resolve("config.json"),
                "{\"auths\":{\"" + guarded.authority() + "\":{\"auth\":\"" + auth + "\"}}}");
        String name = guarded.name("request/box:1");
        run(client, "tag", TestImages.BUSYBOX, name);
        assertThat(run(client, "push", name)).contains("digest: sha256:");
        assertThat(YARD.get(Registries.class).credentialFor(guarded.authority()))
                .isEqualTo(Credential.ANONYMOUS);
        assertThatThrownBy(() -> YARD.docker("pull", guarded.name("request/other:1")))
                .hasMessageContaining("pull access denied for " + guarded.name("request/other")
                        + ", repository does not exist or may require 'docker login': ");
    }

    @Test
    void saysWhatDockerSays() {
        assertThatThrownBy(() -> YARD.docker("pull", open.name("nothing:1")))
                .hasMessageContaining(
                        "manifest for " + open.name("nothing:1") + " not found: manifest unknown: manifest unknown");
        assertThatThrownBy(() -> YARD.docker("pull", "--platform", "linux/s390x", open.name("library/box:1")))
                .hasMessageContaining("does not match the specified platform: wanted linux/s390x");
        assertThatThrownBy(() -> YARD.docker("pull", "127.0.0.1:9/x")).hasMessageContaining("connection refused");
        assertThatThrownBy(() -> YARD.docker("pull", open.name("UPPER:1"))).hasMessageContaining("invalid reference");
        assertThatThrownBy(() -> YARD.docker("search", "box")).hasMessageContaining("cannot search");
        assertThat(YARD.docker("search", "--format", "{{.Name}}", open.authority() + "/box"))
                .isEqualTo(open.name("library/box"));
        assertThat(YARD.ask("GET", "/v1.41/distribution/" + open.name("library/box:1") + "/json")
                        .body())
                .contains("\"mediaType\":\"application/vnd.docker.distribution.manifest.v2+json\"")
                .contains("\"os\":\"linux\"");
    }
}
