package dev.onionyard.container;

import dev.onionyard.container.ContainerProcesses.Table;
import dev.onionyard.error.UnavailableException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What `ps -ef` prints, read from `/proc` by the JDK, for hosts without `ps`.
final class ProcessFiles {

    private static final List<String> TITLES = List.of("UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD");
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

    private ProcessFiles() {}

    static Table table(Set<Long> pids, String arguments) {
        if (!Set.of(HostProcesses.DEFAULT_ARGUMENTS, "-e -f", "-f -e", "").contains(arguments.strip())) {
            throw new UnavailableException("cannot run \"ps " + arguments
                    + "\": ps is not on the path; install it with: apt-get install procps");
        }
        var rows = new ArrayList<List<String>>();
        pids.stream()
                .sorted()
                .forEach(pid -> ProcessHandle.of(pid).map(ProcessFiles::row).ifPresent(rows::add));
        return new Table(TITLES, rows);
    }

    private static List<String> row(ProcessHandle process) {
        ProcessHandle.Info info = process.info();
        Duration used = info.totalCpuDuration().orElse(Duration.ZERO);
        return List.of(
                info.user().orElse("?"),
                Long.toString(process.pid()),
                process.parent().map(parent -> Long.toString(parent.pid())).orElse("0"),
                "0",
                info.startInstant().map(CLOCK::format).orElse("?"),
                "?",
                String.format(
                        Locale.ROOT, "%02d:%02d:%02d", used.toHours(), used.toMinutesPart(), used.toSecondsPart()),
                commandLine(info));
    }

    private static String commandLine(ProcessHandle.Info info) {
        Optional<String> line = info.commandLine();
        return line.or(info::command).orElse("?");
    }
}
