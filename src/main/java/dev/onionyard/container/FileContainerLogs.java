package dev.onionyard.container;

import dev.onionyard.runtime.Bundles;
import dev.onionyard.runtime.LogQuery;
import dev.onionyard.runtime.LogRecord;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Reads the logs that conmon writes; they lie in the home directory and outlive every run.
@Service
class FileContainerLogs implements ContainerLogs {

    private final ContainerTable table;
    private final ContainerRunner runner;
    private final Bundles bundles;

    FileContainerLogs(ContainerTable table, ContainerRunner runner, Bundles bundles) {
        this.table = table;
        this.runner = runner;
        this.bundles = bundles;
    }

    @Override
    public void read(String nameOrId, Query query, Consumer<Line> sink) {
        String id = table.get(nameOrId).id();
        @Nullable BooleanSupplier goesOn = query.follow() ? () -> goesOn(id) : null;
        var logQuery = new LogQuery(query.tail(), query.since(), query.until(), goesOn);
        bundles.log(runner.bundle(id)).read(logQuery, entry -> {
            if (entry.stderr() ? query.stderr() : query.stdout()) {
                sink.accept(line(entry));
            }
        });
    }

    /// A container that waits for its restart will print again.
    private boolean goesOn(String id) {
        return table.findById(id)
                .map(container -> container.alive() || container.state() == ContainerState.RESTARTING)
                .orElse(false);
    }

    private static Line line(LogRecord entry) {
        return new Line(entry.time(), entry.stderr() ? Stream.STDERR : Stream.STDOUT, entry.text(), entry.complete());
    }
}
