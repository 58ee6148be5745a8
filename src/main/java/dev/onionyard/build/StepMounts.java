package dev.onionyard.build;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.linux.FileTrees;
import dev.onionyard.linux.RootedDirectory;
import dev.onionyard.oci.Digest;
import dev.onionyard.runtime.OciMount;
import dev.onionyard.snapshot.SnapshotStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.stereotype.Component;

/// Prepares what `RUN --mount` mounts. Caches lie in `home/builds/mounts/<digest of the id>` and outlive builds;
/// everything else is gone when the step has ended.
@Component
class StepMounts {

    private static final String SECRETS = "/run/secrets/";

    private final HomeDirectory home;
    private final LayerStore layers;
    private final SnapshotStore snapshots;
    private final Map<Path, ReentrantLock> caches = new ConcurrentHashMap<>();

    StepMounts(HomeDirectory home, LayerStore layers, SnapshotStore snapshots) {
        this.home = home;
        this.layers = layers;
        this.snapshots = snapshots;
        FileTrees.remove(home.runDirectory("secrets"));
    }

    /// Where a mount's source is looked up.
    interface Sources {

        /// The folder of the context.
        Path context();

        /// The layers of a stage or image.
        List<LayerId> layersOf(String name);
    }

    /// The mounts of one step.
    final class Prepared implements AutoCloseable {

        private final List<OciMount> mounts = new ArrayList<>();
        private final List<String> env = new ArrayList<>();
        private final List<String> targets = new ArrayList<>();
        private final List<Runnable> undo = new ArrayList<>();

        List<OciMount> mounts() {
            return mounts;
        }

        /// Variables with secrets; never shown.
        List<String> env() {
            return env;
        }

        /// Paths that belong to no layer.
        List<String> targets() {
            return targets;
        }

        @Override
        public void close() {
            undo.reversed().forEach(Runnable::run);
        }
    }

    /// @param workingDir what relative targets start from
    Prepared prepare(List<RunMount> wanted, String workingDir, Map<String, byte[]> secrets, Sources sources) {
        var prepared = new Prepared();
        try {
            wanted.forEach(mount -> add(prepared, mount, workingDir, secrets, sources));
            return prepared;
        } catch (RuntimeException e) {
            prepared.close();
            throw e;
        }
    }

    private void add(
            Prepared prepared, RunMount mount, String workingDir, Map<String, byte[]> secrets, Sources sources) {
        switch (mount.type()) {
            case BIND -> bind(prepared, mount, target(mount, workingDir), sources);
            case CACHE -> cache(prepared, mount, target(mount, workingDir));
            case TMPFS -> tmpfs(prepared, mount, target(mount, workingDir));
            case SECRET -> secret(prepared, mount, workingDir, secrets);
            case SSH -> ssh(mount);
        }
    }

    private static String target(RunMount mount, String workingDir) {
        return Path.of(workingDir).resolve(mount.target()).normalize().toString();
    }

    private void bind(Prepared prepared, RunMount mount, String target, Sources sources) {
        Path root = mount.from().isEmpty() ? sources.context() : mounted(prepared, sources.layersOf(mount.from()));
        Path source = inside(root, mount);
        if (mount.writable()) {
            // What the step writes is thrown away.
            source = writableView(prepared, source);
        }
        prepared.mounts.add(OciMount.bind(source, target, !mount.writable()));
        prepared.targets.add(target);
    }

    private Path mounted(Prepared prepared, List<LayerId> stack) {
        return view(
                prepared,
                stack.reversed().stream().map(layer -> layers.get(layer).tree()).toList());
    }

    private Path writableView(Prepared prepared, Path source) {
        if (!Files.isDirectory(source)) {
            throw new InvalidInputException(
                    "cannot mount \"" + source.getFileName() + "\" for writing: it is no folder");
        }
        return view(prepared, List.of(source));
    }

    private Path view(Prepared prepared, List<Path> lowers) {
        String id = "build-" + UUID.randomUUID();
        prepared.undo.add(() -> snapshots.remove(id));
        snapshots.prepare(id, lowers);
        return snapshots.mount(id).root();
    }

    /// The source, its links followed inside the root; nothing else of the host can be mounted.
    private static Path inside(Path root, RunMount mount) {
        String name = mount.source().replaceFirst("^/+", "");
        if (name.isEmpty()) {
            return root;
        }
        try (var directory = RootedDirectory.open(root)) {
            Path path = root.resolve(name).normalize();
            boolean plain = path.startsWith(root)
                    && directory.find(root.relativize(path).toString()).isPresent();
            if (plain && path.toRealPath().startsWith(root.toRealPath())) {
                return path.toRealPath();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new InvalidInputException(
                "cannot use --mount=" + mount.text() + ": there is no \"" + mount.source() + "\"");
    }

    private void cache(Prepared prepared, RunMount mount, String target) {
        String id = mount.id().isEmpty() ? target : mount.id();
        String name = Digest.of(id.getBytes(StandardCharsets.UTF_8)).shortForm();
        Path folder = home.directory("builds/mounts").resolve(name);
        ReentrantLock lock = caches.computeIfAbsent(folder, key -> new ReentrantLock());
        switch (mount.sharing()) {
            case SHARED -> {}
            case LOCKED -> hold(prepared, lock);
            case PRIVATE -> folder = own(prepared, folder, lock);
        }
        make(folder, mount);
        prepared.mounts.add(OciMount.bind(folder, target, !mount.writable()));
        prepared.targets.add(target);
    }

    private static void hold(Prepared prepared, ReentrantLock lock) {
        lock.lock();
        prepared.undo.add(lock::unlock);
    }

    /// The cache itself if nobody uses it, else an empty one that is thrown away.
    private Path own(Prepared prepared, Path folder, ReentrantLock lock) {
        if (lock.tryLock()) {
            prepared.undo.add(lock::unlock);
            return folder;
        }
        Path other = folder.resolveSibling(UUID.randomUUID() + ".private");
        prepared.undo.add(() -> FileTrees.remove(other));
        return other;
    }

    private static void make(Path folder, RunMount mount) {
        if (Files.isDirectory(folder)) {
            return;
        }
        try (var parent = RootedDirectory.open(Objects.requireNonNull(folder.getParent()))) {
            String name = folder.getFileName().toString();
            parent.createDirectory(name, 0700);
            parent.owner(name, mount.uid(), mount.gid());
            parent.mode(name, mount.mode());
        }
    }

    private static void tmpfs(Prepared prepared, RunMount mount, String target) {
        var options = new ArrayList<>(List.of("nosuid", "nodev", "mode=1777"));
        if (mount.sizeBytes() > 0) {
            options.add("size=" + mount.sizeBytes());
        }
        prepared.mounts.add(new OciMount(target, "tmpfs", "tmpfs", options));
        prepared.targets.add(target);
    }

    private void secret(Prepared prepared, RunMount mount, String workingDir, Map<String, byte[]> secrets) {
        String id = mount.id().isEmpty() ? Path.of(mount.target()).getFileName().toString() : mount.id();
        byte[] value = secrets.get(id);
        if (value == null) {
            if (mount.required()) {
                throw new InvalidInputException("cannot run the step: secret \"" + id + "\" was not given");
            }
            return;
        }
        if (!mount.env().isEmpty()) {
            prepared.env.add(mount.env() + "=" + new String(value, StandardCharsets.UTF_8));
        }
        if (mount.env().isEmpty() || !mount.target().isEmpty()) {
            String target = mount.target().isEmpty() ? SECRETS + id : target(mount, workingDir);
            prepared.mounts.add(OciMount.bind(secretFile(prepared, mount, value), target, true));
            prepared.targets.add(target);
        }
    }

    /// Below the run directory, which is in memory on most hosts and lost at reboot on all.
    private Path secretFile(Prepared prepared, RunMount mount, byte[] value) {
        Path folder = home.runDirectory("secrets");
        String name = UUID.randomUUID().toString();
        prepared.undo.add(() -> FileTrees.remove(folder.resolve(name)));
        try (var root = RootedDirectory.open(folder);
                var file = root.createFile(name, 0600)) {
            file.write(value, 0, value.length);
            file.owner(mount.uid(), mount.gid());
            file.mode(mount.mode());
        }
        return folder.resolve(name);
    }

    private static void ssh(RunMount mount) {
        if (mount.required()) {
            throw new InvalidInputException(
                    "cannot run the step: --mount=type=ssh needs an agent, and clients of this builder cannot lend one");
        }
    }
}
