package dev.onionyard.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds out which process of the host has a port, for messages.
final class HostListeners {

    private static final Path PROC = Path.of("/proc");
    private static final int LOCAL = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final String LISTENING = "0A";

    private HostListeners() {}

    /// `process "nginx" (1234)`, if it can be found out.
    static Optional<String> owner(String protocol, int port) {
        for (String table : List.of(protocol, protocol + "6")) {
            Optional<String> owner =
                    inode(PROC.resolve("net").resolve(table), protocol, port).flatMap(HostListeners::process);
            if (owner.isPresent()) {
                return owner;
            }
        }
        return Optional.empty();
    }

    /// The socket's inode in a table like `/proc/net/tcp`.
    private static Optional<String> inode(Path table, String protocol, int port) {
        String suffix = String.format(":%04X", port);
        return lines(table)
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields.length > INODE && fields[LOCAL].endsWith(suffix))
                .filter(fields -> protocol.equals("udp") || fields[STATE].equals(LISTENING))
                .map(fields -> fields[INODE])
                .findFirst();
    }

    private static Optional<String> process(String inode) {
        String link = "socket:[" + inode + "]";
        try (Stream<Path> processes = Files.list(PROC)) {
            return processes
                    .filter(path ->
                            Character.isDigit(path.getFileName().toString().charAt(0)))
                    .filter(path -> hasOpen(path, link))
                    .map(path -> "process \""
                            + lines(path.resolve("comm")).findFirst().orElse("?") + "\" (" + path.getFileName() + ")")
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean hasOpen(Path process, String link) {
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.anyMatch(descriptor -> pointsTo(descriptor, link));
        } catch (IOException | UncheckedIOException e) {
            return false; // Ended meanwhile, or not ours to look at.
        }
    }

    private static boolean pointsTo(Path descriptor, String link) {
        try {
            return Files.readSymbolicLink(descriptor).toString().equals(link);
        } catch (IOException e) {
            return false;
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
