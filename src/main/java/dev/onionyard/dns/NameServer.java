package dev.onionyard.dns;

import dev.onionyard.error.UnavailableException;
import dev.onionyard.linux.NetfilterBatch;
import dev.onionyard.linux.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers queries inside network namespaces at one loopback address, by UDP and TCP.
///
/// Its sockets have ports of their own, so that a client may have a name server for others at port 53; what the
/// namespace's processes send to port 53 of the address is led there by a rule in the namespace. The sockets belong to
/// this process: after a restart [#serve] opens them again and replaces the rule.
public final class NameServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(NameServer.class);
    private static final String TABLE = "onionyard_names";
    private static final String CHAIN = "output";
    private static final int PORT = 53;
    private static final int TCP = 6;
    private static final int UDP = 17;

    private final InetAddress address;
    private final NameLookup names;
    private final Map<String, ClientDoor> doors = new ConcurrentHashMap<>();
    private @Nullable EventLoop loop;

    /// @param address of loopback, in every namespace the same
    public NameServer(String address, NameLookup names) {
        this.address = InetAddress.ofLiteral(address);
        this.names = names;
    }

    /// Answers inside a namespace, or changes whom to ask for a client that is served already.
    ///
    /// @param servers asked for names that are none of ours; may be empty
    public void serve(String client, NetworkNamespace namespace, List<String> servers) {
        List<InetSocketAddress> upstream =
                servers.stream().flatMap(server -> address(server).stream()).toList();
        ClientDoor present = doors.get(client);
        if (present != null) {
            present.ask(upstream);
        } else {
            doors.put(client, open(client, namespace, upstream));
        }
    }

    /// Stops answering a client; its namespace may go afterwards.
    public void stop(String client) {
        ClientDoor door = doors.remove(client);
        if (door != null) {
            door.close();
        }
    }

    private ClientDoor open(String client, NetworkNamespace namespace, List<InetSocketAddress> upstream) {
        try {
            EventLoop running = loop();
            ClientDoor door = namespace.call(() -> openInside(client, running, upstream));
            running.execute(door::begin);
            return door;
        } catch (IOException | UncheckedIOException e) {
            throw new UnavailableException("cannot answer for names in a container: " + e.getMessage(), e);
        }
    }

    private ClientDoor openInside(String client, EventLoop running, List<InetSocketAddress> upstream) {
        DatagramChannel datagrams = null;
        ServerSocketChannel connections = null;
        try {
            datagrams = DatagramChannel.open(StandardProtocolFamily.INET).bind(new InetSocketAddress(address, 0));
            connections = ServerSocketChannel.open(StandardProtocolFamily.INET).bind(new InetSocketAddress(address, 0));
            leadHere(port(datagrams.getLocalAddress()), port(connections.getLocalAddress()));
            return new ClientDoor(client, datagrams, connections, running, names, upstream);
        } catch (IOException | RuntimeException e) {
            ClientDoor.close(datagrams);
            ClientDoor.close(connections);
            throw e instanceof RuntimeException known ? known : new UncheckedIOException((IOException) e);
        }
    }

    private void leadHere(int udpPort, int tcpPort) {
        byte[] bytes = address.getAddress();
        new NetfilterBatch()
                .replaceOutputTable(TABLE, CHAIN)
                .addPortChange(TABLE, CHAIN, bytes, UDP, PORT, udpPort)
                .addPortChange(TABLE, CHAIN, bytes, TCP, PORT, tcpPort)
                .commit();
    }

    private static int port(SocketAddress bound) {
        return ((InetSocketAddress) bound).getPort();
    }

    private static Optional<InetSocketAddress> address(String server) {
        try {
            return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(server), PORT));
        } catch (IllegalArgumentException e) {
            log.warn("Name server \"{}\" is no address; it is not asked", server);
            return Optional.empty();
        }
    }

    private synchronized EventLoop loop() throws IOException {
        EventLoop present = loop;
        if (present == null) {
            present = new EventLoop("names");
            loop = present;
        }
        return present;
    }

    @Override
    public synchronized void close() {
        doors.keySet().forEach(this::stop);
        try {
            if (loop != null) {
                loop.close();
            }
        } catch (IOException e) {
            log.debug("Closing", e);
        }
    }
}
