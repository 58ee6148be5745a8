package dev.onionyard.web;

import org.springframework.stereotype.Component;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/// Links to the present page with one thing changed: `${links.with('page', 2)}` in templates. Filters and
/// sorting stay.
@Component
public class PageLinks {

    public String with(String parameter, Object value) {
        var uri = ServletUriComponentsBuilder.fromCurrentRequest();
        uri.replaceQueryParam(parameter, value);
        var components = uri.build().encode();
        return components.getPath() + "?" + components.getQuery();
    }

    /// Sorts by a column from its first page on; a second click turns the order round.
    public String sortedBy(String column, String presentColumn, boolean ascending) {
        var uri = ServletUriComponentsBuilder.fromCurrentRequest();
        uri.replaceQueryParam("page");
        uri.replaceQueryParam("sort", column);
        uri.replaceQueryParam("order", column.equals(presentColumn) && ascending ? "desc" : "asc");
        var components = uri.build().encode();
        return components.getPath() + "?" + components.getQuery();
    }
}
