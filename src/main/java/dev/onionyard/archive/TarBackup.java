package dev.onionyard.archive;

import dev.onionyard.archive.ImageArchives.Backup;
import dev.onionyard.image.LayerLeases;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.TarWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.OptionalLong;

/// A backup as a tar of parts whose sizes are known, so its length is too.
///
/// @param parts in the order in which they are written
record TarBackup(String fileName, List<BackupPart> parts, LayerStore store, LayerLeases leases) implements Backup {

    private static final int BUFFER = 256 * 1024;

    @Override
    public OptionalLong length() {
        return OptionalLong.of(bytes());
    }

    private long bytes() {
        return parts.stream().mapToLong(part -> TarWriter.length(part.entry())).sum() + TarWriter.trailerLength();
    }

    /// Holds a lease, so that no layer goes while it is written. Does not close `out`.
    @Override
    public void writeTo(OutputStream out, ProgressListener progress) throws IOException {
        progress.phase(Phase.WRITING);
        try (LayerLeases.Lease lease = leases.open()) {
            var tar = new TarWriter(new BufferedOutputStream(out, BUFFER));
            for (BackupPart part : parts) {
                write(part, tar, progress);
            }
            tar.finish();
        }
        progress.phase(Phase.DONE);
    }

    private void write(BackupPart part, TarWriter tar, ProgressListener progress) throws IOException {
        tar.put(part.entry());
        switch (part) {
            case BackupPart.Bytes bytes -> tar.write(bytes.content());
            case BackupPart.LayerTar layerTar -> write(layerTar.layer(), tar, progress);
        }
    }

    private void write(Layer layer, TarWriter tar, ProgressListener progress) throws IOException {
        ProgressListener part =
                progress.part(layer.diffId().toString(), layer.diffId().shortForm());
        part.expect(layer.tarBytes());
        part.phase(Phase.WRITING);
        store.writeTar(layer.id(), tar, part);
        part.phase(Phase.DONE);
    }
}
