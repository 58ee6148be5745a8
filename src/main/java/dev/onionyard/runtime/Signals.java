package dev.onionyard.runtime;

import dev.onionyard.error.InvalidInputException;
import java.util.List;
import java.util.Locale;

/// Names and numbers of signals (signal(7)), the same on x86-64 and aarch64.
public final class Signals {

    private static final int LAST = 64;
    private static final int FIRST_REALTIME = 34;

    /// In order of their numbers, from 1.
    private static final List<String> NAMES = List.of(
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
            "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
            "WINCH", "IO", "PWR", "SYS");

    public static final int KILL = 9;
    public static final int TERM = 15;

    private Signals() {}

    /// Reads `KILL`, `SIGKILL`, `9`, `RTMIN+3`, in any case.
    ///
    /// @throws InvalidInputException in Docker's words if there is no such signal
    public static int parse(String text) {
        String upper = text.strip().toUpperCase(Locale.ROOT);
        String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
        int number = NAMES.indexOf(name) + 1;
        if (number == 0) {
            number = parseNumber(name);
        }
        if (number < 1 || number > LAST) {
            throw new InvalidInputException("Invalid signal: " + text);
        }
        return number;
    }

    /// `SIGTERM` for 15; `SIG45` for what has no name.
    public static String name(int number) {
        return "SIG" + (number >= 1 && number <= NAMES.size() ? NAMES.get(number - 1) : number);
    }

    private static int parseNumber(String name) {
        try {
            if (name.startsWith("RTMIN")) {
                return FIRST_REALTIME + offset(name);
            }
            return name.startsWith("RTMAX") ? LAST + offset(name) : Integer.parseInt(name);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static int offset(String realtime) {
        String rest = realtime.substring("RTMIN".length());
        return rest.isEmpty() ? 0 : Integer.parseInt(rest);
    }
}
