package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.fixtures.Command;
import dev.onionyard.fixtures.SharedYard;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Testcontainers and docker-java as Java projects use them, see [TestcontainersClient].
class TestcontainersIT {

    private final SharedYard yard = SharedYard.shared();

    @Test
    void containersNetworksAndImagesOfAJavaProject() {
        yard.requireBusybox();

        assertThat(Command.run(
                        Duration.ofSeconds(120),
                        "env",
                        "DOCKER_HOST=" + yard.host(),
                        // It would be pulled.
                        "TESTCONTAINERS_RYUK_DISABLED=true",
                        "TESTCONTAINERS_CHECKS_DISABLE=true",
                        "TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "--enable-native-access=ALL-UNNAMED",
                        TestcontainersClient.class.getName()))
                .endsWith("done\n");
        assertThat(yard.docker("ps", "--all", "--quiet", "--filter", "label=org.testcontainers=true"))
                .isEmpty();
    }
}
