package dev.onionyard.container;

import dev.onionyard.error.UnavailableException;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.linux.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/// The files that a container has beside its tree: `home/containers/<id>/{hosts,hostname,resolv.conf}`, which
/// are mounted into it and never part of an image (seed row S16), and `log/`.
@Component
class ContainerFiles {

    /// What Docker writes, too.
    private static final String LOCAL_HOSTS = """
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            fe00::\tip6-localnet
            ff00::\tip6-mcastprefix
            ff02::1\tip6-allnodes
            ff02::2\tip6-allrouters
            """;

    private static final String HOST_GATEWAY = "host-gateway";

    private final HomeDirectory home;

    ContainerFiles(HomeDirectory home) {
        this.home = home;
    }

    Path hosts(String id) {
        return directory(id).resolve("hosts");
    }

    Path hostname(String id) {
        return directory(id).resolve("hostname");
    }

    Path resolvConf(String id) {
        return directory(id).resolve("resolv.conf");
    }

    Path logDirectory(String id) {
        return directory(id).resolve("log");
    }

    void create(String id) {
        try {
            Files.createDirectories(logDirectory(id));
        } catch (IOException e) {
            throw new UnavailableException("cannot create \"" + logDirectory(id) + "\": " + e.getMessage(), e);
        }
    }

    void remove(String id) {
        FileTrees.remove(directory(id));
    }

    /// Writes the files anew, as each start may bring another address.
    ///
    /// @param addresses the container's own
    /// @param lines more lines of the hosts file
    /// @param gateway where the host answers the container, empty for nowhere
    void write(
            StoredContainer container, List<String> addresses, List<String> lines, String gateway, String resolvConf) {
        String id = container.id();
        String hostname = container.view().process().hostname();
        try {
            Files.writeString(
                    hosts(id),
                    hostsText(
                            hostname,
                            addresses,
                            lines,
                            gateway,
                            container.host().extraHosts()));
            Files.writeString(hostname(id), hostname + "\n");
            Files.writeString(resolvConf(id), resolvConf);
        } catch (IOException e) {
            throw new UnavailableException("cannot write \"" + directory(id) + "\": " + e.getMessage(), e);
        }
    }

    /// Tells a running container its new addresses. The files stay the same ones, because they are mounted, and keep
    /// the lines that somebody else wrote.
    void readdress(StoredContainer container, List<String> addresses, String resolvConf) {
        String id = container.id();
        String end = "\t" + container.view().process().hostname();
        try {
            Stream<String> others = Files.readAllLines(hosts(id)).stream().filter(line -> !line.endsWith(end));
            Stream<String> own = addresses.stream().map(address -> address + end);
            Files.writeString(hosts(id), Stream.concat(others, own).collect(Collectors.joining("\n", "", "\n")));
            Files.writeString(resolvConf(id), resolvConf);
        } catch (IOException e) {
            throw new UnavailableException("cannot write \"" + directory(id) + "\": " + e.getMessage(), e);
        }
    }

    /// Gives a container the files of another, whose network it shares.
    void copy(String from, String to) {
        try {
            Files.write(hosts(to), Files.readAllBytes(hosts(from)));
            Files.write(hostname(to), Files.readAllBytes(hostname(from)));
            Files.write(resolvConf(to), Files.readAllBytes(resolvConf(from)));
        } catch (IOException e) {
            throw new UnavailableException("cannot write \"" + directory(to) + "\": " + e.getMessage(), e);
        }
    }

    static String hostsText(
            String hostname, List<String> addresses, List<String> lines, String gateway, List<String> extraHosts) {
        var text = new StringBuilder(LOCAL_HOSTS);
        for (String extra : extraHosts) {
            int colon = extra.indexOf(':');
            String target = extra.substring(colon + 1);
            text.append(target.equals(HOST_GATEWAY) ? gateway : target)
                    .append('\t')
                    .append(extra, 0, colon)
                    .append('\n');
        }
        lines.forEach(line -> text.append(line).append('\n'));
        addresses.forEach(
                address -> text.append(address).append('\t').append(hostname).append('\n'));
        return text.toString();
    }

    private Path directory(String id) {
        return home.path().resolve("containers").resolve(id);
    }
}
