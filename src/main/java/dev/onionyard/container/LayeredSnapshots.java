package dev.onionyard.container;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.container.Container.MountPoint;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.files.FileTree;
import dev.onionyard.image.Image;
import dev.onionyard.image.LayerLeases;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.layer.LayerTrees;
import dev.onionyard.layer.LayerTrees.Change;
import dev.onionyard.layer.StagedLayer;
import dev.onionyard.oci.ProcessDefaults;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.runtime.Bundle;
import dev.onionyard.runtime.OciRuntime;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;

/// Makes layers, images and tars of containers' trees.
@Service
class LayeredSnapshots implements ContainerSnapshots {

    private static final int BUFFER = 256 * 1024;

    private final ContainerTable table;
    private final ContainerLocks locks;
    private final ContainerRunner runner;
    private final OciRuntime runtime;
    private final LayerLeases leases;
    private final LayerStore layers;
    private final LayerTrees trees;
    private final TreeMounts mounts;
    private final ImageAssembly assembly;
    private final ContainerEvents events;
    private final AuditTrail audit;

    LayeredSnapshots(
            ContainerTable table,
            ContainerLocks locks,
            ContainerRunner runner,
            OciRuntime runtime,
            LayerLeases leases,
            LayerStore layers,
            LayerTrees trees,
            TreeMounts mounts,
            ImageAssembly assembly,
            ContainerEvents events,
            AuditTrail audit) {
        this.table = table;
        this.locks = locks;
        this.runner = runner;
        this.runtime = runtime;
        this.leases = leases;
        this.layers = layers;
        this.trees = trees;
        this.mounts = mounts;
        this.assembly = assembly;
        this.events = events;
        this.audit = audit;
    }

    @Override
    public List<Change> changes(String nameOrId) {
        Container container = table.get(nameOrId).view();
        List<String> leftOut = leftOut(container);
        return trees.changes(container.upper(), container.layers()).stream()
                .filter(change -> leftOut.stream().noneMatch(path -> isWithin(change.path(), "/" + path)))
                .toList();
    }

    @Override
    public Image commit(String nameOrId, CommitRequest request, ProgressListener progress) throws IOException {
        StoredContainer found = table.get(nameOrId);
        String target =
                request.tag() == null ? "" : request.tag().withDefaultTag().familiar();
        var act = new AuditAct("container.commit", found.id(), found.name(), target);
        return unwrapped(() -> audit.record(act, row -> {
            Image image = captureAndRegister(found.id(), request, progress);
            row.after(image.id().toString());
            events.publish(
                    found,
                    "commit",
                    Map.of(
                            "comment", request.message(),
                            "imageID", image.id().toString(),
                            "imageRef", target));
            return image;
        }));
    }

    private Image captureAndRegister(String id, CommitRequest request, ProgressListener progress) {
        StoredContainer container = table.get(id);
        ProcessDefaults process = assembly.process(container, request);
        try (LayerLeases.Lease lease = leases.open();
                StagedLayer staged = locks.holding(id, () -> read(table.get(id), request.pause(), progress))) {
            // The container runs on while what was read is brought to the disk.
            Layer captured = staged.commit(container.view().layers());
            lease.brought(captured.id());
            return assembly.register(container, captured, process, request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private StagedLayer read(StoredContainer container, boolean pause, ProgressListener progress) {
        Bundle bundle = runner.bundle(container.id());
        boolean paused = pause && container.state() == ContainerState.RUNNING;
        if (paused) {
            runtime.pause(bundle);
            events.publish(container, "pause");
        }
        try {
            Container view = container.view();
            return layers.stageCapture(view.upper(), view.layers(), leftOut(view), progress);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (paused) {
                runtime.resume(bundle);
                events.publish(container, "unpause");
            }
        }
    }

    @Override
    public void export(String nameOrId, OutputStream out, ProgressListener progress) throws IOException {
        StoredContainer found = table.get(nameOrId);
        var act = AuditAct.of("container.export", found.id(), found.name());
        unwrapped(() -> audit.record(act, row -> {
            writeTree(found.id(), out, progress);
            events.publish(found, "export");
            return true;
        }));
    }

    private void writeTree(String id, OutputStream out, ProgressListener progress) {
        var buffered = new BufferedOutputStream(out, BUFFER);
        try (TreeMounts.Hold hold = mounts.hold(id);
                FileTree tree = FileTree.of(hold.snapshot().root(), NotFoundException::new)) {
            tree.writeTar(buffered, progress);
            buffered.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Paths without leading slash where something is mounted: what lies below them is not the container's own.
    private static List<String> leftOut(Container container) {
        return Stream.concat(
                        MountPointLayer.PATHS.stream(),
                        container.mounts().stream().map(MountPoint::target).map(target -> target.substring(1)))
                .distinct()
                .toList();
    }

    private static boolean isWithin(String path, String folder) {
        return path.equals(folder) || path.startsWith(folder + "/");
    }

    private interface Work<T> {
        T run();
    }

    /// Lets an [IOException] through that had to pass the audit trail.
    private static <T> T unwrapped(Work<T> work) throws IOException {
        try {
            return work.run();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
