package dev.onionyard.layer;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.linux.RootedDirectory;
import dev.onionyard.tar.TarNames;
import java.nio.file.Path;
import java.util.List;

/// Finishes a layer with what it needs from the layers below: owner and mode of folders that its tar implies,
/// files that it hard-links, and what an opaque root hides.
final class LowerLayers {

    private final TreeStack stack;
    private final List<Path> trees;

    /// @param stack the parents' indexes, bottom first
    /// @param trees the parents' trees, bottom first
    LowerLayers(TreeStack stack, List<Path> trees) {
        this.stack = stack;
        this.trees = trees;
    }

    /// Whether the tree would be another one on other layers.
    static boolean matterTo(LayerTree tree) {
        return tree.root.opaque
                || tree.impliedFolders.stream().anyMatch(LowerLayers::isOpen)
                || tree.linksToLowerLayers.stream().anyMatch(LowerLayers::isOpenLink);
    }

    /// @throws InvalidInputException if a hard link's target is in no layer
    void complete(LayerTree tree, TreeFiles files) {
        tree.impliedFolders.stream().filter(LowerLayers::isOpen).forEach(this::takeFolderAttributes);
        for (Node link : tree.linksToLowerLayers) {
            // The node that came first may have been replaced while others go on to share its inode.
            if (isOpenLink(link)) {
                copy(link, files);
            }
        }
        if (tree.root.opaque) {
            hideAllAtRoot(tree, files);
        }
    }

    private static boolean isOpen(Node folder) {
        return folder.attached && folder.implied && !folder.opaque;
    }

    private static boolean isOpenLink(Node link) {
        return link.inode.inLowerLayer && !link.inode.names.isEmpty();
    }

    /// A lower file or link of that name is hidden by the new folder, as with Docker.
    private void takeFolderAttributes(Node folder) {
        TreeStack.Place place = stack.find(folder.path);
        if (place != null && stack.isDirectory(place)) {
            LayerEntry lower = stack.entry(place);
            folder.inode.mode = lower.mode();
            folder.inode.uid = lower.uid();
            folder.inode.gid = lower.gid();
            folder.inode.modified = lower.modified();
            folder.inode.xattrs = lower.xattrs();
        }
    }

    private void copy(Node link, TreeFiles files) {
        String target = String.valueOf(link.hardLinkTo);
        TreeStack.Place place = stack.find(target);
        StoredIndex index = place == null ? null : stack.index(place);
        if (place == null || index == null || index.kind(index.fileOf(place.number())) != LayerEntry.Kind.FILE) {
            throw new InvalidInputException("cannot register layer: entry \"" + TarNames.shown(link.path)
                    + "\": it is a hard link to \"" + TarNames.shown(target)
                    + "\", which is a file neither of this layer nor of those below");
        }
        LayerEntry lower = stack.entry(place);
        Inode inode = link.inode;
        inode.size = lower.size();
        inode.content = lower.content() == null ? null : lower.content().bytes();
        inode.inLowerLayer = false;
        Node first = inode.names.getFirst();
        try (var tree = RootedDirectory.open(trees.get(place.layer()))) {
            files.copy(first, tree, lower.path());
        }
        for (Node other : inode.names) {
            if (other != first) {
                files.link(other, first);
            }
        }
    }

    /// Overlayfs never looks whether a root is opaque, so what is hidden is named.
    private void hideAllAtRoot(LayerTree tree, TreeFiles files) {
        for (String name : stack.children("").keySet()) {
            Node present = tree.root.child(name);
            if (present == null) {
                files.create(tree.attach(tree.root, name, new Inode(LayerEntry.Kind.WHITEOUT)));
            } else if (present.isDirectory()) {
                present.opaque = true;
            }
        }
    }
}
