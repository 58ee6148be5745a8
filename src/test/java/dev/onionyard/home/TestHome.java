package dev.onionyard.home;

import java.nio.file.Path;

/// Makes home directories for tests that start no application.
public final class TestHome {

    private TestHome() {}

    /// @param directory home and run directory lie below it; its path must be short, as sockets do
    public static HomeDirectory in(Path directory) {
        return new HomeDirectory(directory.resolve("home"), directory.resolve("run"));
    }
}
