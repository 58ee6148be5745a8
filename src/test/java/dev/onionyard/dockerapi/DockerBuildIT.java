package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.build.BuildRecord;
import dev.onionyard.build.Builds;
import dev.onionyard.fixtures.Command;
import dev.onionyard.fixtures.ComposeProject;
import dev.onionyard.fixtures.SharedYard;
import dev.onionyard.fixtures.TestImages;
import dev.onionyard.fixtures.TestRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `docker build` and `docker-compose build` as people type them, with the real clients.
class DockerBuildIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final SharedYard yard = SharedYard.shared();

    @TempDir
    private Path context;

    static List<Path> clients() {
        return SharedYard.clients();
    }

    @BeforeEach
    void writeContext() throws IOException {
        yard.requireBusybox();
        Files.writeString(context.resolve("Dockerfile"), """
                FROM busybox:test AS base
                ARG GREETING=hello
                RUN echo "$GREETING" > /greeting
                FROM base
                COPY --chown=5:6 file /file
                CMD ["cat", "/greeting", "/file"]
                """);
        Files.writeString(context.resolve("file"), "copied\n");
    }

    private String docker(Path client, String variable, String... words) {
        var line = new ArrayList<>(List.of("env", variable, client.toString(), "--host", yard.host()));
        line.addAll(Arrays.asList(words));
        return Command.run(LIMIT, line);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void theClassicBuilderIsAnswered(Path client) throws IOException {
        Path id = context.resolve("id");
        String said = docker(
                client,
                "DOCKER_BUILDKIT=0",
                "build",
                "--no-cache",
                "--build-arg",
                "GREETING=good day",
                "--label",
                "made=by hand",
                "--iidfile",
                id.toString(),
                "--tag",
                "cli/app:1",
                context.toString());

        assertThat(said)
                .contains("Step 1/7 : FROM busybox:test AS base", "Step 7/7 : LABEL", " ---> Running in ")
                .containsPattern("Successfully built [0-9a-f]{12}\nSuccessfully tagged cli/app:1\n$");
        assertThat(yard.docker("run", "--rm", "--network", "none", "cli/app:1")).isEqualTo("good day\ncopied");
        assertThat(yard.docker("inspect", "--format", "{{.Id}} {{.Config.Labels.made}}", "cli/app:1"))
                .isEqualTo(Files.readString(id) + " by hand");
        assertThat(docker(client, "DOCKER_BUILDKIT=0", "build", "-q", "--target", "base", context.toString()))
                .containsPattern("(?m)^sha256:[0-9a-f]{64}\n$");
        yard.docker("rmi", "cli/app:1");
    }

    /// Without a word about BuildKit the old client asks for what the server offers; the new one, which has no plugin
    /// for BuildKit here, falls back and says so.
    @ParameterizedTest
    @MethodSource("clients")
    void plainDockerBuildWorks(Path client) {
        assertThat(docker(client, "A=b", "build", "--tag", "cli/plain:1", context.toString()))
                .contains("Successfully tagged cli/plain:1");
        yard.docker("rmi", "cli/plain:1");
    }

    /// Debian's client speaks BuildKit by itself when it is told to.
    @Test
    void aClientThatInsistsOnBuildKitIsToldWhatToDo() {
        assertThatThrownBy(() ->
                        docker(Path.of("/usr/bin/docker"), "DOCKER_BUILDKIT=1", "build", "-t", "x", context.toString()))
                .hasMessageContaining("BuildKit is not spoken here: set DOCKER_BUILDKIT=0");
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aDockerfileFromStandardInputNeedsNoContext(Path client) {
        assertThat(Command.run(
                        LIMIT,
                        "sh",
                        "-c",
                        "printf 'FROM busybox:test\\nRUN echo from stdin\\n' | DOCKER_BUILDKIT=0 " + client + " --host "
                                + yard.host() + " build -t cli/stdin:1 -"))
                .contains("from stdin", "Successfully tagged cli/stdin:1");
        yard.docker("rmi", "cli/stdin:1");
    }

    @Test
    void aFailureIsTheExitCodeOfTheClient() throws IOException {
        Files.writeString(context.resolve("Dockerfile"), "FROM busybox:test\nRUN exit 7\n");
        assertThat(Command.run(
                        LIMIT,
                        "sh",
                        "-c",
                        "DOCKER_BUILDKIT=0 docker --host " + yard.host() + " build " + context + " 2>&1; echo $?"))
                .contains("The command '/bin/sh -c exit 7' returned a non-zero code: 7")
                .endsWith("7\n");
        Files.writeString(context.resolve("Dockerfile"), "FROM busybox:test\nCOPYY a b\n");
        assertThatThrownBy(() -> docker(Path.of("docker"), "DOCKER_BUILDKIT=0", "build", context.toString()))
                .hasMessageContaining("dockerfile parse error line 2: unknown instruction: COPYY");
    }

    @Test
    void aBaseImageOfAGuardedRegistryIsPulledWithTheClientsPassword(@TempDir Path configuration) throws IOException {
        try (TestRegistry guarded =
                TestRegistry.plan().passwords("ann", "s3cret").start()) {
            Path client = SharedYard.clients().getFirst();
            String base = guarded.name("base/box:1");
            Command.run(
                    LIMIT,
                    "skopeo",
                    "copy",
                    "-q",
                    "--dest-tls-verify=false",
                    "--dest-creds=ann:s3cret",
                    "docker-archive:" + TestImages.busybox(),
                    "docker://" + base);
            Files.writeString(context.resolve("Dockerfile"), "FROM " + base + "\nRUN echo built on it\n");
            assertThatThrownBy(() -> docker(client, "DOCKER_BUILDKIT=0", "build", context.toString()))
                    .hasMessageContaining(guarded.authority());

            // The password as `docker login` would keep it, but the server is not told to keep it.
            String auth = Base64.getEncoder().encodeToString("ann:s3cret".getBytes(StandardCharsets.UTF_8));
            Files.writeString(
                    configuration.resolve("config.json"),
                    "{\"auths\": {\"" + guarded.authority() + "\": {\"auth\": \"" + auth + "\"}}}");
            assertThat(Command.run(
                            LIMIT,
                            "env",
                            "DOCKER_BUILDKIT=0",
                            client.toString(),
                            "--config",
                            configuration.toString(),
                            "--host",
                            yard.host(),
                            "build",
                            "--tag",
                            "cli/guarded:1",
                            context.toString()))
                    .contains("built on it");
            BuildRecord record = yard.get(Builds.class).recent(1).getFirst();
            assertThat(record.toString()).doesNotContain("s3cret").doesNotContain(auth);
            yard.docker("rmi", "cli/guarded:1", base);
        }
    }

    @Test
    void composeBuildsWhatItsServicesAsk() throws IOException {
        Path file = Files.writeString(context.resolve("docker-compose.yml"), """
                version: "3.7"
                services:
                  app:
                    build:
                      context: .
                      args: {GREETING: from compose}
                    network_mode: none
                """);
        var project = new ComposeProject(
                file,
                "built",
                Map.of("DOCKER_HOST", yard.host(), "COMPOSE_DOCKER_CLI_BUILD", "0"),
                LIMIT,
                context.resolve("compose.log"));

        assertThat(project.run("build")).contains("Successfully tagged built_app:latest");
        assertThat(project.run("run", "--rm", "app")).contains("from compose\ncopied\n");
        project.run("down", "--rmi", "all");
    }

    @Test
    void theCacheIsPrunedByTheClient() {
        docker(Path.of("docker"), "DOCKER_BUILDKIT=0", "build", "--tag", "cli/pruned:1", context.toString());
        yard.docker("rmi", "cli/pruned:1");

        assertThat(yard.docker("builder", "prune", "--force", "--filter", "until=24h"))
                .contains("Total reclaimed space: 0B");
        assertThat(yard.docker("builder", "prune", "--force", "--all")).contains("Total reclaimed space: ");
        assertThat(docker(Path.of("docker"), "DOCKER_BUILDKIT=0", "build", context.toString()))
                .doesNotContain("Using cache");
    }
}
