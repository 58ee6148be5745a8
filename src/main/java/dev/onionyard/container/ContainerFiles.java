package dev.onionyard.container;

import dev.onionyard.error.UnavailableException;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.linux.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    /// @param address the container's own, empty for none
    /// @param gateway of its network, empty for none
    void write(StoredContainer container, String address, String gateway, String resolvConf) {
        String id = container.id();
        String hostname = container.view().process().hostname();
        try {
            Files.writeString(
                    hosts(id),
                    hostsText(hostname, address, gateway, container.host().extraHosts()));
            Files.writeString(hostname(id), hostname + "\n");
            Files.writeString(resolvConf(id), resolvConf);
        } catch (IOException e) {
            throw new UnavailableException("cannot write \"" + directory(id) + "\": " + e.getMessage(), e);
        }
    }

    static String hostsText(String hostname, String address, String gateway, List<String> extraHosts) {
        var text = new StringBuilder(LOCAL_HOSTS);
        for (String extra : extraHosts) {
            int colon = extra.indexOf(':');
            String target = extra.substring(colon + 1);
            text.append(target.equals(HOST_GATEWAY) ? gateway : target)
                    .append('\t')
                    .append(extra, 0, colon)
                    .append('\n');
        }
        if (!address.isEmpty()) {
            text.append(address).append('\t').append(hostname).append('\n');
        }
        return text.toString();
    }

    private Path directory(String id) {
        return home.path().resolve("containers").resolve(id);
    }
}
