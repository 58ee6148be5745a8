package dev.onionyard.container;

import dev.onionyard.container.HostSettings.Ulimit;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.runtime.Capabilities;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// What this server itself may give: without CAP_SYS_RESOURCE nobody can raise a hard limit or lower an OOM
/// score, and the runtime would only say so when the container starts.
final class HostLimits {

    private static final String CAPABILITY = "CAP_SYS_RESOURCE";

    /// As `/proc/self/limits` calls them.
    private static final Map<String, String> ROWS = Map.ofEntries(
            Map.entry("core", "Max core file size"),
            Map.entry("cpu", "Max cpu time"),
            Map.entry("data", "Max data size"),
            Map.entry("fsize", "Max file size"),
            Map.entry("locks", "Max file locks"),
            Map.entry("memlock", "Max locked memory"),
            Map.entry("msgqueue", "Max msgqueue size"),
            Map.entry("nice", "Max nice priority"),
            Map.entry("nofile", "Max open files"),
            Map.entry("nproc", "Max processes"),
            Map.entry("rss", "Max resident set"),
            Map.entry("rtprio", "Max realtime priority"),
            Map.entry("rttime", "Max realtime timeout"),
            Map.entry("sigpending", "Max pending signals"),
            Map.entry("stack", "Max stack size"));

    private HostLimits() {}

    static void checkUlimit(Ulimit asked) {
        if (Capabilities.ownBounds().contains(CAPABILITY)) {
            return;
        }
        long hard = hardLimit(read("/proc/self/limits"), String.valueOf(ROWS.get(asked.name())));
        if (hard >= 0 && (asked.hard() < 0 || asked.hard() > hard)) {
            throw new InvalidInputException("cannot set ulimit \"" + asked.name() + "\" to " + asked.hard()
                    + ": this host permits at most " + hard + " (the server has no " + CAPABILITY + ")");
        }
    }

    static void checkOomScore(int asked) {
        if (asked == 0 || Capabilities.ownBounds().contains(CAPABILITY)) {
            return;
        }
        int own = Integer.parseInt(read("/proc/self/oom_score_adj").strip());
        if (asked < own) {
            throw new InvalidInputException("cannot set oom score adj to " + asked + ": this host permits at least "
                    + own + " (the server has no " + CAPABILITY + ")");
        }
    }

    /// @return -1 for none
    static long hardLimit(String table, String row) {
        return table.lines()
                .filter(line -> line.startsWith(row + " "))
                .map(line -> line.substring(row.length()).strip().split("\\s+")[1])
                .mapToLong(text -> text.equals("unlimited") ? -1 : Long.parseLong(text))
                .findFirst()
                .orElse(-1);
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
