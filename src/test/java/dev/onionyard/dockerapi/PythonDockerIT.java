package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.fixtures.Command;
import dev.onionyard.fixtures.SharedYard;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Debian's python3-docker with a script that uses most of it.
class PythonDockerIT {

    private static final Path SCRIPT = Path.of("src", "test", "resources", "docker", "client.py");

    private final SharedYard yard = SharedYard.shared();

    @Test
    void everyStepOfTheScriptHolds() {
        yard.requireBusybox();

        assertThat(Command.run(
                        Duration.ofSeconds(90),
                        "env",
                        "DOCKER_HOST=" + yard.host(),
                        "/usr/bin/python3",
                        SCRIPT.toString()))
                .isEqualTo("done\n");
    }
}
