package dev.onionyard.container;

import java.util.List;

/// Lists what runs in containers.
public interface ContainerProcesses {

    /// Processes as a table. Numbers are the host's.
    record Table(List<String> titles, List<List<String>> rows) {}

    /// @param psArguments for `ps` of the host, `-ef` for Docker's default
    /// @throws dev.onionyard.error.ConflictException if the container does not run
    /// @throws dev.onionyard.error.InvalidInputException if `ps` does not like its arguments or prints no PID
    Table top(String nameOrId, String psArguments);
}
