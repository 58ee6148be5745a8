package dev.onionyard.layer;

import dev.onionyard.error.CorruptedException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.linux.FileTrees;
import dev.onionyard.linux.RootedDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The directories of the layer store: `layers/<hex of the id>` for each layer, `layers/tmp` for what is being
/// made or removed. The only class that knows them.
final class LayerDirectories {

    private static final Logger LOG = LoggerFactory.getLogger(LayerDirectories.class);

    private final Path layers;
    private final Path temporary;
    private final DiskSync disk = new DiskSync(this::syncFileSystem);

    LayerDirectories(Path layers) {
        this.layers = layers;
        this.temporary = layers.resolve("tmp");
        try {
            Files.createDirectories(temporary);
        } catch (IOException e) {
            throw new UnavailableException("cannot use \"" + layers + "\": " + e.getMessage(), e);
        }
        sweep();
    }

    Path of(LayerId id) {
        return layers.resolve(id.digest().hex());
    }

    Path tree(LayerId id) {
        return of(id).resolve(TreeFiles.TREE);
    }

    Path index(LayerId id) {
        return of(id).resolve(IndexFile.NAME);
    }

    Path createTemporary() throws IOException {
        return Files.createTempDirectory(temporary, "layer-");
    }

    /// The headers of all stored layers. A layer that cannot be read is left alone and told in the log.
    List<IndexFile.Summary> scan() {
        List<IndexFile.Summary> found = new ArrayList<>();
        try (Stream<Path> directories = Files.list(layers)) {
            for (Path directory :
                    directories.filter(path -> !path.equals(temporary)).sorted().toList()) {
                readSummary(directory, found);
            }
        } catch (IOException e) {
            throw new UnavailableException("cannot list the layers in \"" + layers + "\": " + e.getMessage(), e);
        }
        return found;
    }

    /// Returns when everything that was written before the call is on the disk.
    void sync() {
        disk.sync();
    }

    /// Makes a finished and synced layer visible; afterwards it outlives a power loss. If the layer is there
    /// already, that one stays.
    void publish(Path finished, LayerId id) throws IOException {
        try {
            Files.move(finished, of(id), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(of(id))) {
                throw e;
            }
        }
        syncDirectory(layers);
    }

    /// One rename makes it gone; then its files are removed.
    void remove(LayerId id) throws IOException {
        Path grave = createTemporary();
        Files.move(of(id), grave.resolve(id.digest().hex()), StandardCopyOption.ATOMIC_MOVE);
        syncDirectory(layers);
        FileTrees.remove(grave);
    }

    private void sweep() {
        try (Stream<Path> listed = Files.list(temporary)) {
            List<Path> leftovers = listed.toList();
            leftovers.forEach(FileTrees::remove);
            if (!leftovers.isEmpty()) {
                LOG.info("Dropped {} layers that an earlier server was still making or removing", leftovers.size());
            }
        } catch (IOException e) {
            throw new UnavailableException("cannot sweep \"" + temporary + "\": " + e.getMessage(), e);
        }
    }

    private void readSummary(Path directory, List<IndexFile.Summary> found) {
        try {
            IndexFile.Summary summary = IndexFile.readSummary(directory.resolve(IndexFile.NAME));
            if (!of(summary.id()).equals(directory)) {
                throw new CorruptedException(
                        "cannot use \"" + directory + "\": its index says \"" + summary.id() + "\"");
            }
            found.add(summary);
        } catch (IOException | CorruptedException e) {
            LOG.warn("Layer directory {} is left out: {}", directory, e.getMessage());
        }
    }

    private void syncFileSystem() {
        try (var root = RootedDirectory.open(layers)) {
            root.syncFileSystem();
        }
    }

    private static void syncDirectory(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
