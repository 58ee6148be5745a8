package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerState;
import dev.onionyard.error.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What can be done to containers from a list or a page.
enum ContainerAct {
    START(false, false),
    STOP(true, false),
    RESTART(true, false),
    KILL(false, true),
    PAUSE(false, false),
    RESUME(false, false),
    REMOVE(true, true);

    private final boolean slow;
    private final boolean asks;

    ContainerAct(boolean slow, boolean asks) {
        this.slow = slow;
        this.asks = asks;
    }

    static ContainerAct of(String word) {
        return Arrays.stream(values())
                .filter(act -> act.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("cannot do \"" + word
                        + "\" with containers: expected start, stop, restart, kill, pause, resume" + " or remove"));
    }

    /// In addresses, forms and message keys.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether it may take more than a second.
    boolean slow() {
        return slow;
    }

    /// Whether something is lost by it, so that it is always asked first.
    public boolean asks() {
        return asks;
    }

    /// Whether it makes sense for a container as it is now.
    boolean fits(Container container) {
        ContainerState state = container.status().state();
        return switch (this) {
            case START -> !state.alive() && state != ContainerState.RESTARTING && state != ContainerState.DEAD;
            case STOP, RESTART -> state.alive() || state == ContainerState.RESTARTING;
            case KILL -> state.alive();
            case PAUSE -> state == ContainerState.RUNNING;
            case RESUME -> state == ContainerState.PAUSED;
            case REMOVE -> true;
        };
    }

    static List<ContainerAct> fitting(Container container) {
        return Arrays.stream(values()).filter(act -> act.fits(container)).toList();
    }
}
