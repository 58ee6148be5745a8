package dev.onionyard.image;

/// What a list of images asks for.
///
/// @param text searched in name, tag, id and label; empty for all
/// @param page from 0
/// @param pageSize 1 to 200
public record ImageQuery(String text, Sort sort, boolean descending, int page, int pageSize) {

    /// Columns a list can be sorted by.
    public enum Sort {
        NAME,
        CREATED,
        SIZE,
        UNIQUE_SIZE,
        CONTAINERS
    }
}
