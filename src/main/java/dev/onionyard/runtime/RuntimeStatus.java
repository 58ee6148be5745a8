package dev.onionyard.runtime;

/// Whether containers can run here.
///
/// @param name `crun` or `runc`, empty if none works
/// @param version as it prints it
/// @param problem what is missing and the command that mends it, for people; empty if containers can run
public record RuntimeStatus(String name, String version, String problem) {

    public boolean available() {
        return problem.isEmpty();
    }
}
