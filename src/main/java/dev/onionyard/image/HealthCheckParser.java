package dev.onionyard.image;

import static dev.onionyard.image.DockerfileChanges.refused;

import dev.onionyard.oci.HealthCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `HEALTHCHECK [--interval=30s …] CMD …` and `HEALTHCHECK NONE`.
final class HealthCheckParser {

    private static final Pattern OPTION = Pattern.compile("--([a-z-]+)=(\\S+)\\s+");
    private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");

    private final String line;
    private Duration interval = Duration.ZERO;
    private Duration timeout = Duration.ZERO;
    private Duration startPeriod = Duration.ZERO;
    private int retries;

    private HealthCheckParser(String line) {
        this.line = line;
    }

    static HealthCheck parse(String line, String rest) {
        return new HealthCheckParser(line).parse(rest);
    }

    private HealthCheck parse(String rest) {
        if (rest.equalsIgnoreCase("NONE")) {
            return new HealthCheck(List.of("NONE"), Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
        }
        Matcher option = OPTION.matcher(rest);
        int start = 0;
        while (option.find(start) && option.start() == start) {
            take(option.group(1), option.group(2));
            start = option.end();
        }
        return new HealthCheck(test(rest.substring(start)), interval, timeout, startPeriod, retries);
    }

    private List<String> test(String command) {
        String[] parts = command.split("\\s+", 2);
        if (parts.length < 2 || !parts[0].equalsIgnoreCase("CMD")) {
            throw refused(line, "HEALTHCHECK NONE or HEALTHCHECK [options] CMD command");
        }
        var test = new ArrayList<String>();
        JsonWords.parse(parts[1])
                .ifPresentOrElse(
                        words -> {
                            test.add("CMD");
                            test.addAll(words);
                        },
                        () -> {
                            test.add("CMD-SHELL");
                            test.add(parts[1]);
                        });
        return test;
    }

    private void take(String option, String value) {
        switch (option) {
            case "interval" -> interval = duration(value);
            case "timeout" -> timeout = duration(value);
            case "start-period" -> startPeriod = duration(value);
            case "retries" -> retries = count(value);
            default -> throw refused(line, "--interval, --timeout, --start-period or --retries, not --" + option);
        }
    }

    private int count(String value) {
        if (!value.matches("\\d{1,6}")) {
            throw refused(line, "a number of retries, not \"" + value + "\"");
        }
        return Integer.parseInt(value);
    }

    /// Go's durations: `1m30s`, `500ms`. Docker wants at least a millisecond.
    private Duration duration(String value) {
        Matcher part = DURATION_PART.matcher(value);
        double nanos = 0;
        int end = 0;
        while (part.find(end) && part.start() == end) {
            nanos += Double.parseDouble(part.group(1)) * nanosPer(part.group(2));
            end = part.end();
        }
        if (end == 0 || end != value.length() || nanos != 0 && nanos < nanosPer("ms")) {
            throw refused(line, "a duration such as 30s or 1m30s, at least 1ms, not \"" + value + "\"");
        }
        return Duration.ofNanos((long) nanos);
    }

    private static double nanosPer(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            case "h" -> 3600e9;
            default -> 1e3;
        };
    }
}
