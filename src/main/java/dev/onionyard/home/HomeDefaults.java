package dev.onionyard.home;

import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/// Fills in `onionyard.home`, `onionyard.run` and `onionyard.socket` before anything else is configured, because the
/// database's address depends on them.
final class HomeDefaults implements EnvironmentPostProcessor {

    private static final Path SYSTEM_HOME = Path.of("/var/lib/onionyard");
    private static final Path SYSTEM_RUN = Path.of("/run/onionyard");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        boolean root = "root".equals(System.getProperty("user.name"));
        Path defaultHome =
                root ? SYSTEM_HOME : Path.of(System.getProperty("user.home"), ".local", "share", "onionyard");
        Path home = Path.of(environment.getProperty("onionyard.home", defaultHome.toString()))
                .toAbsolutePath()
                .normalize();
        Path run = root ? runDirectoryOf(home) : home.resolve("run");
        Path socket = root ? SYSTEM_RUN.resolve("docker.sock") : home.resolve("docker.sock");
        environment
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "onionyardHomeDefaults",
                        Map.of("onionyard.run", run.toString(), "onionyard.socket", socket.toString())));
        // First, because H2 refuses a relative path, which the person may have given.
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource("onionyardHome", Map.of("onionyard.home", home.toString())));
    }

    /// Socket paths are limited to 107 bytes, so the run directory of a home elsewhere is short: its name is a hash.
    private static Path runDirectoryOf(Path home) {
        return home.equals(SYSTEM_HOME)
                ? SYSTEM_RUN
                : SYSTEM_RUN.resolve(Integer.toHexString(home.toString().hashCode()));
    }
}
