package dev.onionyard.linux;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds programs, in `PATH` and where system programs are even if `PATH` leaves them out.
public final class Executables {

    private Executables() {}

    public static Optional<Path> find(String name) {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        Stream<String> own = path.isEmpty() ? Stream.empty() : Arrays.stream(path.split(":"));
        return Stream.concat(
                        own, Stream.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
