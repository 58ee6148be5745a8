package dev.onionyard.container;

import dev.onionyard.error.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/// Lists of processors and memory nodes (cpuset(7), List format): `0-2,4`.
final class CpuSet {

    private static final Path SYSTEM = Path.of("/sys/devices/system");
    private static final int HIGHEST = 8192;

    private CpuSet() {}

    /// @param kind `cpus` or `mems`
    /// @param things what Docker calls them
    /// @throws InvalidInputException in Docker's words if it is no list, or names what the host does not have
    static void check(String text, String kind, String things) {
        if (text.isEmpty()) {
            return;
        }
        BitSet asked;
        try {
            asked = parse(text);
        } catch (NumberFormatException e) {
            throw new InvalidInputException(
                    "Invalid value " + text + " for cpuset " + kind + ": invalid format: " + text, e);
        }
        String available = available(kind);
        asked.andNot(parse(available));
        if (!asked.isEmpty()) {
            throw new InvalidInputException(
                    "Requested " + things + " are not available - requested " + text + ", available: " + available);
        }
    }

    static BitSet parse(String text) {
        var set = new BitSet();
        for (String range : text.split(",", -1)) {
            int hyphen = range.indexOf('-');
            int first = number(hyphen < 0 ? range : range.substring(0, hyphen));
            int last = hyphen < 0 ? first : number(range.substring(hyphen + 1));
            if (last < first) {
                throw new NumberFormatException(range);
            }
            set.set(first, last + 1);
        }
        return set;
    }

    private static int number(String text) {
        int number = Integer.parseInt(text);
        if (number < 0 || number > HIGHEST) {
            throw new NumberFormatException(text);
        }
        return number;
    }

    private static String available(String kind) {
        Path file = kind.equals("cpus") ? SYSTEM.resolve("cpu/online") : SYSTEM.resolve("node/online");
        try {
            // Without memory nodes the kernel has one.
            return Files.exists(file) ? Files.readString(file).strip() : "0";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
