package dev.onionyard.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Keeps what was recorded in a list, for tests of other modules.
public final class RecordingAuditTrail implements AuditTrail {

    /// @param failed true if the act threw
    public record Recorded(AuditAct act, boolean failed) {}

    private final List<Recorded> recorded = new ArrayList<>();

    @Override
    public synchronized <T> T record(AuditAct act, Function<AuditRow, T> work) {
        boolean done = false;
        try {
            T result = work.apply(new IgnoringRow());
            done = true;
            return result;
        } finally {
            recorded.add(new Recorded(act, !done));
        }
    }

    /// Oldest first.
    public synchronized List<Recorded> recorded() {
        return List.copyOf(recorded);
    }

    public synchronized List<String> actions() {
        return recorded.stream().map(each -> each.act().action()).toList();
    }

    public synchronized void clear() {
        recorded.clear();
    }

    private static final class IgnoringRow implements AuditRow {

        @Override
        public void object(String objectId, String objectName) {}

        @Override
        public void before(String text) {}

        @Override
        public void after(String text) {}
    }
}
