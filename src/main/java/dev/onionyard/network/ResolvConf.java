package dev.onionyard.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The `resolv.conf` of a container: the host's, with what was asked for in its place, and without name servers that
/// only the host can reach (its loopback). Where containers have names, our own name server is the only one.
///
/// @param servers name servers
/// @param search domains that short names are looked for in
/// @param options such as `ndots:2`
public record ResolvConf(List<String> servers, List<String> search, List<String> options) {

    /// Asks for nothing: all is the host's.
    public static final ResolvConf HOSTS = new ResolvConf(List.of(), List.of(), List.of());

    private static final Path HOST = Path.of("/etc/resolv.conf");

    /// Where systemd-resolved keeps the servers behind its loopback address.
    private static final Path BEHIND_RESOLVED = Path.of("/run/systemd/resolve/resolv.conf");

    public ResolvConf {
        servers = List.copyOf(servers);
        search = List.copyOf(search);
        options = List.copyOf(options);
    }

    /// The text for a container.
    ///
    /// @param asked name servers, domains and options asked for; what is empty is the host's
    /// @param hostNetwork the container shares the host's network, so loopback servers serve it too
    /// @param names it asks our name server, which asks the others
    public static String forContainer(ResolvConf asked, boolean hostNetwork, boolean names) {
        String host = read(HOST);
        if (hostNetwork && asked.isEmpty()) {
            return host;
        }
        ResolvConf own = parse(host);
        boolean replaceable =
                !hostNetwork && !own.servers.isEmpty() && own.reachable().isEmpty();
        ResolvConf source = replaceable ? parse(read(BEHIND_RESOLVED).isEmpty() ? host : read(BEHIND_RESOLVED)) : own;
        return source.with(asked, hostNetwork, names).text();
    }

    /// The name servers that our own asks for names that no container has. It runs in the host's network, so the
    /// host's loopback will do.
    static List<String> upstream(List<String> asked) {
        return asked.isEmpty() ? parse(read(HOST)).servers() : asked;
    }

    static ResolvConf parse(String text) {
        var servers = new ArrayList<String>();
        List<String> search = List.of();
        var options = new ArrayList<String>();
        for (String line : text.lines().toList()) {
            List<String> words = Arrays.asList(line.strip().split("\\s+"));
            List<String> values = words.subList(1, words.size());
            switch (words.getFirst()) {
                case "nameserver" -> servers.addAll(values.stream().limit(1).toList());
                case "search", "domain" -> search = values;
                case "options" -> options.addAll(values);
                default -> {
                    // Comments, and what resolvers do not know either.
                }
            }
        }
        return new ResolvConf(servers, search, options);
    }

    ResolvConf with(ResolvConf asked, boolean hostNetwork, boolean names) {
        List<String> domains = asked.search.isEmpty() ? search : asked.search;
        List<String> wanted = asked.options.isEmpty() ? options : asked.options;
        List<String> chosen = asked.servers.isEmpty() ? hostNetwork ? servers : reachable() : asked.servers;
        return new ResolvConf(
                names ? List.of(NameServers.ADDRESS) : chosen,
                domains.equals(List.of(".")) ? List.of() : domains,
                names ? withDots(wanted) : wanted);
    }

    String text() {
        var lines = new ArrayList<String>();
        if (!search.isEmpty()) {
            lines.add("search " + String.join(" ", search));
        }
        servers.forEach(server -> lines.add("nameserver " + server));
        if (!options.isEmpty()) {
            lines.add("options " + String.join(" ", options));
        }
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    private boolean isEmpty() {
        return servers.isEmpty() && search.isEmpty() && options.isEmpty();
    }

    /// Names of containers have no dots: they are asked for as they are, first.
    private static List<String> withDots(List<String> options) {
        return options.stream().anyMatch(option -> option.startsWith("ndots:"))
                ? options
                : Stream.concat(options.stream(), Stream.of("ndots:0")).toList();
    }

    private List<String> reachable() {
        return servers.stream()
                .filter(server -> !server.startsWith("127.") && !server.equals("::1"))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
