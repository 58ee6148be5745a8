package dev.onionyard.container;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.container.Container.MountPoint;
import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.files.FileTree;
import dev.onionyard.files.FileTreeWriter;
import dev.onionyard.files.WriteRules;
import dev.onionyard.linux.MountView;
import dev.onionyard.linux.MountView.Overlay;
import dev.onionyard.linux.RootedDirectory;
import dev.onionyard.runtime.ImageUsers;
import dev.onionyard.runtime.OciProcess.OciUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.springframework.stereotype.Service;

/// Shows a container's files in a mount namespace of their own, which is the same whether it runs or not.
@Service
class MountedContainerFiles implements ContainerFileAccess {

    private final ContainerTable table;
    private final TreeMounts mounts;
    private final ContainerLocks locks;
    private final ContainerRunner runner;
    private final ContainerFiles ownFiles;
    private final ContainerEvents events;
    private final AuditTrail audit;

    MountedContainerFiles(
            ContainerTable table,
            TreeMounts mounts,
            ContainerLocks locks,
            ContainerRunner runner,
            ContainerFiles ownFiles,
            ContainerEvents events,
            AuditTrail audit) {
        this.table = table;
        this.mounts = mounts;
        this.locks = locks;
        this.runner = runner;
        this.ownFiles = ownFiles;
        this.events = events;
        this.audit = audit;
    }

    @Override
    public FileTree open(String nameOrId) {
        StoredContainer container = table.get(nameOrId);
        View view = view(container);
        return FileTree.of(view.root(), missing(nameOrId), view::close);
    }

    @Override
    public FileTree openWritableLayer(String nameOrId) {
        return FileTree.of(table.get(nameOrId).view().upper(), missing(nameOrId));
    }

    @Override
    public void read(String nameOrId, String path, Reading reading) throws IOException {
        StoredContainer container = table.get(nameOrId);
        audited("container.files.read", container, path, () -> {
            try (FileTree tree = open(nameOrId)) {
                tree.stat(path);
                reading.from(tree);
            }
        });
        events.publish(container, "archive-path");
    }

    @Override
    public void write(String nameOrId, String path, Writing writing) throws IOException {
        StoredContainer container = table.get(nameOrId);
        audited("container.files.write", container, path, () -> {
            try (View view = view(container);
                    FileTree tree = FileTree.of(view.root(), missing(nameOrId), () -> {})) {
                tree.stat(path);
                writing.to(writer(container, view.root(), path));
            }
        });
        events.publish(container, "extract-to-dir");
    }

    private static FileTreeWriter writer(StoredContainer container, RootedDirectory root, String path) {
        try {
            return FileTreeWriter.into(root, path);
        } catch (FileTreeWriter.ReadOnlyException e) {
            boolean rootIsMeant = container.host().readOnlyRoot()
                    && container.view().mounts().stream().noneMatch(mount -> mount.readOnly() && contains(mount, path));
            throw new InvalidInputException(
                    rootIsMeant ? "container rootfs is marked read-only" : "mounted volume is marked read-only", e);
        }
    }

    private static boolean contains(MountPoint mount, String path) {
        return Path.of("/", path).normalize().startsWith(mount.target());
    }

    @Override
    public WriteRules rules(String nameOrId, boolean keepKinds, boolean ownedByUser) {
        StoredContainer container = table.get(nameOrId);
        String user = container.view().process().user();
        if (!ownedByUser || user.isEmpty()) {
            return new WriteRules(keepKinds, null);
        }
        try (TreeMounts.Hold hold = mounts.hold(container.id())) {
            OciUser resolved = ImageUsers.resolve(hold.snapshot().root(), user);
            return new WriteRules(keepKinds, new WriteRules.Owner(resolved.uid(), resolved.gid()));
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void audited(String action, StoredContainer container, String path, Work work) throws IOException {
        var act = AuditAct.of(action, container.id(), container.name()).withDetail(path);
        try {
            audit.record(act, row -> {
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

    /// A view and the mount that it stands on.
    private record View(TreeMounts.Hold hold, MountView view) implements AutoCloseable {

        RootedDirectory root() {
            return view.root();
        }

        @Override
        public void close() {
            view.close();
            hold.close();
        }
    }

    private View view(StoredContainer container) {
        TreeMounts.Hold hold = mounts.hold(container.id());
        try {
            Path root = hold.snapshot().root();
            fillVolumes(container.id(), root);
            return new View(hold, MountView.open(root, container.host().readOnlyRoot(), overlays(container)));
        } catch (RuntimeException e) {
            hold.close();
            throw e;
        }
    }

    /// What its first start would copy into empty volumes is seen, and not prevented by what is written, before
    /// it.
    private void fillVolumes(String id, Path root) {
        locks.holding(
                id,
                () -> table.findById(id)
                        .filter(container -> container.state() == ContainerState.CREATED)
                        .ifPresent(container -> runner.fillVolumes(container, root)));
    }

    /// Outer targets before inner ones, so that none hides another.
    private List<Overlay> overlays(StoredContainer container) {
        var overlays = new ArrayList<Overlay>();
        String id = container.id();
        addOwn(overlays, ownFiles.hosts(id), "etc/hosts");
        addOwn(overlays, ownFiles.hostname(id), "etc/hostname");
        addOwn(overlays, ownFiles.resolvConf(id), "etc/resolv.conf");
        for (MountPoint mount : container.view().mounts()) {
            String target = mount.target().substring(1);
            overlays.removeIf(own -> own.target().equals(target));
            boolean inMemory = mount.kind() == MountKind.TMPFS;
            overlays.add(new Overlay(inMemory ? null : mount.source(), target, mount.readOnly()));
        }
        overlays.sort(
                Comparator.comparingInt(overlay -> Path.of(overlay.target()).getNameCount()));
        return overlays;
    }

    /// A container that was never started has none of these files.
    private static void addOwn(List<Overlay> overlays, Path source, String target) {
        if (Files.exists(source)) {
            overlays.add(new Overlay(source, target, false));
        }
    }

    private static Function<String, NotFoundException> missing(String nameOrId) {
        return path -> new NotFoundException("Could not find the file " + path + " in container " + nameOrId);
    }
}
