package dev.onionyard.container;

import dev.onionyard.container.Container.Status;
import dev.onionyard.error.EngineException;
import dev.onionyard.event.Initiator;
import dev.onionyard.network.NetworkAttachments;
import dev.onionyard.runtime.Bundle;
import dev.onionyard.runtime.Bundles;
import dev.onionyard.runtime.ContainerStatus;
import dev.onionyard.runtime.ExitWatcher;
import dev.onionyard.runtime.OciRuntime;
import dev.onionyard.runtime.RuntimeSessions;
import dev.onionyard.snapshot.SnapshotStore;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Finds the containers of the server's last life again, before anybody can ask for them. Containers run on
/// while no server is there; the runtime's files say what became of each:
///
/// - its conmon listens: it runs;
/// - there is an exit code: it ended meanwhile;
/// - its conmon is gone without a code: it is killed, and counts as ended by SIGKILL;
/// - there is nothing: the host was restarted.
@Component
class ContainerAdoption implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ContainerAdoption.class);

    /// What Docker gives containers that it killed, and those that died with the host.
    private static final int KILLED = 137;

    private static final int UNKNOWN = 255;

    private final ContainerTable table;
    private final ContainerRunner runner;
    private final ContainerExits containerExits;
    private final ExitFutures exits;
    private final ExitWatcher watcher;
    private final OciRuntime runtime;
    private final Bundles bundles;
    private final RuntimeSessions sessions;
    private final NetworkAttachments attachments;
    private final SnapshotStore snapshots;
    private boolean running;

    ContainerAdoption(
            ContainerTable table,
            ContainerRunner runner,
            ContainerExits containerExits,
            ExitFutures exits,
            ExitWatcher watcher,
            OciRuntime runtime,
            Bundles bundles,
            RuntimeSessions sessions,
            NetworkAttachments attachments,
            SnapshotStore snapshots) {
        this.table = table;
        this.runner = runner;
        this.containerExits = containerExits;
        this.exits = exits;
        this.watcher = watcher;
        this.runtime = runtime;
        this.bundles = bundles;
        this.sessions = sessions;
        this.attachments = attachments;
        this.snapshots = snapshots;
    }

    @Override
    public void start() {
        running = true;
        Initiator.SYSTEM.run(this::adoptAll);
    }

    private void adoptAll() {
        // First the watch, then the look: an exit in between is seen by both, which does no harm.
        attempt("watch for exits", () -> watcher.watch(containerExits::ended));
        attempt("end left-over processes", sessions::sweep);
        Set<String> withBundle = new HashSet<>(bundles.ids());
        for (StoredContainer container : table.all()) {
            boolean known = withBundle.remove(container.id());
            if (known || container.alive()) {
                attempt("adopt container " + container.name(), () -> adopt(container));
            }
        }
        withBundle.forEach(id -> attempt("remove bundle " + id, () -> runtime.delete(runner.bundle(id))));
        attempt("restore networks", () -> attachments.restore(aliveIds()));
        attempt("sweep snapshots", () -> snapshots.sweep(allIds()));
        attempt("start containers again", this::startAgain);
    }

    private void adopt(StoredContainer container) {
        Bundle bundle = runner.bundle(container.id());
        switch (runtime.find(bundle)) {
            case ContainerStatus.Running found -> adopt(container, found.pid(), ContainerState.RUNNING);
            case ContainerStatus.Paused found -> adoptFrozen(container, found.pid());
            case ContainerStatus.Exited found -> ended(container, found.code());
            case ContainerStatus.Orphaned found -> ended(container, KILLED);
            // The server was killed between creating and starting it.
            case ContainerStatus.Created found -> ended(container, KILLED);
            case ContainerStatus.Absent found -> ended(container, UNKNOWN);
        }
    }

    /// One that nobody had paused was frozen for a commit that the server did not live to end.
    private void adoptFrozen(StoredContainer container, int pid) {
        if (container.state() == ContainerState.PAUSED) {
            adopt(container, pid, ContainerState.PAUSED);
        } else {
            runtime.resume(runner.bundle(container.id()));
            adopt(container, pid, ContainerState.RUNNING);
        }
    }

    private void adopt(StoredContainer container, int pid, ContainerState state) {
        Status status = container.view().status();
        exits.begin(container.id());
        table.update(container.withStatus(new Status(
                state,
                pid,
                0,
                false,
                "",
                container.alive() ? status.started() : runner.now(),
                null,
                status.restartCount())));
        watcher.watchMonitor(container.id(), pid);
        log.info("Container {} runs on", container.name());
    }

    /// Ends it as if it had ended now. One that the database does not think alive has only left files.
    private void ended(StoredContainer container, int code) {
        if (container.alive()) {
            containerExits.ended(container.id(), code);
            log.info("Container {} ended while no server was there, exit code {}", container.name(), code);
        } else {
            runner.clearAway(container.id());
        }
    }

    private void startAgain() {
        for (StoredContainer container : table.all()) {
            boolean waits = container.state() == ContainerState.RESTARTING;
            boolean wanted = container.state() == ContainerState.EXITED
                    && RestartBackOff.appliesAtServerStart(
                            container.host().restartPolicy(), container.stoppedOnPurpose());
            if (waits || wanted) {
                containerExits.restartNow(container.id());
            }
        }
    }

    private Set<String> aliveIds() {
        return table.all().stream()
                .filter(StoredContainer::alive)
                .map(StoredContainer::id)
                .collect(Collectors.toSet());
    }

    private Set<String> allIds() {
        return table.all().stream().map(StoredContainer::id).collect(Collectors.toSet());
    }

    /// One container's trouble must not keep the server from starting.
    private static void attempt(String what, Runnable work) {
        try {
            work.run();
        } catch (EngineException | UncheckedIOException e) {
            log.warn("Could not {}: {}", what, e.getMessage());
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// Before the web server, which takes requests from its start on.
    @Override
    public int getPhase() {
        return 0;
    }
}
