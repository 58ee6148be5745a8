package dev.onionyard.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Bytes that went through the interfaces of a process's network namespace, loopback left out.
public record InterfaceCounters(long receivedBytes, long sentBytes) {

    private static final int RECEIVED = 0;
    private static final int SENT = 8;

    /// Zeros if the process has ended.
    public static InterfaceCounters of(long pid) {
        try {
            return parse(Files.readAllLines(Path.of("/proc/" + pid + "/net/dev")));
        } catch (IOException e) {
            return new InterfaceCounters(0, 0);
        }
    }

    /// @param lines of `/proc/net/dev`: two of headings, then `name: 16 numbers` each
    static InterfaceCounters parse(List<String> lines) {
        long received = 0;
        long sent = 0;
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0 && !line.substring(0, colon).strip().equals("lo")) {
                String[] numbers = line.substring(colon + 1).strip().split(" +");
                received += Long.parseLong(numbers[RECEIVED]);
                sent += Long.parseLong(numbers[SENT]);
            }
        }
        return new InterfaceCounters(received, sent);
    }
}
