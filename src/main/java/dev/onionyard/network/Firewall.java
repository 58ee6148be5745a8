package dev.onionyard.network;

import dev.onionyard.error.UnavailableException;
import dev.onionyard.linux.ChildProcess;
import dev.onionyard.linux.NetfilterBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the kernel's rules in line with our state. Small changes are added to the table; whenever one fails
/// (somebody flushed the rules), the whole table is built anew.
///
/// A change takes the kernel up to 20 ms whatever its size, so changes that wait for one are made together in the
/// next.
final class Firewall {

    private static final Logger log = LoggerFactory.getLogger(Firewall.class);

    private final String table;
    private final Supplier<String> whole;
    private final Object turn = new Object();
    private List<Change> waiting = new ArrayList<>();

    private static final class Change {
        final Consumer<NetfilterBatch> elements;
        boolean done;

        Change(Consumer<NetfilterBatch> elements) {
            this.elements = elements;
        }
    }

    /// @param table its name
    /// @param whole the text of the table as our state wants it
    Firewall(String table, Supplier<String> whole) {
        this.table = table;
        this.whole = whole;
    }

    /// Makes a change, whose effect our state holds already. Returns when the kernel has it.
    void change(Consumer<NetfilterBatch> elements) {
        var alone = new NetfilterBatch();
        elements.accept(alone);
        if (alone.isEmpty()) {
            return;
        }
        var mine = new Change(elements);
        synchronized (this) {
            waiting.add(mine);
        }
        synchronized (turn) {
            if (!mine.done) {
                List<Change> changes = takeWaiting();
                if (!changes.contains(mine)) {
                    changes.add(mine); // Another thread took it and failed.
                }
                applyOrRebuild(changes);
                changes.forEach(change -> change.done = true);
            }
        }
    }

    /// Builds the whole table anew.
    void rebuild() {
        synchronized (turn) {
            takeWaiting().forEach(change -> change.done = true);
            nft(whole.get());
        }
    }

    /// Removes the table, if there is one.
    void remove() {
        synchronized (turn) {
            nft("add table ip " + table + "\ndelete table ip " + table + "\n");
        }
    }

    private synchronized List<Change> takeWaiting() {
        List<Change> taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }

    private void applyOrRebuild(List<Change> changes) {
        var batch = new NetfilterBatch();
        changes.forEach(change -> change.elements.accept(batch));
        try {
            batch.commit();
        } catch (UnavailableException e) {
            log.info("Building the firewall rules anew: {}", e.getMessage());
            nft(whole.get());
        }
    }

    private static void nft(String commands) {
        ChildProcess.of("nft", "-f", "-").input(commands).output();
    }
}
