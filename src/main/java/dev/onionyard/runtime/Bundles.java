package dev.onionyard.runtime;

import dev.onionyard.error.UnavailableException;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.linux.FileTrees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.springframework.stereotype.Component;

/// Knows where bundles lie: `run/c/<id>`.
@Component
public class Bundles {

    /// unix(7): `sun_path` without the byte that ends it.
    private static final int SOCKET_PATH_LIMIT = 107;

    private final HomeDirectory home;
    private final DirectoryWatcher watcher;

    Bundles(HomeDirectory home, DirectoryWatcher watcher) {
        this.home = home;
        this.watcher = watcher;
    }

    /// The bundle of a container, which need not exist.
    ///
    /// @param logDirectory of the container's own, below home
    public Bundle of(String id, Path logDirectory) {
        return new Bundle(id, parent().resolve(id), logDirectory);
    }

    /// The ids of all bundles that exist.
    public Set<String> ids() {
        var ids = new HashSet<String>();
        try (DirectoryStream<Path> bundles = Files.newDirectoryStream(parent())) {
            bundles.forEach(bundle -> ids.add(bundle.getFileName().toString()));
            return ids;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The log of a container.
    public ContainerLog log(Bundle bundle) {
        return new ContainerLog(bundle.logFiles(), watcher);
    }

    /// Makes an empty bundle, in place of one that a crash left.
    void create(Bundle bundle) {
        checkSocketPath(bundle.attachSocket());
        remove(bundle);
        try {
            Files.createDirectory(bundle.directory());
            Files.createDirectories(bundle.logDirectory());
        } catch (IOException e) {
            throw new UnavailableException("cannot create bundle \"" + bundle.directory() + "\": " + e.getMessage(), e);
        }
    }

    /// With a longer path conmon would go on without a socket, and nobody could ever attach.
    private static void checkSocketPath(Path socket) {
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length > SOCKET_PATH_LIMIT) {
            throw new UnavailableException("cannot use socket \"" + socket + "\": the path of a socket is limited to "
                    + SOCKET_PATH_LIMIT + " bytes; set onionyard.run to a shorter directory");
        }
    }

    /// Removes a bundle; the log stays. Nothing is mounted in it.
    void remove(Bundle bundle) {
        FileTrees.remove(bundle.directory());
    }

    private Path parent() {
        return home.runDirectory("c");
    }
}
