package dev.onionyard.audit;

import java.util.List;

/// One page of the trail, newest first.
///
/// @param number from 0
public record AuditPage(List<AuditEntry> entries, int number, int pages, long total) {

    public AuditPage {
        entries = List.copyOf(entries);
    }
}
