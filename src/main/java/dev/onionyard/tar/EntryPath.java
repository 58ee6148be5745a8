package dev.onionyard.tar;

import dev.onionyard.error.InvalidInputException;
import java.util.ArrayDeque;

/// The cleaned name of an entry: relative, `/` between the components, no empty, `.` or `..` component. The root is the
/// empty string. An absolute name is taken from the root of the tree. Newlines are legal in names and stay.
public record EntryPath(String value) {

    public static final EntryPath ROOT = new EntryPath("");

    /// Cleans a name without looking at any file: `./a//b/../c/` becomes `a/c`.
    ///
    /// @throws InvalidInputException if the name leads out of the root or holds a NUL character
    public static EntryPath of(String name) {
        if (name.indexOf('\0') >= 0) {
            throw new InvalidInputException(
                    "cannot read tar: the name \"" + TarNames.shown(name) + "\" holds a NUL character");
        }
        return isClean(name) ? new EntryPath(name) : clean(name);
    }

    /// The last component.
    public String name() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    /// The folder it is in; the root's is the root.
    public EntryPath parent() {
        int slash = value.lastIndexOf('/');
        return slash < 0 ? ROOT : new EntryPath(value.substring(0, slash));
    }

    public boolean isRoot() {
        return value.isEmpty();
    }

    @Override
    public String toString() {
        return value;
    }

    /// Whether there is nothing to clean: the usual case, told without making objects.
    private static boolean isClean(String name) {
        int start = 0;
        while (start <= name.length()) {
            int slash = name.indexOf('/', start);
            int end = slash < 0 ? name.length() : slash;
            if (end == start
                    || name.charAt(start) == '.'
                            && (end == start + 1 || end == start + 2 && name.charAt(end - 1) == '.')) {
                return false;
            }
            start = end + 1;
        }
        return true;
    }

    private static EntryPath clean(String name) {
        var components = new ArrayDeque<String>();
        for (String component : name.split("/")) {
            if (component.equals("..")) {
                if (components.pollLast() == null) {
                    throw new InvalidInputException(
                            "cannot read tar: the name \"" + TarNames.shown(name) + "\" leads out of the root");
                }
            } else if (!component.isEmpty() && !component.equals(".")) {
                components.addLast(component);
            }
        }
        return new EntryPath(String.join("/", components));
    }
}
