package dev.onionyard.network;

import dev.onionyard.dns.NameServer;
import dev.onionyard.linux.NetworkNamespace;
import java.util.List;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/// Lets containers in networks of one's own find each other by name, at Docker's address.
@Component
class NameServers implements DisposableBean {

    /// Where every container finds it.
    static final String ADDRESS = "127.0.0.11";

    private final NameServer server;

    NameServers(ContainerNames names) {
        this.server = new NameServer(ADDRESS, names);
    }

    /// Answers a container, or stops answering it, as its networks want.
    void serve(Attachment attachment) {
        if (attachment.hasNames() && attachment.netnsPath().isPresent()) {
            server.serve(
                    attachment.containerId(),
                    NetworkNamespace.at(attachment.netnsPath().get()),
                    upstream(attachment));
        } else {
            stop(attachment.containerId());
        }
    }

    void stop(String containerId) {
        server.stop(containerId);
    }

    /// Containers that cannot reach the world do not reach it through us either.
    private static List<String> upstream(Attachment attachment) {
        return attachment.outward().isEmpty()
                ? List.of()
                : ResolvConf.upstream(attachment.member().nameServers());
    }

    @Override
    public void destroy() {
        server.close();
    }
}
