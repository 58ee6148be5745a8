package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerState;
import java.util.Locale;

/// A container's state as it is shown: a shape, a word and a colour.
///
/// @param name `running`, `exited` and so on; chooses shape and word
/// @param colour a class: `state-good`, `state-bad` and so on; empty for grey
/// @param exited whether there is an exit code to show
public record StateView(String name, String colour, boolean exited, int exitCode) {

    private static final int INTERRUPTED = 130;
    private static final int KILLED = 137;
    private static final int TERMINATED = 143;

    public static StateView of(Container container) {
        Container.Status status = container.status();
        ContainerState state = status.state();
        return new StateView(
                state.name().toLowerCase(Locale.ROOT),
                colour(status),
                state == ContainerState.EXITED,
                status.exitCode());
    }

    private static String colour(Container.Status status) {
        return switch (status.state()) {
            case RUNNING -> "state-good";
            case PAUSED -> "state-warn";
            case RESTARTING -> "state-busy";
            case CREATED -> status.error().isEmpty() ? "" : "state-bad";
            case DEAD -> "state-bad";
            case EXITED -> exitColour(status);
        };
    }

    // 130, 137 and 143 are what stopping makes of a process: worth a look at most, and no failure.
    private static String exitColour(Container.Status status) {
        if (status.oomKilled()) {
            return "state-bad";
        }
        return switch (status.exitCode()) {
            case 0, INTERRUPTED, TERMINATED -> "";
            case KILLED -> "state-warn";
            default -> "state-bad";
        };
    }

    public boolean alive() {
        return name.equals("running") || name.equals("paused");
    }
}
