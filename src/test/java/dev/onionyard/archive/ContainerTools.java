package dev.onionyard.archive;

import dev.onionyard.fixtures.Command;
import dev.onionyard.fixtures.ScratchDirectory;
import dev.onionyard.oci.ImageId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// buildah, podman and skopeo with a storage of their own below one directory.
///
/// @param run for their sockets; its name must be short
record ContainerTools(Path directory, Path run) {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    static ContainerTools in(Path directory) throws IOException {
        return new ContainerTools(directory, ScratchDirectory.make("run"));
    }

    String buildah(String... arguments) {
        return run("buildah", arguments);
    }

    String podman(String... arguments) {
        return run("podman", arguments);
    }

    /// Copies between image places: `docker-archive:x.tar`, `oci-archive:y.tar:name` …
    void copy(String from, String to, String... options) {
        var command = new ArrayList<>(List.of("skopeo", "--insecure-policy", "copy", "-q"));
        command.addAll(List.of(options));
        command.addAll(List.of(from, to));
        Command.run(LIMIT, command);
    }

    /// The id of the image at a place, as these tools see it.
    ImageId idOf(String place) throws IOException {
        Path target = Files.createTempDirectory(directory, "inspect");
        copy(place, "dir:" + target);
        String manifest = Files.readString(target.resolve("manifest.json"));
        String config = manifest.substring(manifest.indexOf("\"config\""));
        int digest = config.indexOf("sha256:");
        return ImageId.parse(config.substring(digest, digest + "sha256:".length() + 64));
    }

    /// @return the last line that was printed
    private String run(String tool, String... arguments) {
        var command = new ArrayList<>(List.of(
                "env",
                "STORAGE_DRIVER=vfs",
                tool,
                "--root",
                directory.resolve("storage").toString(),
                "--runroot",
                run.toString()));
        command.addAll(List.of(arguments));
        // Warnings come first.
        return Command.run(LIMIT, command).strip().lines().reduce("", (before, line) -> line);
    }
}
