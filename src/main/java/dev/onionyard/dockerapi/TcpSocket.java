package dev.onionyard.dockerapi;

import dev.onionyard.account.ProgramSignIn;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.event.Initiator;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketProcessorBase;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/// The Docker API for other machines: a third connector of the same Tomcat, if the operator gives it an address. With
/// TLS everywhere; plain on loopback only, and only when asked for.
@Component
class TcpSocket implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {

    private static final Logger log = LoggerFactory.getLogger(TcpSocket.class);
    private static final String MARK = TcpSocket.class.getName();
    private static final String UNREAD = MARK + ".unread";
    /// A handshake and the head of a request have to be there by then, and the next request of an idle connection.
    private static final String PATIENCE_MILLIS = "30000";

    /// Whose handshake the current thread is working at.
    private static final ScopedValue<String> PEER = ScopedValue.newInstance();

    private final TcpProperties properties;
    private final ProgramSignIn signIn;

    TcpSocket(TcpProperties properties, ProgramSignIn signIn) {
        this.properties = properties;
        this.signIn = signIn;
    }

    /// Whether a request came this way. Ports do not tell: the dashboard may have the same one on another address.
    static boolean brought(HttpServletRequest request) {
        return request.getAttribute(MARK) != null;
    }

    /// Ends the connection after the answer, without waiting for the rest of what a stranger has to say.
    static void leaveUnread(HttpServletRequest request) {
        request.setAttribute(UNREAD, true);
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        if (!properties.on()) {
            return;
        }
        Connector connector = connector(TcpAddress.parse(properties.address()));
        factory.addAdditionalConnectors(connector);
        factory.addEngineValves(new Mark(connector));
    }

    private Connector connector(TcpAddress address) {
        Connector connector = new ApiConnector(new KnownPeers());
        connector.setPort(address.port());
        var protocol = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
        protocol.setAddress(address.first());
        connector.setProperty("connectionTimeout", PATIENCE_MILLIS);
        connector.setProperty("keepAliveTimeout", PATIENCE_MILLIS);
        // A client that vanishes looks as if it had only ended its own side until the next write fails.
        connector.setProperty("socket.soKeepAlive", "true");
        if (properties.encrypted()) {
            encrypt(connector, protocol);
        } else {
            allowPlain(address);
        }
        return connector;
    }

    private void encrypt(Connector connector, AbstractHttp11Protocol<?> protocol) {
        connector.setScheme("https");
        connector.setSecure(true);
        protocol.setSSLEnabled(true);
        protocol.addSslHostConfig(new TcpEncryption(properties, this::turnAway).hostConfig());
    }

    private void allowPlain(TcpAddress address) {
        if (!address.loopback()) {
            throw new InvalidInputException("cannot listen on onionyard.tcp.address \"" + address
                    + "\": other machines reach it, so it needs TLS; set onionyard.tcp.certificate and"
                    + " onionyard.tcp.key");
        }
        if (!properties.plain()) {
            throw new InvalidInputException("cannot listen on onionyard.tcp.address \"" + address
                    + "\" without TLS: every program on this machine would have full power over it; set"
                    + " onionyard.tcp.certificate and onionyard.tcp.key, or onionyard.tcp.plain=true if that is meant");
        }
        log.warn(
                "Plain Docker API on {}: every program on this machine, containers of the host's network included,"
                        + " has full power over it",
                address);
    }

    private void turnAway(String name, String reason) {
        signIn.turnAway(new Initiator(name, Initiator.Channel.DOCKER_API, PEER.orElse("tcp")), reason);
    }

    /// Marks the requests of one connector.
    private static final class Mark extends ValveBase {

        private final Connector connector;

        Mark(Connector connector) {
            super(true);
            this.connector = connector;
        }

        @Override
        public void invoke(Request request, Response response) throws IOException, ServletException {
            if (request.getConnector() == connector) {
                request.setAttribute(MARK, true);
            }
            getNext().invoke(request, response);
            if (request.getAttribute(UNREAD) != null) {
                request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
            }
        }
    }

    /// Tells handshakes whom they are with.
    private static final class KnownPeers extends NioEndpoint {

        @Override
        protected SocketProcessorBase<NioChannel> createSocketProcessor(
                SocketWrapperBase<NioChannel> wrapper, SocketEvent event) {
            return new SocketProcessor(wrapper, event) {
                @Override
                protected void doRun() {
                    ScopedValue.where(PEER, String.valueOf(socketWrapper.getRemoteAddr()))
                            .run(super::doRun);
                }
            };
        }
    }
}
