package dev.onionyard.web.containers;

import dev.onionyard.container.ContainerFileAccess;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.files.FileTree;
import dev.onionyard.files.WriteRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// One folder of this machine as the files of every container: `etc/motd`, whose owner and mode differ from the
/// image's, a hostile name and a link.
final class FakeFiles implements ContainerFileAccess, AutoCloseable {

    static final String HOSTILE = "<img src=x onerror=alert(1)>";

    private final Path root;

    FakeFiles() throws IOException {
        root = Files.createTempDirectory("container-files");
        Files.createDirectory(root.resolve("etc"));
        Path motd = Files.writeString(root.resolve("etc/motd"), "one\ntwo changed\nthree\n" + HOSTILE + "\n");
        Files.setPosixFilePermissions(motd, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(root.resolve("etc").resolve(HOSTILE), "x");
        Files.createSymbolicLink(root.resolve("link"), Path.of("/etc"));
    }

    @Override
    public FileTree open(String owner) {
        return FileTree.of(
                root, path -> new NotFoundException("Could not find the file " + path + " in container " + owner));
    }

    @Override
    public FileTree openWritableLayer(String nameOrId) {
        return open(nameOrId);
    }

    @Override
    public void read(String owner, String path, Reading reading) throws IOException {
        try (FileTree tree = open(owner)) {
            tree.stat(path);
            reading.from(tree);
        }
    }

    @Override
    public void write(String owner, String path, Writing writing) {
        throw new UnsupportedOperationException("nothing can be written here");
    }

    @Override
    public WriteRules rules(String nameOrId, boolean keepKinds, boolean ownedByUser) {
        return WriteRules.AS_IN_TAR;
    }

    @Override
    public void close() {
        try (var paths = Files.walk(root)) {
            paths.sorted(java.util.Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
