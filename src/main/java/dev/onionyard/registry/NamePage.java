package dev.onionyard.registry;

import java.util.List;

/// Some names, of repositories or tags.
///
/// @param next what to give as `after` for the page that follows, or empty if this is the last; not for
///     people
public record NamePage(List<String> names, String next) {

    public NamePage {
        names = List.copyOf(names);
    }

    public boolean hasNext() {
        return !next.isEmpty();
    }
}
