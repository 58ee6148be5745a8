package dev.onionyard.layer;

import dev.onionyard.layer.LayerTrees.Node;
import dev.onionyard.layer.LayerTrees.Sign;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One folder as the whole stack has it, compared with the stack without its top layer.
final class FolderListing {

    private final TreeStack full;
    private final TreeStack below;
    private final String directory;
    private final TreeMap<String, TreeStack.Place> now;
    private final TreeMap<String, TreeStack.Place> before;

    /// Whether the top layer hides all that was in this folder.
    private final boolean hidden;

    FolderListing(TreeStack full, String directory) {
        this.full = full;
        this.below = full.below();
        this.directory = directory;
        this.now = full.children(directory);
        this.before = below.children(directory);
        this.hidden = full.layer(full.top()).hidesLower(directory);
    }

    /// Everything, removed names too.
    List<Node> nodes() {
        return names().stream().map(name -> node(name, false)).toList();
    }

    /// Only what the top layer does; a folder has children only if it does something in there.
    List<Node> changedNodes() {
        return names().stream()
                .map(name -> node(name, true))
                .filter(node -> node.sign() != Sign.UNCHANGED)
                .toList();
    }

    private TreeSet<String> names() {
        var names = new TreeSet<>(now.keySet());
        names.addAll(before.keySet());
        return names;
    }

    Node node(String name, boolean onlyChanged) {
        TreeStack.Place present = now.get(name);
        TreeStack.Place previous = before.get(name);
        if (present == null) {
            return removed(name, Objects.requireNonNull(previous, "a name comes from one of both"));
        }
        Sign sign = sign(name, present, previous);
        boolean hasChildren = onlyChanged
                ? hasChangedChildren(name, present, previous)
                : full.isDirectory(present) && full.hasChildren(path(name)) || hadChildren(name, previous);
        LayerEntry replaced = sign == Sign.CHANGED && previous != null ? full.entry(previous) : null;
        return new Node(full.entry(present), replaced, sign, present.layer(), hasChildren);
    }

    private Node removed(String name, TreeStack.Place previous) {
        boolean hasChildren = full.isDirectory(previous) && below.hasChildren(path(name));
        return new Node(full.entry(previous), null, Sign.REMOVED, previous.layer(), hasChildren);
    }

    private Sign sign(String name, TreeStack.Place present, TreeStack.@Nullable Place previous) {
        if (present.layer() != full.top()) {
            return Sign.UNCHANGED;
        }
        if (previous == null) {
            return Sign.ADDED;
        }
        return isTheSameFolder(name, present, previous) ? Sign.UNCHANGED : Sign.CHANGED;
    }

    /// Builders name folders that they did not change.
    private boolean isTheSameFolder(String name, TreeStack.Place present, TreeStack.Place previous) {
        StoredIndex top = full.index(present);
        if (!full.isDirectory(present)
                || !full.isDirectory(previous)
                || top.isOpaque(present.number())
                || top.childCount(present.number()) > 0
                || hidden && hadChildren(name, previous)) {
            return false;
        }
        LayerEntry after = full.entry(present);
        LayerEntry beforeIt = full.entry(previous);
        return after.mode() == beforeIt.mode()
                && after.uid() == beforeIt.uid()
                && after.gid() == beforeIt.gid()
                && after.xattrs().keySet().equals(beforeIt.xattrs().keySet());
    }

    /// What the top layer has in the folder, or hides by it.
    private boolean hasChangedChildren(String name, TreeStack.Place present, TreeStack.@Nullable Place previous) {
        if (present.layer() != full.top()) {
            return false;
        }
        StoredIndex top = full.index(present);
        return top.childCount(present.number()) > 0 || hasRemovedChildren(name, present, previous);
    }

    /// Whether the top layer replaces a folder that had something in it, or hides what was in it.
    private boolean hasRemovedChildren(String name, TreeStack.Place present, TreeStack.@Nullable Place previous) {
        if (present.layer() != full.top()) {
            return false;
        }
        boolean hidesLower =
                hidden || !full.isDirectory(present) || full.index(present).isOpaque(present.number());
        return hidesLower && hadChildren(name, previous);
    }

    private boolean hadChildren(String name, TreeStack.@Nullable Place previous) {
        return previous != null && full.isDirectory(previous) && below.hasChildren(path(name));
    }

    private String path(String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }
}
