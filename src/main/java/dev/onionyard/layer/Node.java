package dev.onionyard.layer;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One name in the tree of a layer that is being built.
final class Node {

    final String name;
    final @Nullable Node parent;
    final Inode inode;

    /// Path from the root.
    final String path;

    final Map<String, Node> children;

    /// A folder that hides what lower layers have in it.
    boolean opaque;

    /// A folder that the tar does not name.
    boolean implied;

    /// False once something else has taken its place.
    boolean attached = true;

    /// Of a hard link to a file of a lower layer that file's path, else null.
    @Nullable
    String hardLinkTo;

    Node(String name, @Nullable Node parent, Inode inode) {
        this.name = name;
        this.parent = parent;
        this.inode = inode;
        this.path = parent == null || parent.path.isEmpty() ? name : parent.path + "/" + name;
        this.children = inode.isDirectory() ? new HashMap<>() : Map.of();
        inode.names.add(this);
    }

    static Node root() {
        var inode = new Inode(LayerEntry.Kind.DIRECTORY);
        inode.mode = 0755;
        var root = new Node("", null, inode);
        root.implied = true;
        return root;
    }

    boolean isDirectory() {
        return inode.isDirectory();
    }

    boolean isWhiteout() {
        return inode.kind == LayerEntry.Kind.WHITEOUT;
    }

    @Nullable
    Node child(String childName) {
        return children.get(childName);
    }
}
