package dev.onionyard.web.images;

import dev.onionyard.layer.LayerEntry;
import dev.onionyard.layer.LayerTrees;
import dev.onionyard.layer.LayerTrees.Node;
import java.util.ArrayList;
import java.util.List;

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

    /// What [LayerTrees#search] finds, at most [#MATCH_LIMIT] nodes.
    List<Node> matching(LayerStack stack, View view, String words) {
        return trees.search(stack.ids(), view == View.CHANGED, words, MATCH_LIMIT);
    }

    private static boolean isFolder(Node node) {
        return node.entry().kind() == LayerEntry.Kind.DIRECTORY;
    }
}
