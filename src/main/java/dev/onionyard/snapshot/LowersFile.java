package dev.onionyard.snapshot;

import dev.onionyard.error.CorruptedException;
import dev.onionyard.linux.OpenFile;
import dev.onionyard.linux.RootedDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// The file that names the lower trees of a snapshot, one a line, top first. What is below home is kept relative to
/// it, so that a home can be moved.
final class LowersFile {

    private LowersFile() {}

    static List<Path> read(Path file, Path home) {
        try {
            return Files.readAllLines(file).stream().map(home::resolve).toList();
        } catch (IOException e) {
            throw new CorruptedException("cannot read snapshot file \"" + file + "\": " + e.getMessage(), e);
        }
    }

    static void write(RootedDirectory directory, String name, List<Path> lowers, Path home) {
        String text = lowers.stream()
                .map(lower -> lower.startsWith(home) ? home.relativize(lower) : lower)
                .map(lower -> lower + "\n")
                .collect(Collectors.joining());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (OpenFile file = directory.createFile(name, 0600)) {
            file.write(bytes, 0, bytes.length);
            file.sync();
        }
    }
}
