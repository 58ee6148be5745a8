package dev.onionyard.web.images;

import dev.onionyard.layer.LayerEntry;
import dev.onionyard.layer.LayerTrees.Node;
import dev.onionyard.layer.LayerTrees.Sign;
import dev.onionyard.web.files.FileMode;
import java.util.List;
import java.util.function.IntUnaryOperator;

/// Files of a layer or tree as the page asks for them (`frontend/src/file-tree/nodes.ts`).
///
/// @param offset of the first node in the whole answer
/// @param total number of nodes on all pages
record FileTreeJson(List<Line> nodes, int offset, int total) {

    /// @param step number of the step whose layer has the entry, from 1
    record Line(
            String path,
            LayerEntry.Kind kind,
            Sign sign,
            int step,
            long size,
            String mode,
            String owner,
            String modified,
            String target,
            boolean hasChildren,
            boolean opaque) {}

    /// One page of `all`.
    ///
    /// @param stepOfLayer gives the number of a step for the position of its layer
    static FileTreeJson page(List<Node> all, int offset, int limit, IntUnaryOperator stepOfLayer) {
        int from = Math.clamp(offset, 0, all.size());
        int to = Math.min(all.size(), from + limit);
        List<Line> lines = all.subList(from, to).stream()
                .map(node -> line(node, stepOfLayer))
                .toList();
        return new FileTreeJson(lines, from, all.size());
    }

    private static Line line(Node node, IntUnaryOperator stepOfLayer) {
        LayerEntry entry = node.entry();
        return new Line(
                entry.path(),
                entry.kind(),
                node.sign(),
                stepOfLayer.applyAsInt(node.layer()),
                entry.size(),
                FileMode.symbolic(entry.mode()),
                entry.uid() + ":" + entry.gid(),
                entry.modified().toString(),
                entry.linkTarget(),
                node.hasChildren(),
                entry.opaque());
    }
}
