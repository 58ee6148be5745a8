package dev.onionyard.runtime;

import java.nio.file.Path;

/// The directory that the OCI runtime and conmon share about one container (runtime-spec bundle.md). It lies
/// below the run directory, because socket paths are limited to 107 bytes, and is gone after a reboot, as the
/// process is.
///
/// @param id 64 hexadecimal digits
/// @param logDirectory where conmon writes what the container prints; it lies elsewhere, because logs outlive
///     bundles
public record Bundle(String id, Path directory, Path logDirectory) {

    private static final String LOG_NAME = "container.log";

    /// conmon's socket for clients: SEQPACKET, one packet a piece of output.
    Path attachSocket() {
        return directory.resolve("attach");
    }

    /// The file that is written now; older ones lie beside it.
    Path log() {
        return logDirectory.resolve(LOG_NAME);
    }

    LogFiles logFiles() {
        return new LogFiles(logDirectory, LOG_NAME);
    }

    /// conmon's FIFO for the window size and for reopening the log.
    Path control() {
        return directory.resolve("ctl");
    }

    Path config() {
        return directory.resolve("config.json");
    }

    Path pidFile() {
        return directory.resolve("pidfile");
    }

    /// Exists once the kernel has killed a process of the container for lack of memory.
    Path oomFile() {
        return directory.resolve("oom");
    }

    /// What conmon itself complains about.
    Path conmonErrors() {
        return directory.resolve("conmon.err");
    }

    Path exec(String execId) {
        return directory.resolve("x").resolve(execId);
    }
}
