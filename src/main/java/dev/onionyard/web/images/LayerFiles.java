package dev.onionyard.web.images;

import dev.onionyard.layer.LayerEntry;
import dev.onionyard.layer.LayerTrees;
import dev.onionyard.layer.LayerTrees.Node;
import dev.onionyard.layer.LayerTrees.Sign;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Looks into stacks of layers, either at what the top layer changes or at the whole merged tree.
final class LayerFiles {

    /// No more matches than this: whoever sees that many types another letter.
    static final int MATCH_LIMIT = 2000;

    enum View {
        CHANGED,
        MERGED
    }

    private final LayerTrees trees;

    LayerFiles(LayerTrees trees) {
        this.trees = trees;
    }

    /// Folders first, then by name.
    List<Node> children(LayerStack stack, View view, String directory) {
        if (stack.steps().isEmpty()) {
            return List.of();
        }
        List<Node> nodes = switch (view) {
            case CHANGED -> trees.changed(stack.ids(), directory);
            case MERGED -> trees.merged(stack.ids(), directory);
        };
        var foldersFirst = new ArrayList<Node>(nodes.size());
        nodes.stream().filter(LayerFiles::isFolder).forEach(foldersFirst::add);
        nodes.stream().filter(node -> !isFolder(node)).forEach(foldersFirst::add);
        return foldersFirst;
    }

    /// Every node whose path contains `words`, upper and lower case alike, at most [#MATCH_LIMIT]. Folders that
    /// only lead to a change are left out.
    List<Node> matching(LayerStack stack, View view, String words) {
        var found = new ArrayList<Node>();
        collect(stack, view, "", words.toLowerCase(Locale.ROOT), found);
        return found;
    }

    private void collect(LayerStack stack, View view, String directory, String words, List<Node> found) {
        for (Node node : children(stack, view, directory)) {
            if (found.size() >= MATCH_LIMIT) {
                return;
            }
            if (matches(node, view, words)) {
                found.add(node);
            }
            if (node.hasChildren()) {
                collect(stack, view, node.entry().path(), words, found);
            }
        }
    }

    private static boolean matches(Node node, View view, String words) {
        boolean onTheWay = view == View.CHANGED && node.sign() == Sign.UNCHANGED;
        return !onTheWay && node.entry().path().toLowerCase(Locale.ROOT).contains(words);
    }

    private static boolean isFolder(Node node) {
        return node.entry().kind() == LayerEntry.Kind.DIRECTORY;
    }
}
