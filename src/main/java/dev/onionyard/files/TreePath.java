package dev.onionyard.files;

import dev.onionyard.error.InvalidInputException;
import java.util.ArrayDeque;
import java.util.List;

/// A path as people and Docker's clients write it, cleaned as Docker cleans it: from the root of the tree, `..`
/// taken away by name and never above the root. A slash or `/.` at the end is kept, because it follows a
/// symbolic link.
///
/// @param components without empty ones, `.` and `..`
/// @param ending what follows the last component
record TreePath(List<String> components, Ending ending) {

    enum Ending {
        NONE,
        SLASH,
        DOT
    }

    static TreePath of(String path) {
        if (path.indexOf('\0') >= 0) {
            throw new InvalidInputException(
                    "cannot use path \"" + path.replace('\0', '?') + "\": it has a NUL character");
        }
        var components = new ArrayDeque<String>();
        for (String component : path.split("/")) {
            if (component.equals("..")) {
                components.pollLast();
            } else if (!component.isEmpty() && !component.equals(".")) {
                components.addLast(component);
            }
        }
        return new TreePath(List.copyOf(components), ending(path));
    }

    private static Ending ending(String path) {
        if (path.equals(".") || path.endsWith("/.")) {
            return Ending.DOT;
        }
        return path.endsWith("/") ? Ending.SLASH : Ending.NONE;
    }

    boolean isRoot() {
        return components.isEmpty();
    }

    /// The path that the kernel is asked with, relative to the root.
    String lookUp() {
        String path = String.join("/", components);
        return isRoot() || ending == Ending.NONE ? path : path + "/.";
    }

    /// The same, for the folder that it is or leads to.
    String folder() {
        return isRoot() ? "" : String.join("/", components) + "/.";
    }

    /// The name that Docker gives what is here: that of its last component as it was written.
    String name() {
        if (ending == Ending.DOT) {
            return ".";
        }
        return isRoot() ? "/" : components.getLast();
    }

    /// With leading slash, for people.
    @Override
    public String toString() {
        return "/" + String.join("/", components);
    }
}
