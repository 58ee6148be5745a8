package dev.onionyard.runtime;

import dev.onionyard.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The file in which conmon or the runtime leaves the number of the process it started.
final class PidFile {

    private PidFile() {}

    /// @return 0 if it is not there or not written yet
    static int read(Path file) {
        try {
            String text = Files.readString(file).strip();
            return text.isEmpty() ? 0 : Integer.parseInt(text);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException | NumberFormatException e) {
            throw new UnavailableException("cannot read \"" + file + "\": " + e.getMessage(), e);
        }
    }
}
