package dev.onionyard.layer;

import dev.onionyard.layer.LayerTrees.Node;
import dev.onionyard.layer.LayerTrees.Sign;
import dev.onionyard.layer.TreeStack.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Looks for words in all paths of a stack in one walk: each folder is handed the places that make it up, so no
/// path is looked up from the root, and nodes are only made of what fits.
final class StackSearch {

    private final TreeStack full;
    private final TreeStack below;
    private final boolean onlyChanged;
    private final String words;
    private final int limit;
    private final List<Node> found = new ArrayList<>();

    StackSearch(TreeStack full, boolean onlyChanged, String words, int limit) {
        this.full = full;
        this.below = full.below();
        this.onlyChanged = onlyChanged;
        this.words = words.toLowerCase(Locale.ROOT);
        this.limit = limit;
    }

    List<Node> nodes() {
        new Folder("", full.rootFolders(), below.rootFolders()).search();
        return found;
    }

    /// One folder as it is and as it was without the top layer.
    private final class Folder {

        private final String path;
        private final List<Place> now;
        private final List<Place> before;
        private final TreeMap<String, Place> names;
        private final boolean fits;

        private @Nullable FolderListing listing;

        Folder(String path, List<Place> now, List<Place> before) {
            this.path = path;
            this.now = now;
            this.before = before;
            this.fits = path.toLowerCase(Locale.ROOT).contains(words);
            this.names = full.children(now);
            if (isOfTopLayer() || now.isEmpty()) {
                below.children(before).forEach(names::putIfAbsent);
            }
        }

        /// Only there can a name be gone.
        private boolean isOfTopLayer() {
            return !now.isEmpty() && now.getFirst().layer() == full.top();
        }

        void search() {
            if (onlyChanged && !isOfTopLayer() && !now.isEmpty()) {
                return; // Nothing in here is the top layer's.
            }
            names.forEach((name, place) -> {
                if (full.isDirectory(place)) {
                    take(name);
                    goDown(name);
                }
            });
            names.forEach((name, place) -> {
                if (!full.isDirectory(place)) {
                    take(name);
                }
            });
        }

        private void goDown(String name) {
            if (found.size() < limit) {
                new Folder(child(name), full.folders(now, name), below.folders(before, name)).search();
            }
        }

        private void take(String name) {
            if (found.size() < limit
                    && (fits || child(name).toLowerCase(Locale.ROOT).contains(words))) {
                Node node = listing().node(name, onlyChanged);
                if (!onlyChanged || node.sign() != Sign.UNCHANGED) {
                    found.add(node);
                }
            }
        }

        private FolderListing listing() {
            FolderListing present = listing == null ? new FolderListing(full, path) : listing;
            listing = present;
            return present;
        }

        private String child(String name) {
            return path.isEmpty() ? name : path + "/" + name;
        }
    }
}
