package dev.onionyard.container;

import dev.onionyard.error.EngineException;
import dev.onionyard.event.Initiator;
import dev.onionyard.runtime.OciRuntime;
import dev.onionyard.runtime.Signals;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/// Ends the containers in order when the server stops, where they cannot outlive it: if it is the first process of a
/// container of its own, the kernel kills all others with it, and rules in the host's network would remain for nobody.
/// Those whose restart policy says so run again when the server starts.
@Component
class ContainerFarewell implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(ContainerFarewell.class);

    private static final long FIRST_PROCESS = 1;

    /// The server has ten seconds in all, four of them for requests that are being answered.
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration AFTER_KILL = Duration.ofSeconds(1);

    private final ContainerTable table;
    private final ContainerRunner runner;
    private final ContainerExits containerExits;
    private final ContainerLocks locks;
    private final ExitFutures exits;
    private final OciRuntime runtime;
    private boolean running;

    ContainerFarewell(
            ContainerTable table,
            ContainerRunner runner,
            ContainerExits containerExits,
            ContainerLocks locks,
            ExitFutures exits,
            OciRuntime runtime) {
        this.table = table;
        this.runner = runner;
        this.containerExits = containerExits;
        this.locks = locks;
        this.exits = exits;
        this.runtime = runtime;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        if (ProcessHandle.current().pid() == FIRST_PROCESS) {
            Initiator.SYSTEM.run(this::endAll);
        }
    }

    void endAll() {
        containerExits.restartNoMore();
        List<StoredContainer> alive =
                table.all().stream().filter(StoredContainer::alive).toList();
        signalAndAwait(alive, PATIENCE, this::askToEnd);
        List<StoredContainer> stubborn = alive.stream()
                .filter(container -> exits.find(container.id()).isPresent())
                .toList();
        signalAndAwait(stubborn, AFTER_KILL, container -> runtime.kill(runner.bundle(container.id()), Signals.KILL));
        log.info("{} containers ended with the server, {} of them by force", alive.size(), stubborn.size());
    }

    private void askToEnd(StoredContainer container) {
        runtime.kill(
                runner.bundle(container.id()),
                Signals.parse(container.view().process().stopSignal()));
        if (container.state() == ContainerState.PAUSED) {
            runtime.resume(runner.bundle(container.id()));
        }
    }

    private void signalAndAwait(List<StoredContainer> some, Duration patience, Consumer<StoredContainer> signal) {
        long deadline = System.nanoTime() + patience.toNanos();
        for (StoredContainer container : some) {
            try {
                locks.holding(container.id(), () -> signal.accept(container));
            } catch (EngineException e) {
                log.debug("Could not signal container {}: {}", container.name(), e.getMessage());
            }
        }
        some.forEach(container -> await(container, deadline));
    }

    private void await(StoredContainer container, long deadline) {
        Optional<CompletableFuture<Integer>> end = exits.find(container.id());
        if (end.isEmpty()) {
            return;
        }
        try {
            var unused = end.get().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            log.debug("Container {} has not ended in time", container.name());
        } catch (ExecutionException e) {
            throw new IllegalStateException("exits do not fail", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// Started before the web server, so stopped after it: nothing new is started meanwhile.
    @Override
    public int getPhase() {
        return 0;
    }
}
