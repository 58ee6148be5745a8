package dev.onionyard.archive;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.event.EngineEvent;
import dev.onionyard.event.EngineEvents;
import dev.onionyard.image.Image;
import dev.onionyard.image.LayerLeases;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Platform;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// The archives' front door: writes the audit rows and publishes the events around the work of the others here.
@Service
class StoredImageArchives implements ImageArchives {

    private final ImageRestorer restorer;
    private final FileImporter importer;
    private final BackupPlanner planner;
    private final LayerStore store;
    private final LayerLeases leases;
    private final AuditTrail audit;
    private final EngineEvents events;

    StoredImageArchives(
            ImageRestorer restorer,
            FileImporter importer,
            BackupPlanner planner,
            LayerStore store,
            LayerLeases leases,
            AuditTrail audit,
            EngineEvents events) {
        this.restorer = restorer;
        this.importer = importer;
        this.planner = planner;
        this.store = store;
        this.leases = leases;
        this.audit = audit;
        this.events = events;
    }

    @Override
    public List<Image> restore(InputStream archive, String source, ProgressListener progress) throws IOException {
        List<Image> images = recorded(AuditAct.of("image.restore", "", source), row -> {
            List<Image> restored = restorer.restore(archive, progress);
            row.object(restored.getFirst().id().toString(), names(restored));
            row.after("from \"" + source + "\"");
            return restored;
        });
        images.forEach(image -> publish("load", image));
        return images;
    }

    @Override
    public Backup backup(List<String> namesOrIds, Format format) {
        List<BackupImage> images = planner.plan(namesOrIds);
        List<BackupPart> parts = switch (format) {
            case DOCKER_ARCHIVE -> DockerArchiveLayout.parts(images);
            case OCI_LAYOUT -> OciBackupLayout.parts(images);
        };
        return new AuditedBackup(
                new TarBackup(BackupFileName.of(images, format), parts, store, leases),
                images,
                AuditAct.of("image.backup", images.getFirst().image().id().toString(), backupNames(images))
                        .withDetail(format == Format.OCI_LAYOUT ? "OCI layout" : "docker-archive"));
    }

    @Override
    public Image importFiles(
            InputStream tar,
            String source,
            @Nullable ImageReference tag,
            String message,
            List<String> changes,
            Platform platform,
            ProgressListener progress)
            throws IOException {
        Image image = recorded(AuditAct.of("image.import", "", source), row -> {
            Image imported = importer.importFiles(tar, source, tag, message, changes, platform, progress);
            row.object(imported.id().toString(), imported.displayName());
            row.after("from \"" + source + "\"");
            return imported;
        });
        publish("import", image);
        return image;
    }

    private void publish(String action, Image image) {
        String id = image.id().toString();
        var attributes = new HashMap<>(image.config().process().labels());
        attributes.put("name", id);
        events.publish(EngineEvent.Type.IMAGE, action, id, attributes);
    }

    private static String names(List<Image> images) {
        return images.stream().map(Image::displayName).collect(Collectors.joining(", "));
    }

    private static String backupNames(List<BackupImage> images) {
        return names(images.stream().map(BackupImage::image).toList());
    }

    /// Work that reads or writes a stream.
    private interface StreamWork<T> {
        T run(AuditTrail.AuditRow row) throws IOException;
    }

    private <T> T recorded(AuditAct act, StreamWork<T> work) throws IOException {
        try {
            return audit.record(act, row -> {
                try {
                    return work.run(row);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// The act is the writing: a backup that nobody fetches leaves no trace.
    private final class AuditedBackup implements Backup {

        private final Backup backup;
        private final List<BackupImage> images;
        private final AuditAct act;

        AuditedBackup(Backup backup, List<BackupImage> images, AuditAct act) {
            this.backup = backup;
            this.images = images;
            this.act = act;
        }

        @Override
        public OptionalLong length() {
            return backup.length();
        }

        @Override
        public String fileName() {
            return backup.fileName();
        }

        @Override
        public void writeTo(OutputStream out, ProgressListener progress) throws IOException {
            recorded(act, row -> {
                backup.writeTo(out, progress);
                return act;
            });
            images.forEach(saved -> publish("save", saved.image()));
        }
    }
}
