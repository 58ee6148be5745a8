package dev.onionyard.layer;

import dev.onionyard.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this process may write in a tree.
///
/// @param isRoot it may give files away, make devices, and set every attribute
/// @param umask permissions that new files of this process do not get
record Privilege(boolean isRoot, int umask) {

    private static final int OWNER_READS = 0400;
    private static final int OWNER_WORKS = 0700;

    static Privilege ofThisProcess() {
        try {
            boolean isRoot =
                    Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
            return new Privilege(isRoot, umaskOfThisProcess());
        } catch (IOException e) {
            throw new UnavailableException("cannot read who this process is: " + e.getMessage(), e);
        }
    }

    Privilege withoutRoot() {
        return new Privilege(false, umask);
    }

    private static int umaskOfThisProcess() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("Umask:")) {
                return Integer.parseInt(line.substring("Umask:".length()).trim(), 8);
            }
        }
        return 0777;
    }

    /// The mode that a file gets on disk. Without privilege we must be able to read it again.
    int fileMode(int mode) {
        return isRoot ? mode : (mode | OWNER_READS) & 0777;
    }

    int folderMode(int mode) {
        return isRoot ? mode : (mode | OWNER_WORKS) & 0777;
    }
}
