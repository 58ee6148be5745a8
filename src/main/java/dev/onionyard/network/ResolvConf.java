package dev.onionyard.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The `resolv.conf` of a container: the host's, without name servers that only the host can reach (its loopback).
public final class ResolvConf {

    private static final Path HOST = Path.of("/etc/resolv.conf");

    /// Where systemd-resolved keeps the servers behind its loopback address.
    private static final Path BEHIND_RESOLVED = Path.of("/run/systemd/resolve/resolv.conf");

    private ResolvConf() {}

    /// @param dns name servers asked for; empty for the host's
    /// @param hostNetwork the container shares the host's network, so loopback servers serve it too
    public static String forContainer(List<String> dns, boolean hostNetwork) {
        String host = read(HOST);
        if (hostNetwork && dns.isEmpty()) {
            return host;
        }
        String source = onlyLoopback(host) ? read(BEHIND_RESOLVED) : host;
        return rewrite(source.isEmpty() ? host : source, dns);
    }

    static String rewrite(String host, List<String> dns) {
        List<String> lines = new ArrayList<>();
        for (String line : host.lines().toList()) {
            boolean server = line.startsWith("nameserver");
            boolean comment = line.startsWith("#") || line.startsWith(";");
            if (!comment && !(server && (!dns.isEmpty() || isLoopback(line)))) {
                lines.add(line);
            }
        }
        dns.forEach(address -> lines.add("nameserver " + address));
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    private static boolean onlyLoopback(String text) {
        var servers = text.lines().filter(line -> line.startsWith("nameserver")).toList();
        return !servers.isEmpty() && servers.stream().allMatch(ResolvConf::isLoopback);
    }

    private static boolean isLoopback(String line) {
        String address = line.substring("nameserver".length()).strip();
        return address.startsWith("127.") || address.equals("::1");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
