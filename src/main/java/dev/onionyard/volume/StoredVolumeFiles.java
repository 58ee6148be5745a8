package dev.onionyard.volume;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.files.FileTree;
import dev.onionyard.files.FileTreeWriter;
import dev.onionyard.linux.RootedDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Function;
import org.springframework.stereotype.Service;

/// Files of volumes, straight from their directories.
@Service
class StoredVolumeFiles implements VolumeFileAccess {

    private final Volumes volumes;
    private final AuditTrail audit;

    StoredVolumeFiles(Volumes volumes, AuditTrail audit) {
        this.volumes = volumes;
        this.audit = audit;
    }

    @Override
    public FileTree open(String name) {
        return FileTree.of(volumes.get(name).data(), missing(name));
    }

    @Override
    public void read(String name, String path, Reading reading) throws IOException {
        volumes.get(name);
        audited("volume.files.read", name, path, () -> {
            try (FileTree tree = open(name)) {
                tree.stat(path);
                reading.from(tree);
            }
        });
    }

    @Override
    public void write(String name, String path, Writing writing) throws IOException {
        Volume volume = volumes.get(name);
        audited("volume.files.write", name, path, () -> {
            try (var root = RootedDirectory.open(volume.data());
                    FileTree tree = FileTree.of(root, missing(name), () -> {})) {
                tree.stat(path);
                writing.to(FileTreeWriter.into(root, path));
            } catch (FileTreeWriter.ReadOnlyException e) {
                throw new UnavailableException("cannot write to volume \"" + name + "\": its disk is read-only", e);
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    private void audited(String action, String name, String path, Work work) throws IOException {
        try {
            audit.record(AuditAct.of(action, name, name).withDetail(path), row -> {
                try {
                    work.run();
                    return true;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Function<String, NotFoundException> missing(String name) {
        return path ->
                new NotFoundException("cannot find \"" + path + "\" in volume \"" + name + "\": nothing has this name");
    }
}
