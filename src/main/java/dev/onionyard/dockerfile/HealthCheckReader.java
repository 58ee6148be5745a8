package dev.onionyard.dockerfile;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `HEALTHCHECK [--interval=30s …] CMD …` and `HEALTHCHECK NONE`.
final class HealthCheckReader {

    static final Set<String> FLAGS = Set.of("interval", "timeout", "start-period", "start-interval", "retries");

    private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|µs|ms|s|m|h)");
    private static final double NANOS_PER_MILLI = 1e6;

    private final Source source;
    private final Flags flags;
    private final String arguments;
    private final int start;

    HealthCheckReader(Source source, Flags flags, String arguments, int start) {
        this.source = source;
        this.flags = flags;
        this.arguments = arguments;
        this.start = start;
    }

    Instruction.HealthCheck read() {
        String[] parts = arguments.split("\\s+", 2);
        String rest = parts.length == 2 ? parts[1] : "";
        return switch (parts[0].toUpperCase(Locale.ROOT)) {
            case "NONE" -> none(rest);
            case "CMD" -> command(rest);
            case "" -> throw fault("HEALTHCHECK requires at least one argument");
            default -> throw fault("Unknown type \"" + parts[0] + "\" in HEALTHCHECK (try CMD)");
        };
    }

    private Instruction.HealthCheck none(String rest) {
        if (!rest.isEmpty()) {
            throw fault("HEALTHCHECK NONE takes no arguments");
        }
        return new Instruction.HealthCheck(source, null, Duration.ZERO, Duration.ZERO, Duration.ZERO, 0);
    }

    private Instruction.HealthCheck command(String rest) {
        if (rest.isEmpty()) {
            throw fault("Missing command after HEALTHCHECK CMD");
        }
        return new Instruction.HealthCheck(
                source,
                commandOf(rest),
                duration("interval"),
                duration("timeout"),
                duration("start-period"),
                retries());
    }

    private Command commandOf(String rest) {
        try {
            return JsonWords.parse(rest).<Command>map(Command.Exec::new).orElseGet(() -> new Command.Shell(rest));
        } catch (JsonWords.NotStrings e) {
            throw fault(String.valueOf(e.getMessage()));
        }
    }

    private int retries() {
        String value = flags.value("retries");
        if (value.isEmpty()) {
            return 0;
        }
        if (!value.matches("[1-9]\\d{0,5}")) {
            throw flags.fault("retries", "--retries must be at least 1 (not " + value + ")", "a number such as 3");
        }
        return Integer.parseInt(value);
    }

    /// Go's durations: `1m30s`, `500ms`. Docker wants at least a millisecond.
    private Duration duration(String name) {
        String value = flags.value(name);
        if (value.isEmpty()) {
            return Duration.ZERO;
        }
        Matcher part = DURATION_PART.matcher(value);
        double nanos = 0;
        int end = 0;
        while (part.find(end) && part.start() == end) {
            nanos += Double.parseDouble(part.group(1)) * nanosPer(part.group(2));
            end = part.end();
        }
        if (end != value.length() && !value.equals("0")) {
            throw flags.fault(name, "invalid duration \"" + value + "\"", "a duration such as 30s or 1m30s");
        }
        if (nanos != 0 && nanos < NANOS_PER_MILLI) {
            throw flags.fault(name, "Interval \"" + name + "\" cannot be less than 1ms", "1ms or more");
        }
        return Duration.ofNanos((long) nanos);
    }

    private static double nanosPer(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "ms" -> NANOS_PER_MILLI;
            case "s" -> 1e9;
            case "m" -> 60e9;
            case "h" -> 3600e9;
            default -> 1e3;
        };
    }

    private DockerfileFault fault(String message) {
        return new DockerfileFault(
                arguments.isEmpty() ? 0 : start,
                arguments.length(),
                message,
                "HEALTHCHECK NONE or HEALTHCHECK [options] CMD command");
    }
}
