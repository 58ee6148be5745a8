package dev.onionyard.build;

import dev.onionyard.dockerfile.IgnoreRules;
import dev.onionyard.dockerfile.PathPattern;
import dev.onionyard.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Finds what a `COPY` or `ADD` names in its tree.
final class CopySources {

    private final String keyword;
    private final SourceTree tree;
    private final IgnoreRules excluded;
    private final boolean extract;

    /// @param extract whether archives are extracted
    CopySources(String keyword, SourceTree tree, IgnoreRules excluded, boolean extract) {
        this.keyword = keyword;
        this.tree = tree;
        this.excluded = excluded;
        this.extract = extract;
    }

    /// @param source a path or pattern from the tree's root; `..` does not leave it
    /// @throws InvalidInputException in Docker's words if there is nothing
    List<CopyItem> find(String source) {
        String path = clean(source);
        if (PathPattern.clean(source).startsWith("..")) {
            throw new InvalidInputException(
                    keyword + " failed: forbidden path outside the " + tree.shownName() + ": " + source + " ()");
        }
        List<CopyItem> found = PathPattern.isPattern(path) ? matching(path) : named(path, source);
        if (found.isEmpty()) {
            throw new InvalidInputException(keyword + " failed: no source files were specified: \"" + source
                    + "\" matches nothing in the " + tree.shownName());
        }
        return found;
    }

    private static String clean(String source) {
        String clean = PathPattern.clean("/" + source);
        return clean.equals(".") ? "" : clean;
    }

    private List<CopyItem> named(String path, String source) {
        return List.of(tree.resolve(path)
                .map(entry -> item(entry, nameOf(path)))
                .orElseThrow(() -> new InvalidInputException(keyword + " failed: file not found in " + tree.shownName()
                        + (tree.keepsOwners() ? "" : " or excluded by .dockerignore")
                        + ": stat " + source + ": file does not exist")));
    }

    private static String nameOf(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private CopyItem item(SourceEntry entry, String name) {
        boolean archive = extract && Archives.isArchive(tree, entry);
        return new CopyItem(tree, entry, name, excluded, archive);
    }

    private List<CopyItem> matching(String path) {
        var found = new ArrayList<CopyItem>();
        Pattern pattern = PathPattern.compile(path, path);
        int depth = path.contains("**") ? Integer.MAX_VALUE : path.split("/").length;
        walk("", pattern, depth, found);
        return found;
    }

    private void walk(String directory, Pattern pattern, int depth, List<CopyItem> found) {
        for (SourceEntry child : tree.children(directory)) {
            if (pattern.matcher(child.path()).matches()) {
                Optional<SourceEntry> resolved = tree.resolve(child.path());
                resolved.filter(entry -> !excluded.excludes(child.name()))
                        .ifPresent(entry -> found.add(item(entry, child.name())));
            }
            if (child.isDirectory() && depth > 1) {
                walk(child.path(), pattern, depth - 1, found);
            }
        }
    }
}
