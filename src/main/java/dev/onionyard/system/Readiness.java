package dev.onionyard.system;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Whether containers can run here. If not, the server works on images only.
///
/// @param problems all that is in the way, none if containers can run
/// @param runtime name and version of the OCI runtime, empty if none works
public record Readiness(List<Problem> problems, String runtime) {

    public Readiness {
        problems = List.copyOf(problems);
    }

    public boolean ready() {
        return problems.isEmpty();
    }

    /// Why containers cannot run.
    public enum Reason {
        /// The server runs as another user than root.
        NOT_ROOT,
        /// Programs are not installed; the detail lists them.
        HELPERS_MISSING,
        /// Root, but without the right to mount: inside a container that lacks it.
        CANNOT_MOUNT,
        /// The OCI runtime refuses this host; the detail is its reason.
        RUNTIME_REFUSES;

        /// The message key, with detail and command as arguments: `readiness.not-root` and so on.
        public String messageKey() {
            return "readiness." + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// One thing in the way.
    ///
    /// @param detail what exactly, or empty
    /// @param command to type to mend it, or empty if no single command does
    public record Problem(Reason reason, String detail, String command) {

        /// In English, for the log.
        public String sentence() {
            String what = switch (reason) {
                case NOT_ROOT -> "containers need root";
                case HELPERS_MISSING -> "programs are missing: " + detail;
                case CANNOT_MOUNT -> "this process may not mount file systems";
                case RUNTIME_REFUSES -> detail;
            };
            return command.isEmpty() ? what : what + "; mend it with: " + command;
        }
    }

    /// All problems in one English line, or that there is none.
    public String sentence() {
        return ready()
                ? "Containers run by " + runtime
                : "Images only: " + problems.stream().map(Problem::sentence).collect(Collectors.joining("; "));
    }
}
