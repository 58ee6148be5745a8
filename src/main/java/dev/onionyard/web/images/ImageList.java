package dev.onionyard.web.images;

import dev.onionyard.image.ImagePage;
import dev.onionyard.image.ImageQuery;
import dev.onionyard.image.ImageQuery.Sort;
import java.util.List;

/// A page of the list of images with the links that lead on from it.
record ImageList(ImageQuery query, ImagePage found) {

    public List<ImagePage.Row> rows() {
        return found.rows();
    }

    public boolean searched() {
        return !query.text().isEmpty();
    }

    public int pages() {
        return (int) Math.max(1, Math.ceilDiv(found.total(), (long) query.pageSize()));
    }

    /// Whether the list is sorted by this column, for `aria-sort`.
    public String ariaSort(String column) {
        if (query.sort() != Sort.valueOf(column)) {
            return "none";
        }
        return query.descending() ? "descending" : "ascending";
    }

    /// The direction that a click on this column asks for: the other one, or the natural one of the column.
    public boolean descendingAfterClick(String column) {
        Sort sort = Sort.valueOf(column);
        return query.sort() == sort ? !query.descending() : sort != Sort.NAME;
    }
}
