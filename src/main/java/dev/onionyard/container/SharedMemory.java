package dev.onionyard.container;

import dev.onionyard.error.UnavailableException;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.stereotype.Component;

/// The `/dev/shm` of containers that let others join (`--ipc shareable`): a file system in memory that the host
/// mounts at `run/shm/<id>`, because what a container mounts itself cannot be mounted elsewhere.
@Component
class SharedMemory {

    private static final int MODE = 01777;

    private final HomeDirectory home;

    SharedMemory(HomeDirectory home) {
        this.home = home;
    }

    /// Mounts an empty one.
    Path mount(String id, long bytes) {
        Path directory = directory(id);
        unmount(id);
        try {
            Files.createDirectory(directory);
        } catch (IOException e) {
            throw new UnavailableException("cannot create \"" + directory + "\": " + e.getMessage(), e);
        }
        Mounts.tmpfs(directory, bytes, MODE);
        return directory;
    }

    Path directory(String id) {
        return home.runDirectory("shm").resolve(id);
    }

    /// Does nothing if there is none.
    void unmount(String id) {
        Path directory = directory(id);
        if (Files.exists(directory)) {
            boolean unused = Mounts.unmount(directory);
            try {
                Files.deleteIfExists(directory);
            } catch (IOException e) {
                throw new UnavailableException("cannot remove \"" + directory + "\": " + e.getMessage(), e);
            }
        }
    }
}
