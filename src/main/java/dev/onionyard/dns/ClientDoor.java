package dev.onionyard.dns;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The two sockets of one client, and what happens to its queries.
final class ClientDoor {

    private static final Logger log = LoggerFactory.getLogger(ClientDoor.class);
    private static final int PACKET_BYTES = 64 * 1024;

    /// More questions to others than this at once, or more connections, are refused: no client takes all.
    private static final int MOST_EXCHANGES = 100;

    private static final int MOST_CONNECTIONS = 32;

    private final String client;
    private final DatagramChannel datagrams;
    private final ServerSocketChannel connections;
    private final EventLoop loop;
    private final NameLookup names;
    private final ByteBuffer packet = ByteBuffer.allocate(PACKET_BYTES);
    private final Set<Closeable> open = new HashSet<>();
    private int exchanges;
    private int conversations;
    private volatile List<InetSocketAddress> upstream;

    ClientDoor(
            String client,
            DatagramChannel datagrams,
            ServerSocketChannel connections,
            EventLoop loop,
            NameLookup names,
            List<InetSocketAddress> upstream) {
        this.client = client;
        this.datagrams = datagrams;
        this.connections = connections;
        this.loop = loop;
        this.names = names;
        this.upstream = List.copyOf(upstream);
    }

    void ask(List<InetSocketAddress> servers) {
        upstream = List.copyOf(servers);
    }

    /// On the loop's thread, as all that follows.
    void begin() {
        try {
            loop.watch(datagrams, SelectionKey.OP_READ, new Listener(this::receive));
            loop.watch(connections, SelectionKey.OP_ACCEPT, new Listener(this::accept));
        } catch (IOException e) {
            log.debug("Closed at once", e);
        }
    }

    /// May be called by any thread.
    void close() {
        // The sockets at once, because they keep the namespace alive.
        close(datagrams);
        close(connections);
        loop.execute(() -> List.copyOf(open).forEach(ClientDoor::close));
    }

    static void close(@Nullable Closeable closeable) {
        try {
            if (closeable != null) {
                closeable.close();
            }
        } catch (IOException e) {
            log.debug("Closing", e);
        }
    }

    EventLoop loop() {
        return loop;
    }

    void opened(Closeable what) {
        open.add(what);
    }

    void closed(Closeable what) {
        open.remove(what);
    }

    void exchangeEnded(Closeable exchange) {
        exchanges--;
        closed(exchange);
    }

    void conversationEnded(Closeable conversation) {
        conversations--;
        closed(conversation);
    }

    private void receive() throws IOException {
        packet.clear();
        SocketAddress from = datagrams.receive(packet);
        if (from != null) {
            byte[] bytes = new byte[packet.flip().remaining()];
            packet.get(bytes);
            handle(bytes, false, answer -> reply(answer, from));
        }
    }

    private void reply(byte[] answer, SocketAddress to) {
        try {
            datagrams.send(ByteBuffer.wrap(answer), to);
        } catch (IOException e) {
            log.debug("{} did not wait for its answer", client, e);
        }
    }

    private void accept() throws IOException {
        SocketChannel connection = connections.accept();
        if (connection == null) {
            return;
        }
        if (conversations >= MOST_CONNECTIONS) {
            close(connection);
            return;
        }
        conversations++;
        new TcpConversation(this, connection).begin();
    }

    /// Answers a message, now or later.
    void handle(byte[] message, boolean byTcp, Answers answers) {
        Optional<DnsQuery> query = DnsQuery.parse(message);
        if (query.isEmpty()) {
            DnsQuery.refusal(message).ifPresent(answers::send);
            return;
        }
        own(query.get()).ifPresentOrElse(answers::send, () -> forward(query.get(), byTcp, answers));
    }

    private Optional<byte[]> own(DnsQuery query) {
        Optional<String> reversed = query.reversedAddress();
        if (reversed.isPresent()) {
            return names.name(client, reversed.get()).map(query::answerName);
        }
        return names.addresses(client, query.name()).map(addresses -> {
            // A name of ours has IPv4 addresses and nothing else: other questions get an answer without records.
            var shuffled = new ArrayList<>(query.type() == DnsQuery.A ? addresses : List.<String>of());
            Collections.shuffle(shuffled);
            return query.answerAddresses(shuffled);
        });
    }

    private void forward(DnsQuery query, boolean byTcp, Answers answers) {
        List<InetSocketAddress> servers = upstream;
        if (servers.isEmpty()) {
            // Nobody else can know a name without a dot; for others nobody can be asked.
            answers.send(query.answer(query.name().contains(".") ? DnsQuery.SERVER_FAILURE : DnsQuery.NO_SUCH_NAME));
        } else if (exchanges >= MOST_EXCHANGES) {
            answers.send(query.answer(DnsQuery.REFUSED));
        } else {
            exchanges++;
            if (byTcp) {
                new TcpExchange(this, query, servers, answers).begin();
            } else {
                new UdpExchange(this, query, servers, answers).begin();
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    /// A socket that stays open as long as its client.
    private record Listener(Work work) implements EventLoop.Handler {

        @Override
        public void ready(SelectionKey key) throws IOException {
            work.run();
        }

        @Override
        public long deadline() {
            return Long.MAX_VALUE;
        }

        @Override
        public void expire() {}

        @Override
        public void broken() {
            // One packet failed; others may come.
        }
    }
}
