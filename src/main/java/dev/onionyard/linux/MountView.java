package dev.onionyard.linux;

import dev.onionyard.error.EngineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A tree with other trees laid into it, as a container sees it, but seen by nobody else: it has a mount
/// namespace of its own, which ends with [#close] or with this process. No mount of it is ever left on the host.
public final class MountView implements AutoCloseable {

    private static final long CLONE_NEWNS = 0x20000;
    private static final String OF_THIS_THREAD = "/proc/thread-self/ns/mnt";

    private final RootedDirectory root;
    private final Scratch scratch = new Scratch();
    private final long namespace;
    private boolean open = true;

    /// Something laid into the tree.
    ///
    /// @param source a folder or file on the host; null for an empty folder that cannot be written to
    /// @param target path in the tree, without leading slash; links in it are followed inside the tree, and
    ///     folders that are missing are made
    public record Overlay(@Nullable Path source, String target, boolean readOnly) {}

    private MountView(Path root) {
        this.root = RootedDirectory.open(root);
        this.namespace = scratch.call(SystemCall.OPENAT, Flags.AT_FDCWD, scratch.path(OF_THIS_THREAD), Flags.O_CLOEXEC);
        check("keep a view of", root, namespace);
    }

    /// Opens a view; the caller closes it.
    ///
    /// @param root where a tree is mounted; nothing else below the folder that it is in is part of the view
    /// @param overlays outer ones before inner ones
    public static MountView open(Path root, boolean readOnly, List<Overlay> overlays) {
        return Threads.call("mounts", () -> make(root, readOnly, overlays));
    }

    /// The tree with all that is laid into it.
    public RootedDirectory root() {
        return root;
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            root.close();
            scratch.close(namespace);
            scratch.close();
        }
    }

    /// Runs on a thread that is thrown away: its namespace is this view's.
    private static MountView make(Path root, boolean readOnly, List<Overlay> overlays) {
        List<Path> neighbours = neighbours(root);
        try (var scratch = new Scratch()) {
            check("make a view of", root, scratch.call(SystemCall.UNSHARE, CLONE_NEWNS));
            Mounts.mount("none", Path.of("/"), "", Mounts.MS_REC | Mounts.MS_PRIVATE, "");
            // What others have mounted shall not live longer because of this view.
            neighbours.forEach(Mounts::unmount);
            Mounts.bind(root, root, false);
            overlays.forEach(overlay -> lay(scratch, root, overlay));
            if (readOnly) {
                Mounts.mount("none", root, "", Mounts.MS_REMOUNT | Mounts.MS_BIND | Mounts.MS_RDONLY, "");
            }
            return new MountView(root);
        }
    }

    /// Other trees beside this one, and network namespaces, which live as long as a mount of theirs.
    private static List<Path> neighbours(Path root) {
        Path folder = root.resolve("..").normalize();
        return Mounts.list().reversed().stream()
                .filter(mount -> mount.fileSystem().equals("nsfs")
                        || mount.mountPoint().startsWith(folder)
                                && !mount.mountPoint().equals(folder)
                                && !mount.mountPoint().startsWith(root))
                .map(Mount::mountPoint)
                .toList();
    }

    private static void lay(Scratch scratch, Path root, Overlay overlay) {
        Path source = overlay.source();
        makeTarget(root, overlay.target(), source == null || Files.isDirectory(source));
        at(scratch, root, overlay.target(), place -> {
            if (source == null) {
                Mounts.mount("tmpfs", place, "tmpfs", Mounts.MS_RDONLY, "mode=755");
            } else {
                Mounts.mount(source.toString(), place, "", Mounts.MS_BIND | Mounts.MS_REC, "");
            }
        });
        if (source != null && overlay.readOnly()) {
            // Resolved again, to what is on top now.
            long flags = Mounts.MS_REMOUNT | Mounts.MS_BIND | Mounts.MS_RDONLY;
            at(scratch, root, overlay.target(), place -> Mounts.mount("none", place, "", flags, ""));
        }
    }

    private static void makeTarget(Path root, String target, boolean folder) {
        try (var tree = RootedDirectory.open(root)) {
            if (folder) {
                tree.createDirectories(target, 0755);
            } else if (tree.find(target).isEmpty()) {
                int slash = Math.max(0, target.lastIndexOf('/'));
                tree.createDirectories(target.substring(0, slash), 0755);
                tree.createFile(target, 0644).close();
            }
        }
    }

    private interface MountWork {
        void at(Path place);
    }

    private static void at(Scratch scratch, Path root, String target, MountWork work) {
        long flags = Flags.O_PATH | Flags.O_CLOEXEC;
        long tree = scratch.call(SystemCall.OPENAT, Flags.AT_FDCWD, scratch.path(root.toString()), flags);
        check("open", root, tree);
        long place = scratch.openInRoot(tree, target, target.length(), flags);
        scratch.close(tree);
        check("mount on", root.resolve(target), place);
        try {
            work.at(Path.of("/proc/self/fd/" + place));
        } finally {
            scratch.close(place);
        }
    }

    private static void check(String action, Path path, long result) {
        if (result < 0) {
            EngineException failure = KernelException.unavailable(action, path.toString(), result);
            throw failure;
        }
    }
}
