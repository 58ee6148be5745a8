package dev.onionyard.layer;

import dev.onionyard.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this process may write in a tree.
///
/// @param isRoot it may give files away, make devices, and set every attribute
record Privilege(boolean isRoot) {

    private static final int OWNER_READS = 0400;
    private static final int OWNER_WORKS = 0700;

    static Privilege ofThisProcess() {
        try {
            return new Privilege(
                    Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0));
        } catch (IOException e) {
            throw new UnavailableException("cannot read who this process is: " + e.getMessage(), e);
        }
    }

    /// The mode that a file gets on disk. Without privilege we must be able to read it again.
    int fileMode(int mode) {
        return isRoot ? mode : (mode | OWNER_READS) & 0777;
    }

    int folderMode(int mode) {
        return isRoot ? mode : (mode | OWNER_WORKS) & 0777;
    }
}
