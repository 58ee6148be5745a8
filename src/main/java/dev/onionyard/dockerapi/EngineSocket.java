package dev.onionyard.dockerapi;

import dev.onionyard.error.ConflictException;
import dev.onionyard.error.UnavailableException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.net.NioEndpoint;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/// The unix socket that `docker` talks to: a second connector of the same Tomcat.
@Component
class EngineSocket implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private final Path path;

    EngineSocket(@Value("${onionyard.socket}") Path path) {
        this.path = path.toAbsolutePath().normalize();
    }

    Path path() {
        return path;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        makeRoom();
        factory.addAdditionalConnectors(connector());
        factory.addContextCustomizers(context ->
                ((StandardHost) context.getParent()).setErrorReportValveClass(ApiErrorReport.class.getName()));
    }

    private Connector connector() {
        Connector connector = new ApiConnector(new OnceClosed());
        connector.setProperty("unixDomainSocketPath", path.toString());
        connector.setProperty("unixDomainSocketPathPermissions", "rw-rw----");
        return connector;
    }

    /// Tomcat closes a connector twice when it stops gracefully, and deletes the socket's file each time. The second
    /// time the file is gone, or is that of the next server.
    private static final class OnceClosed extends NioEndpoint {

        private final AtomicBoolean closed = new AtomicBoolean();

        @Override
        protected void doCloseServerSocket() throws IOException {
            if (closed.compareAndSet(false, true)) {
                super.doCloseServerSocket();
            }
        }
    }

    /// A killed server leaves its socket file behind, and then bind fails. Removes it only if nobody answers there.
    private void makeRoom() {
        try {
            Files.createDirectories(path.getParent());
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            if (answers()) {
                throw new ConflictException("cannot listen on socket \"" + path
                        + "\": another engine answers there; set onionyard.socket to another path");
            }
            Files.delete(path);
        } catch (IOException e) {
            throw new UnavailableException("cannot prepare socket \"" + path + "\": " + e.getMessage(), e);
        }
    }

    boolean answers() {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            return false;
        }
    }
}
