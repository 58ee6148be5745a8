package dev.onionyard.layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Several layers seen as one tree, as overlayfs merges them: the top-most name wins, whiteouts and opaque
/// folders hide what is below.
final class TreeStack {

    /// Where a visible path comes from.
    ///
    /// @param layer position in the stack, 0 at the bottom
    /// @param number of the entry in that layer's index
    record Place(int layer, int number) {}

    private final List<StoredIndex> layers;

    /// @param layers bottom first
    TreeStack(List<StoredIndex> layers) {
        this.layers = layers;
    }

    /// The stack without its top layer.
    TreeStack below() {
        return new TreeStack(layers.subList(0, layers.size() - 1));
    }

    int top() {
        return layers.size() - 1;
    }

    StoredIndex layer(int position) {
        return layers.get(position);
    }

    StoredIndex index(Place place) {
        return layers.get(place.layer());
    }

    LayerEntry entry(Place place) {
        return index(place).entry(place.number());
    }

    boolean isDirectory(Place place) {
        return index(place).isDirectory(place.number());
    }

    /// The root as the top-most layer that names it has it, or null if none does.
    @Nullable
    LayerEntry root() {
        for (StoredIndex index : layers.reversed()) {
            if (!index.isImplied(StoredIndex.ROOT)) {
                return index.entry(StoredIndex.ROOT);
            }
        }
        return null;
    }

    /// What is visible at `path`, or null.
    @Nullable
    Place find(String path) {
        var walk = new Walk(path);
        while (walk.next()) {
            if (walk.number != StoredIndex.NONE) {
                return new Place(walk.layer, walk.number);
            }
        }
        return null;
    }

    /// What is visible in a folder, by name.
    TreeMap<String, Place> children(String directory) {
        var visible = new TreeMap<String, Place>();
        Set<String> hidden = new HashSet<>();
        var walk = new Walk(directory);
        while (walk.nextFolder()) {
            addChildren(new Place(walk.layer, walk.number), visible, hidden);
        }
        return visible;
    }

    /// The folders of all layers that make up the root, top first.
    List<Place> rootFolders() {
        return folders(layers.size(), layer -> StoredIndex.ROOT);
    }

    /// The folders of all layers that make up the folder `name` in a folder that is made up of `parents`, top
    /// first; none if no folder is visible under that name.
    List<Place> folders(List<Place> parents, String name) {
        var numbers = new HashMap<Integer, Integer>();
        parents.forEach(parent -> numbers.put(parent.layer(), index(parent).child(parent.number(), name)));
        return folders(layers.size(), layer -> numbers.getOrDefault(layer, StoredIndex.NONE));
    }

    private List<Place> folders(int count, IntUnaryOperator numberInLayer) {
        var folders = new ArrayList<Place>();
        for (int layer = count - 1; layer >= 0; layer--) {
            int number = numberInLayer.applyAsInt(layer);
            if (number == StoredIndex.NONE) {
                continue;
            }
            StoredIndex index = layers.get(layer);
            if (!index.isDirectory(number)) {
                break;
            }
            folders.add(new Place(layer, number));
            if (index.isOpaque(number)) {
                break;
            }
        }
        return folders;
    }

    /// What is visible in a folder that is made up of `folders`, by name.
    TreeMap<String, Place> children(List<Place> folders) {
        var visible = new TreeMap<String, Place>();
        Set<String> hidden = new HashSet<>();
        for (Place folder : folders) {
            addChildren(folder, visible, hidden);
        }
        return visible;
    }

    private void addChildren(Place folder, TreeMap<String, Place> visible, Set<String> hidden) {
        StoredIndex index = index(folder);
        int first = index.firstChild(folder.number());
        for (int i = first; i < first + index.childCount(folder.number()); i++) {
            String name = index.name(i);
            if (index.isWhiteout(i)) {
                hidden.add(name);
            } else if (!hidden.contains(name)) {
                visible.putIfAbsent(name, new Place(folder.layer(), i));
            }
        }
    }

    boolean hasChildren(String directory) {
        Set<String> hidden = new HashSet<>();
        var walk = new Walk(directory);
        while (walk.nextFolder()) {
            StoredIndex index = layers.get(walk.layer);
            int first = index.firstChild(walk.number);
            for (int i = first; i < first + index.childCount(walk.number); i++) {
                if (index.isWhiteout(i)) {
                    hidden.add(index.name(i));
                } else if (!hidden.contains(index.name(i))) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Goes down the layers with one path, and stops where a layer hides it from those below.
    private final class Walk {

        private final String[] components;
        private int layer = layers.size();
        private boolean ended;

        /// What the current layer has at the path, or [StoredIndex#NONE].
        private int number = StoredIndex.NONE;

        Walk(String path) {
            this.components = path.isEmpty() ? new String[0] : path.split("/");
        }

        boolean next() {
            if (ended || layer == 0) {
                return false;
            }
            layer--;
            number = lookUp(layers.get(layer));
            return true;
        }

        /// On to the next layer that has a folder at the path.
        boolean nextFolder() {
            while (next()) {
                if (number != StoredIndex.NONE) {
                    return layers.get(layer).isDirectory(number);
                }
            }
            return false;
        }

        private int lookUp(StoredIndex index) {
            int at = StoredIndex.ROOT;
            boolean hidesBelow = index.isOpaque(at);
            for (String component : components) {
                if (!index.isDirectory(at)) {
                    ended = true;
                    return StoredIndex.NONE;
                }
                at = index.child(at, component);
                if (at == StoredIndex.NONE) {
                    ended = hidesBelow;
                    return StoredIndex.NONE;
                }
                hidesBelow |= index.isOpaque(at);
            }
            boolean isWhiteout = index.isWhiteout(at);
            ended = hidesBelow || isWhiteout || !index.isDirectory(at);
            return isWhiteout ? StoredIndex.NONE : at;
        }
    }
}
