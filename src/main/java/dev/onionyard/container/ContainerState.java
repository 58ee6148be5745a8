package dev.onionyard.container;

/// Docker's states.
public enum ContainerState {
    CREATED,
    RUNNING,
    PAUSED,
    RESTARTING,
    EXITED,
    DEAD;

    /// Whether it has a process.
    public boolean alive() {
        return this == RUNNING || this == PAUSED;
    }
}
