package dev.onionyard.container;

import dev.onionyard.home.HomeDirectory;
import dev.onionyard.layer.LayerEntry;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerTrees;
import dev.onionyard.layer.LayerTrees.Node;
import dev.onionyard.layer.LayerTrees.Sign;
import dev.onionyard.linux.FileTrees;
import dev.onionyard.linux.RootedDirectory;
import dev.onionyard.oci.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/// A thin read-only tree between an image and a container's writable layer, with the folders and empty files
/// that every container gets something mounted on (`/dev`, `/etc/hosts` and so on) and that the image lacks.
/// Without it the runtime would make them in the writable layer, and every container would seem to have changed
/// them. Docker does the same.
///
/// One such tree serves all images that lack the same: it lies at `home/mountpoints/<digest of what is in it>`.
@Component
public class MountPointLayer {

    private static final List<String> FOLDERS = List.of("dev", "proc", "sys");
    private static final String ETC = "etc";
    private static final List<String> ETC_FILES = List.of("hosts", "hostname", "resolv.conf");

    /// What the runtime mounts in every container, as paths from the root; never part of a commit.
    public static final List<String> PATHS =
            List.of("dev", "proc", "sys", "etc/hosts", "etc/hostname", "etc/resolv.conf");

    /// One folder or empty file to make.
    private record Missing(String path, boolean folder, int mode, long uid, long gid, long seconds, int nanos) {}

    private final HomeDirectory home;
    private final LayerTrees trees;

    MountPointLayer(HomeDirectory home, LayerTrees trees) {
        this.home = home;
        this.trees = trees;
    }

    /// The tree to lay on top of an image's layers; nothing if the image has everything.
    ///
    /// @param stack bottom first
    public Optional<Path> on(List<LayerId> stack) {
        List<Missing> missing = missing(stack);
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        String name =
                Digest.of(missing.toString().getBytes(StandardCharsets.UTF_8)).shortForm();
        Path tree = home.directory("mountpoints").resolve(name);
        if (!Files.isDirectory(tree)) {
            make(tree, missing);
        }
        return Optional.of(tree);
    }

    private List<Missing> missing(List<LayerId> stack) {
        var missing = new ArrayList<Missing>();
        List<Node> root = visible(stack, "");
        for (String folder : FOLDERS) {
            if (find(root, folder).isEmpty()) {
                missing.add(new Missing(folder, true, 0755, 0, 0, 0, 0));
            }
        }
        Optional<LayerEntry> etc = find(root, ETC);
        if (etc.isEmpty() || etc.get().kind() == LayerEntry.Kind.DIRECTORY) {
            List<Node> inEtc = etc.isEmpty() ? List.of() : visible(stack, ETC);
            List<String> files = ETC_FILES.stream()
                    .filter(file -> find(inEtc, file).isEmpty())
                    .toList();
            if (!files.isEmpty()) {
                missing.add(etc.map(MountPointLayer::copyOf).orElse(new Missing(ETC, true, 0755, 0, 0, 0, 0)));
                files.forEach(file -> missing.add(new Missing(ETC + "/" + file, false, 0644, 0, 0, 0, 0)));
            }
        }
        return missing;
    }

    /// A folder of the image that this tree has too hides the image's owner, mode and time, so they are the
    /// same.
    private static Missing copyOf(LayerEntry folder) {
        return new Missing(
                folder.path(),
                true,
                folder.mode(),
                folder.uid(),
                folder.gid(),
                folder.modified().getEpochSecond(),
                folder.modified().getNano());
    }

    private List<Node> visible(List<LayerId> stack, String directory) {
        return stack.isEmpty()
                ? List.of()
                : trees.merged(stack, directory).stream()
                        .filter(node -> node.sign() != Sign.REMOVED)
                        .toList();
    }

    private static Optional<LayerEntry> find(List<Node> nodes, String name) {
        return nodes.stream()
                .map(Node::entry)
                .filter(entry -> entry.name().equals(name))
                .findFirst();
    }

    private void make(Path tree, List<Missing> missing) {
        Path temporary = tree.resolveSibling(UUID.randomUUID() + ".new");
        try {
            Files.createDirectory(temporary);
            try (RootedDirectory root = RootedDirectory.open(temporary)) {
                root.mode("", 0755);
                missing.forEach(entry -> make(root, entry));
                missing.reversed().forEach(entry -> root.times(entry.path, entry.seconds, entry.nanos));
            }
            Files.move(temporary, tree, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            FileTrees.remove(temporary);
            if (!Files.isDirectory(tree)) {
                throw new UncheckedIOException(e);
            }
            // Another container of the same image was faster.
        }
    }

    private static void make(RootedDirectory root, Missing entry) {
        if (entry.folder) {
            root.createDirectory(entry.path, entry.mode);
        } else {
            root.createFile(entry.path, entry.mode).close();
        }
        root.owner(entry.path, entry.uid, entry.gid);
        root.mode(entry.path, entry.mode);
    }
}
