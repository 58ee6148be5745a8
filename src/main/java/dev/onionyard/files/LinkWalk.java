package dev.onionyard.files;

import dev.onionyard.error.EngineException;
import dev.onionyard.linux.FileType;
import dev.onionyard.linux.RootedDirectory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Follows links by name, to say where a path leads. What is opened is never found this way: the kernel does
/// that.
final class LinkWalk {

    private final RootedDirectory root;
    private int linksLeft;

    LinkWalk(RootedDirectory root, int mostLinks) {
        this.root = root;
        this.linksLeft = mostLinks;
    }

    String from(TreePath path) {
        Deque<String> ahead = new ArrayDeque<>(path.components());
        List<String> done = new ArrayList<>();
        while (!ahead.isEmpty()) {
            String component = ahead.pop();
            if (component.equals("..")) {
                if (!done.isEmpty()) {
                    done.removeLast();
                }
                continue;
            }
            done.add(component);
            String target = linksLeft > 0 ? target(String.join("/", done)) : "";
            if (!target.isEmpty()) {
                linksLeft--;
                done.removeLast();
                if (target.startsWith("/")) {
                    done.clear();
                }
                pushAll(ahead, target);
            }
        }
        return "/" + String.join("/", done);
    }

    /// The text of the link at `path`, or empty if there is none.
    private String target(String path) {
        try {
            return root.find(path)
                    .filter(status -> status.type() == FileType.SYMLINK)
                    .map(status -> root.readLink(path))
                    .orElse("");
        } catch (EngineException e) {
            return "";
        }
    }

    private static void pushAll(Deque<String> ahead, String target) {
        String[] parts = target.split("/");
        for (int i = parts.length - 1; i >= 0; i--) {
            if (!parts[i].isEmpty() && !parts[i].equals(".")) {
                ahead.push(parts[i]);
            }
        }
    }
}
