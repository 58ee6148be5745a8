package dev.onionyard.task;

/// Life of a job. `LOST` is a job that was running when the server was killed.
public enum JobState {
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED,
    LOST;

    public boolean ended() {
        return this != RUNNING;
    }
}
