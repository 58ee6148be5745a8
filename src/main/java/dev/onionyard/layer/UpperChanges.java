package dev.onionyard.layer;

import dev.onionyard.layer.LayerTrees.Change;
import dev.onionyard.layer.LayerTrees.Sign;
import dev.onionyard.linux.DirectoryEntry;
import dev.onionyard.linux.FileStatus;
import dev.onionyard.linux.RootedDirectory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Compares an overlay upper directory with the layers below it, as `docker diff` does: a folder that was only
/// copied up because something in it changed is listed as changed.
final class UpperChanges {

    private final RootedDirectory upper;
    private final TreeStack stack;
    private final List<Change> changes = new ArrayList<>();

    UpperChanges(RootedDirectory upper, TreeStack stack) {
        this.upper = upper;
        this.stack = stack;
    }

    List<Change> list() {
        compareFolder("", true);
        changes.sort(Comparator.comparing(Change::path));
        return List.copyOf(changes);
    }

    /// @param mayHaveLower whether lower layers show anything here
    private void compareFolder(String folder, boolean mayHaveLower) {
        Set<String> names = new HashSet<>();
        for (DirectoryEntry child : upper.list(folder)) {
            names.add(child.name());
            compare(folder.isEmpty() ? child.name() : folder + "/" + child.name(), child.status(), mayHaveLower);
        }
        if (mayHaveLower && isOpaque(folder)) {
            stack.children(folder).forEach((name, place) -> {
                if (!names.contains(name)) {
                    addRemoved(folder.isEmpty() ? name : folder + "/" + name, place);
                }
            });
        }
    }

    private void compare(String path, FileStatus status, boolean mayHaveLower) {
        TreeStack.Place lower = mayHaveLower ? stack.find(path) : null;
        if (status.isOverlayWhiteout()) {
            if (lower != null) {
                addRemoved(path, lower);
            }
            return;
        }
        add(path, status, lower);
        if (status.isDirectory()) {
            compareFolder(path, lower != null && stack.isDirectory(lower));
        }
    }

    private void add(String path, FileStatus status, TreeStack.@Nullable Place lower) {
        LayerEntry.Kind kind = switch (status.type()) {
            case REGULAR, SOCKET -> LayerEntry.Kind.FILE;
            case DIRECTORY -> LayerEntry.Kind.DIRECTORY;
            case SYMLINK -> LayerEntry.Kind.SYMLINK;
            case CHARACTER_DEVICE -> LayerEntry.Kind.CHARACTER_DEVICE;
            case BLOCK_DEVICE -> LayerEntry.Kind.BLOCK_DEVICE;
            case FIFO -> LayerEntry.Kind.FIFO;
        };
        long size = status.isRegularFile() ? status.size() : 0;
        changes.add(new Change("/" + path, lower == null ? Sign.ADDED : Sign.CHANGED, kind, size));
    }

    private void addRemoved(String path, TreeStack.Place lower) {
        LayerEntry removed = stack.entry(lower);
        changes.add(new Change("/" + path, Sign.REMOVED, removed.kind(), removed.size()));
    }

    private boolean isOpaque(String folder) {
        return upper.xattrs(folder).containsKey(Whiteouts.OPAQUE_XATTR);
    }
}
