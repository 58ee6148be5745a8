package dev.onionyard.audit;

import java.util.List;
import java.util.function.Consumer;

/// Reads the trail.
public interface AuditHistory {

    /// @param page from 0
    AuditPage search(AuditQuery query, int page, int pageSize);

    /// Hands over all rows that fit, newest first, a piece at a time, so that a trail of any length can be
    /// exported.
    void forEach(AuditQuery query, Consumer<AuditEntry> reader);

    /// All names that occur, for a filter.
    List<String> people();

    /// All actions that occur, for a filter.
    List<String> actions();
}
