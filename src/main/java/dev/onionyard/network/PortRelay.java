package dev.onionyard.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries what comes to published ports by IPv6 into containers, which have IPv4 only: the kernel redirects within one
/// family. One thread serves all ports; it starts with the first.
///
/// A connection is closed each way when its sender closes that way. A slow reader slows its writer, nobody else.
final class PortRelay {

    private static final Logger log = LoggerFactory.getLogger(PortRelay.class);
    private static final int BUFFER_BYTES = 32 * 1024;
    private static final int DATAGRAM_BYTES = 64 * 1024;
    private static final int CLIENTS = 512;
    private static final int CLOSING_SECONDS = 5;

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private @Nullable Selector selector;

    /// What a selected channel does when it is ready.
    private interface Ready {
        void ready(SelectionKey key) throws IOException;

        /// Closes what belongs to it.
        void end();
    }

    /// Carries on what arrives at a bound channel.
    ///
    /// @param target asked for each connection; empty refuses it
    void carry(NetworkChannel channel, Supplier<Optional<InetSocketAddress>> target) throws IOException {
        ((SelectableChannel) channel).configureBlocking(false);
        Selector own = selector();
        tasks.add(() -> {
            switch (channel) {
                case ServerSocketChannel server ->
                    register(own, server, SelectionKey.OP_ACCEPT, new Door(server, target));
                case DatagramChannel socket ->
                    register(own, socket, SelectionKey.OP_READ, new Datagrams(socket, target));
                default -> throw new IllegalArgumentException("neither TCP nor UDP: " + channel);
            }
        });
        own.wakeup();
    }

    /// Closes a channel and what was carried from it by UDP; connections that are open stay. When it returns, the port
    /// is free: a selector that still knew the channel would keep it.
    void close(NetworkChannel channel) {
        Selector own = selector;
        SelectionKey key = own == null ? null : ((SelectableChannel) channel).keyFor(own);
        if (own == null || key == null) {
            closeQuietly(channel);
            return;
        }
        var closed = new CountDownLatch(1);
        tasks.add(() -> {
            ((Ready) key.attachment()).end();
            closeQuietly(channel);
            forget(own);
            closed.countDown();
        });
        own.wakeup();
        await(closed);
    }

    /// Handles of what is ready now stay with the selector for its next turn.
    private static void forget(Selector own) {
        try {
            own.selectNow();
        } catch (IOException e) {
            log.debug("Closing", e);
        }
    }

    private static void await(CountDownLatch closed) {
        try {
            if (!closed.await(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                log.warn("A published port is not free yet");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Selector selector() throws IOException {
        Selector present = selector;
        if (present == null) {
            Selector opened = Selector.open();
            selector = opened;
            Thread.ofPlatform().daemon().name("port-relay").start(() -> serve(opened));
            return opened;
        }
        return present;
    }

    private void serve(Selector own) {
        while (own.isOpen()) {
            try {
                own.select();
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                own.selectedKeys().forEach(PortRelay::handle);
                own.selectedKeys().clear();
            } catch (IOException | RuntimeException e) {
                log.warn("Carrying packets to containers", e);
            }
        }
    }

    private static void handle(SelectionKey key) {
        var ready = (Ready) key.attachment();
        try {
            ready.ready(key);
        } catch (IOException | CancelledKeyException e) {
            log.debug("A client or a container has gone", e);
            ready.end();
        }
    }

    private static void register(Selector selector, SelectableChannel channel, int operations, Ready ready) {
        try {
            channel.register(selector, operations, ready);
        } catch (ClosedChannelException e) {
            log.debug("Unpublished at once", e);
        }
    }

    private static void closeQuietly(@Nullable NetworkChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            log.debug("Closing", e);
        }
    }

    /// A listening socket.
    private record Door(ServerSocketChannel server, Supplier<Optional<InetSocketAddress>> target) implements Ready {

        @Override
        public void ready(SelectionKey key) throws IOException {
            SocketChannel client = server.accept();
            if (client == null) {
                return;
            }
            Optional<InetSocketAddress> to = target.get();
            if (to.isEmpty()) {
                closeQuietly(client);
                return;
            }
            new Connection(client, SocketChannel.open()).begin(key.selector(), to.get());
        }

        @Override
        public void end() {
            // Whoever published the port closes it.
        }
    }

    /// One TCP connection: a client outside, a server inside.
    private static final class Connection implements Ready {

        private final SocketChannel client;
        private final SocketChannel server;
        private final Way inward;
        private final Way outward;

        /// What flows one way.
        private static final class Way {
            final SocketChannel from;
            final SocketChannel to;
            final ByteBuffer bytes = ByteBuffer.allocateDirect(BUFFER_BYTES);
            boolean ended;
            boolean closed;

            Way(SocketChannel from, SocketChannel to) {
                this.from = from;
                this.to = to;
            }

            void move() throws IOException {
                if (!ended && from.read(bytes) < 0) {
                    ended = true;
                }
                bytes.flip();
                to.write(bytes);
                bytes.compact();
                if (ended && bytes.position() == 0 && !closed) {
                    closed = true;
                    to.shutdownOutput();
                }
            }

            boolean wantsToRead() {
                return !ended && bytes.hasRemaining();
            }

            boolean wantsToWrite() {
                return bytes.position() > 0;
            }
        }

        Connection(SocketChannel client, SocketChannel server) {
            this.client = client;
            this.server = server;
            this.inward = new Way(client, server);
            this.outward = new Way(server, client);
        }

        void begin(Selector selector, InetSocketAddress target) {
            try {
                client.configureBlocking(false);
                server.configureBlocking(false);
                server.connect(target);
                client.register(selector, 0, this);
                server.register(selector, SelectionKey.OP_CONNECT, this);
            } catch (IOException e) {
                log.debug("Cannot connect to {}", target, e);
                end();
            }
        }

        @Override
        public void ready(SelectionKey key) throws IOException {
            if (!server.finishConnect()) {
                return;
            }
            inward.move();
            outward.move();
            if (inward.closed && outward.closed) {
                end();
            } else {
                watch(key.selector(), client, inward, outward);
                watch(key.selector(), server, outward, inward);
            }
        }

        private static void watch(Selector selector, SocketChannel channel, Way out, Way in) {
            SelectionKey key = channel.keyFor(selector);
            if (key != null && key.isValid()) {
                key.interestOps((out.wantsToRead() ? SelectionKey.OP_READ : 0)
                        | (in.wantsToWrite() ? SelectionKey.OP_WRITE : 0));
            }
        }

        @Override
        public void end() {
            closeQuietly(client);
            closeQuietly(server);
        }
    }

    /// A UDP socket: each client gets a socket of its own towards the container; the oldest go when there are many.
    private static final class Datagrams implements Ready {

        private final DatagramChannel outside;
        private final Supplier<Optional<InetSocketAddress>> target;
        private final ByteBuffer packet = ByteBuffer.allocateDirect(DATAGRAM_BYTES);
        private final Map<SocketAddress, DatagramChannel> clients = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<SocketAddress, DatagramChannel> eldest) {
                if (size() > CLIENTS) {
                    closeQuietly(eldest.getValue());
                    return true;
                }
                return false;
            }
        };

        Datagrams(DatagramChannel outside, Supplier<Optional<InetSocketAddress>> target) {
            this.outside = outside;
            this.target = target;
        }

        @Override
        public void ready(SelectionKey key) throws IOException {
            packet.clear();
            SocketAddress client = outside.receive(packet);
            if (client != null) {
                packet.flip();
                DatagramChannel inside = inside(key.selector(), client);
                if (inside != null) {
                    send(inside);
                }
            }
        }

        private void send(DatagramChannel inside) {
            try {
                inside.write(packet);
            } catch (IOException e) {
                log.debug("Nobody listens in the container", e);
            }
        }

        private @Nullable DatagramChannel inside(Selector selector, SocketAddress client) throws IOException {
            DatagramChannel present = clients.get(client);
            if (present != null && present.isOpen()) {
                return present;
            }
            Optional<InetSocketAddress> to = target.get();
            if (to.isEmpty()) {
                return null;
            }
            DatagramChannel made = DatagramChannel.open();
            made.configureBlocking(false);
            made.connect(to.get());
            made.register(selector, SelectionKey.OP_READ, new Answers(made, outside, client));
            clients.put(client, made);
            return made;
        }

        @Override
        public void end() {
            clients.values().forEach(PortRelay::closeQuietly);
            clients.clear();
        }
    }

    /// What a container sends back to one client.
    private record Answers(DatagramChannel inside, DatagramChannel outside, SocketAddress client) implements Ready {

        @Override
        public void ready(SelectionKey key) throws IOException {
            ByteBuffer packet = ByteBuffer.allocate(DATAGRAM_BYTES);
            inside.read(packet);
            outside.send(packet.flip(), client);
        }

        @Override
        public void end() {
            closeQuietly(inside);
        }
    }
}
