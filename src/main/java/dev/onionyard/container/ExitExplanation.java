package dev.onionyard.container;

import dev.onionyard.container.ContainerLifecycle.ExitReason;
import dev.onionyard.runtime.Signals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Says why a container does not run, from facts: code, command, terminal, input, running time. The hardest
/// lesson for beginners comes first: a container lives as long as its foreground process (seed row S8).
final class ExitExplanation {

    private static final Set<String> SHELLS = Set.of("sh", "bash", "ash", "dash", "zsh", "ksh", "fish", "csh", "tcsh");

    /// Programs that by default leave a process in the background and end.
    private static final Set<String> BACKGROUND_STARTERS =
            Set.of("service", "nginx", "httpd", "apache2", "apachectl", "apache2ctl", "sshd", "crond", "mysqld_safe");

    private static final Duration AT_ONCE = Duration.ofSeconds(5);
    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final int SIGNALLED = 128;
    private static final int LAST_SIGNAL = 64;

    private ExitExplanation() {}

    static ExitReason of(Container container) {
        Container.Status status = container.status();
        return switch (status.state()) {
            case RUNNING, PAUSED -> new ExitReason("exit.running", List.of());
            case CREATED ->
                status.error().isEmpty() ? new ExitReason("exit.never-started", List.of()) : failedStart(container);
            case RESTARTING, EXITED, DEAD -> ended(container);
        };
    }

    private static ExitReason failedStart(Container container) {
        String program = container.process().args().getFirst();
        return switch (container.status().exitCode()) {
            case NOT_FOUND -> new ExitReason("exit.command-not-found", List.of(program));
            case NOT_EXECUTABLE -> new ExitReason("exit.not-executable", List.of(program));
            default ->
                new ExitReason("exit.not-started", List.of(container.status().error()));
        };
    }

    private static ExitReason ended(Container container) {
        int code = container.status().exitCode();
        List<String> args = container.process().args();
        if (container.status().oomKilled()) {
            return new ExitReason(
                    "exit.oom", List.of(Long.toString(container.request().host().memoryBytes())));
        }
        if (!container.status().error().isEmpty()) {
            return failedStart(container);
        }
        if (code == 0) {
            return hadNoForeground(container)
                    ? new ExitReason("exit.no-foreground-process", List.of(String.join(" ", args)))
                    : new ExitReason("exit.ok", List.of());
        }
        if (code == NOT_FOUND) {
            return new ExitReason("exit.command-not-found", List.of(args.getFirst()));
        }
        if (code == NOT_EXECUTABLE) {
            return new ExitReason("exit.not-executable", List.of(args.getFirst()));
        }
        if (code > SIGNALLED && code <= SIGNALLED + LAST_SIGNAL) {
            return new ExitReason("exit.signal", List.of(Signals.name(code - SIGNALLED), Integer.toString(code)));
        }
        return new ExitReason("exit.error", List.of(Integer.toString(code)));
    }

    private static boolean hadNoForeground(Container container) {
        return endedAtOnce(container.status())
                && (isShellWithoutInput(container)
                        || leavesItsWorkInTheBackground(container.process().args()));
    }

    private static boolean endedAtOnce(Container.Status status) {
        Instant started = status.started();
        Instant finished = status.finished();
        return started != null
                && finished != null
                && Duration.between(started, finished).compareTo(AT_ONCE) < 0;
    }

    /// A shell that reads commands from its input, and has none.
    private static boolean isShellWithoutInput(Container container) {
        List<String> args = container.process().args();
        boolean readsInput = args.stream().skip(1).allMatch(word -> word.startsWith("-") && !word.contains("c"));
        return !container.request().openStdin() && SHELLS.contains(program(args)) && readsInput;
    }

    private static boolean leavesItsWorkInTheBackground(List<String> args) {
        boolean script =
                SHELLS.contains(program(args)) && args.size() > 2 && args.get(1).endsWith("c");
        if (!script) {
            return BACKGROUND_STARTERS.contains(program(args));
        }
        String text = args.get(2).strip();
        String firstWord = text.isEmpty() ? "" : text.split("\\s+")[0];
        return text.endsWith("&") && !text.endsWith("&&") || BACKGROUND_STARTERS.contains(name(firstWord));
    }

    private static String program(List<String> args) {
        return name(args.getFirst());
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
