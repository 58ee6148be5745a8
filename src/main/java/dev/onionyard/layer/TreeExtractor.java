package dev.onionyard.layer;

import dev.onionyard.error.ConflictException;
import dev.onionyard.error.CorruptedException;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.linux.FileNames;
import dev.onionyard.tar.EntryPath;
import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarNames;
import dev.onionyard.tar.TarReader;
import dev.onionyard.tar.TarWindows;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Applies the entries of a layer's tar to a tree (image-spec layer.md, "Applying Changesets"). Of entries with
/// the same name the last wins. What needs the layers below is left open in the [LayerTree].
final class TreeExtractor {

    /// The kernel takes paths of 4095 bytes; this leaves room for the folder that the tree is in.
    private static final int LONGEST_PATH = 3500;

    private static final int MOST_COMPONENTS = 512;

    private static final int LONGEST_NAME = 255;

    private final LayerTree tree;
    private final TreeFiles files;
    private final TarReader tar;
    private int payloads;

    private TreeExtractor(TarWindows tar, TreeFiles files) {
        this.tar = new TarReader(tar, null);
        this.files = files;
        this.tree = new LayerTree(files);
    }

    /// @throws InvalidInputException if the tar is malformed or hostile; the message names the entry
    static LayerTree extract(TarWindows tar, TreeFiles files) throws IOException {
        var extractor = new TreeExtractor(tar, files);
        extractor.extractAll();
        return extractor.tree;
    }

    private void extractAll() throws IOException {
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            int payload = entry.isFile() && entry.storedSize() > 0 ? payloads++ : Inode.NO_PAYLOAD;
            try {
                apply(entry, payload);
            } catch (EngineException e) {
                throw naming(entry, e);
            }
        }
    }

    private void apply(TarEntry entry, int payload) throws IOException {
        EntryPath path = EntryPath.of(entry.name());
        checkLength(path);
        if (path.isRoot()) {
            applyToRoot(entry);
        } else if (isAufsMetadata(path)) {
            keep(payload);
        } else if (path.name().startsWith(Whiteouts.PREFIX)) {
            applyWhiteout(path);
            keep(payload);
        } else {
            place(entry, payload, tree.folder(parentOf(path)), path.name());
        }
    }

    private void applyToRoot(TarEntry entry) {
        if (!entry.isDirectory()) {
            throw new InvalidInputException("it names the root and is not a folder");
        }
        nameFolder(tree.root, entry);
    }

    private void applyWhiteout(EntryPath path) {
        Node folder = tree.folder(parentOf(path));
        if (path.name().equals(Whiteouts.OPAQUE)) {
            folder.opaque = true;
            return;
        }
        String hidden = path.name().substring(Whiteouts.PREFIX.length());
        if (hidden.isEmpty() || hidden.equals(".") || hidden.equals("..")) {
            throw new InvalidInputException("it is a whiteout of no name");
        }
        Node present = folder.child(hidden);
        if (present == null) {
            files.create(tree.attach(folder, hidden, new Inode(LayerEntry.Kind.WHITEOUT)));
        } else if (present.isDirectory()) {
            // A whiteout only hides what lower layers have; with a new folder in its place that folder is opaque.
            present.opaque = true;
        }
    }

    private void place(TarEntry entry, int payload, Node folder, String name) throws IOException {
        Node present = folder.child(name);
        switch (entry.type()) {
            case DIRECTORY -> placeFolder(entry, folder, name, present);
            case HARD_LINK -> placeHardLink(entry, folder, name, present);
            case FILE -> {
                tree.detach(present);
                Inode inode = Inode.of(LayerEntry.Kind.FILE, entry);
                inode.payload = payload;
                files.writeFile(tree.attach(folder, name, inode), tar);
            }
            case SYMLINK -> placeSpecial(LayerEntry.Kind.SYMLINK, entry, folder, name, present);
            case CHARACTER_DEVICE -> placeSpecial(LayerEntry.Kind.CHARACTER_DEVICE, entry, folder, name, present);
            case BLOCK_DEVICE -> placeSpecial(LayerEntry.Kind.BLOCK_DEVICE, entry, folder, name, present);
            case FIFO -> placeSpecial(LayerEntry.Kind.FIFO, entry, folder, name, present);
        }
    }

    private void placeFolder(TarEntry entry, Node folder, String name, @Nullable Node present) {
        if (present != null && present.isDirectory()) {
            nameFolder(present, entry);
            return;
        }
        boolean hidesLower = present != null && present.isWhiteout();
        tree.detach(present);
        Node node = tree.attach(folder, name, new Inode(LayerEntry.Kind.DIRECTORY));
        node.opaque = hidesLower;
        nameFolder(node, entry);
        files.createFolder(node);
    }

    private static void nameFolder(Node node, TarEntry entry) {
        node.implied = false;
        node.inode.takeAttributes(entry);
        node.inode.addXattrs(entry);
    }

    private void placeSpecial(LayerEntry.Kind kind, TarEntry entry, Node folder, String name, @Nullable Node present) {
        tree.detach(present);
        if (kind == LayerEntry.Kind.SYMLINK && entry.linkName().isEmpty()) {
            throw new InvalidInputException("it is a symbolic link without target");
        }
        boolean isOverlayMark =
                kind == LayerEntry.Kind.CHARACTER_DEVICE && entry.deviceMajor() == 0 && entry.deviceMinor() == 0;
        // Overlayfs would take a device 0:0 for a whiteout that the tar's author never declared as one.
        if (!isOverlayMark) {
            files.create(tree.attach(folder, name, Inode.of(kind, entry)));
        }
    }

    private void placeHardLink(TarEntry entry, Node folder, String name, @Nullable Node present) {
        EntryPath targetPath = EntryPath.of(entry.linkName());
        Node target = tree.find(targetPath);
        if (target != null && target.isDirectory()) {
            throw new InvalidInputException("it is a hard link to a folder, \"" + shown(targetPath) + "\"");
        }
        if (target != null && target == present) {
            throw new InvalidInputException("it is a hard link to itself");
        }
        tree.detach(present);
        if (target == null || target.isWhiteout()) {
            Node node = tree.attach(folder, name, linkToLowerLayer(entry));
            node.hardLinkTo = targetPath.value();
            tree.linksToLowerLayers.add(node);
        } else if (!target.attached) {
            throw new InvalidInputException("it replaces \"" + shown(targetPath) + "\", to which it is a hard link");
        } else {
            Node node = tree.attach(folder, name, target.inode);
            files.link(node, target);
            applyLinkHeader(entry, node);
        }
    }

    private static Inode linkToLowerLayer(TarEntry entry) {
        Inode inode = Inode.of(LayerEntry.Kind.FILE, entry);
        inode.inLowerLayer = true;
        return inode;
    }

    private void applyLinkHeader(TarEntry entry, Node node) {
        if (!node.inode.hasAttributes(entry) || !entry.xattrs().isEmpty()) {
            node.inode.takeAttributes(entry);
            node.inode.addXattrs(entry);
            files.setAttributes(node);
        }
    }

    private void keep(int payload) throws IOException {
        if (payload != Inode.NO_PAYLOAD) {
            files.writePayload(payload, tar);
        }
    }

    private static boolean isAufsMetadata(EntryPath path) {
        if (!path.value().contains(Whiteouts.META_PREFIX)) {
            return false;
        }
        for (String component : path.value().split("/")) {
            if (component.startsWith(Whiteouts.META_PREFIX) && !component.equals(Whiteouts.OPAQUE)) {
                return true;
            }
        }
        return false;
    }

    private static String parentOf(EntryPath path) {
        int slash = path.value().lastIndexOf('/');
        return slash < 0 ? "" : path.value().substring(0, slash);
    }

    private static void checkLength(EntryPath path) {
        String value = path.value();
        if (value.length() > LONGEST_PATH / 3 && FileNames.encode(value).length > LONGEST_PATH) {
            throw new InvalidInputException("its path is longer than " + LONGEST_PATH + " bytes");
        }
        if (value.length() > MOST_COMPONENTS && value.split("/").length > MOST_COMPONENTS) {
            throw new InvalidInputException("it is nested more than " + MOST_COMPONENTS + " folders deep");
        }
        if (value.length() > LONGEST_NAME / 3) {
            for (String component : value.split("/")) {
                if (component.length() > LONGEST_NAME / 3 && FileNames.encode(component).length > LONGEST_NAME) {
                    throw new InvalidInputException("a name in it is longer than " + LONGEST_NAME + " bytes");
                }
            }
        }
    }

    private static String shown(EntryPath path) {
        return TarNames.shown(path.value());
    }

    private static EngineException naming(TarEntry entry, EngineException e) {
        String message = "cannot register layer: entry \"" + TarNames.shown(entry.name()) + "\": " + e.getMessage();
        return switch (e) {
            case InvalidInputException invalid -> new InvalidInputException(message, invalid);
            case ConflictException conflict -> new InvalidInputException(message, conflict);
            case NotFoundException notFound -> new InvalidInputException(message, notFound);
            case UnavailableException unavailable -> new UnavailableException(message, unavailable);
            case CorruptedException corrupted -> new CorruptedException(message, corrupted);
        };
    }
}
