package dev.onionyard.layer;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.tar.EntryPath;
import dev.onionyard.tar.TarNames;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tree of a layer while it is built, in memory: what is a folder, what a link, what stands for nothing any
/// more. Paths are resolved here and never by the kernel, so that no link in an archive can lead anywhere: a
/// symbolic link on the way is followed inside the tree, as the root of a container would have it.
final class LayerTree {

    private static final int MOST_LINKS = 40;

    final Node root = Node.root();

    /// Folders that were made because something is in them; some may have been named or replaced since.
    final List<Node> impliedFolders = new ArrayList<>();

    /// Hard links whose target this layer does not have; some may have been replaced since.
    final List<Node> linksToLowerLayers = new ArrayList<>();

    private final TreeFiles files;
    private String lastFolderPath = "";
    private Node lastFolder = root;

    LayerTree(TreeFiles files) {
        this.files = files;
    }

    /// The folder at `path`, made with all that leads there where nothing is.
    Node folder(String path) {
        if (path.equals(lastFolderPath)) {
            return lastFolder;
        }
        Node folder = walk(path, true);
        if (folder == null || !folder.isDirectory()) {
            throw new InvalidInputException("\"" + TarNames.shown(path) + "\" is not a folder");
        }
        lastFolderPath = path;
        lastFolder = folder;
        return folder;
    }

    /// What is at `path`; the last component is not followed.
    @Nullable
    Node find(EntryPath path) {
        if (path.isRoot()) {
            return root;
        }
        Node folder = walk(path.parent().value(), false);
        return folder == null ? null : folder.child(path.name());
    }

    Node attach(Node parent, String name, Inode inode) {
        var node = new Node(name, parent, inode);
        parent.children.put(name, node);
        return node;
    }

    /// Takes a name, with all that is below it, out of the tree. Content that the tar needs is kept aside.
    void detach(@Nullable Node node) {
        if (node == null) {
            return;
        }
        lastFolderPath = "";
        lastFolder = root;
        if (node.parent != null) {
            node.parent.children.remove(node.name);
        }
        for (Node each : depthFirst(node)) {
            each.attached = false;
            each.inode.names.remove(each);
            files.remove(each);
        }
    }

    /// The nodes from `top` down, what is in a folder before the folder.
    static List<Node> depthFirst(Node top) {
        List<Node> nodes = new ArrayList<>();
        Deque<Node> waiting = new ArrayDeque<>();
        waiting.push(top);
        while (!waiting.isEmpty()) {
            Node node = waiting.pop();
            nodes.add(node);
            node.children.values().forEach(waiting::push);
        }
        return nodes.reversed();
    }

    private @Nullable Node walk(String path, boolean create) {
        Deque<String> components = new ArrayDeque<>();
        pushAll(components, path);
        Node node = root;
        int links = 0;
        while (!components.isEmpty()) {
            String component = components.pop();
            Node child = step(node, component, create);
            if (child == null) {
                return null;
            }
            if (child.inode.kind == LayerEntry.Kind.SYMLINK) {
                if (++links > MOST_LINKS) {
                    throw new InvalidInputException("too many symbolic links on the way");
                }
                String target = child.inode.linkTarget;
                pushAll(components, target);
                node = target.startsWith("/") ? root : node;
            } else if (child.isDirectory()) {
                node = child;
            } else if (create) {
                throw new InvalidInputException("\"" + TarNames.shown(child.path) + "\" is not a folder");
            } else {
                return null;
            }
        }
        return node;
    }

    private @Nullable Node step(Node folder, String component, boolean create) {
        if (component.equals("..")) {
            return folder.parent == null ? folder : folder.parent;
        }
        Node child = folder.child(component);
        return create && (child == null || child.isWhiteout()) ? implied(folder, component, child) : child;
    }

    private Node implied(Node parent, String name, @Nullable Node whiteout) {
        checkName(name);
        detach(whiteout);
        var inode = new Inode(LayerEntry.Kind.DIRECTORY);
        inode.mode = 0755;
        Node folder = attach(parent, name, inode);
        folder.implied = true;
        folder.opaque = whiteout != null;
        files.createFolder(folder);
        impliedFolders.add(folder);
        return folder;
    }

    /// A link's target may lead to names that no entry could have.
    private static void checkName(String name) {
        if (name.startsWith(Whiteouts.PREFIX)) {
            throw new InvalidInputException("a folder must not be named \"" + TarNames.shown(name) + "\"");
        }
    }

    private static void pushAll(Deque<String> components, String path) {
        String[] parts = path.split("/");
        for (int i = parts.length - 1; i >= 0; i--) {
            if (!parts[i].isEmpty() && !parts[i].equals(".")) {
                components.push(parts[i]);
            }
        }
    }
}
