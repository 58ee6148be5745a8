package dev.onionyard.dns;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client's TCP connection: questions come one after the other, answers go as they are known.
final class TcpConversation implements EventLoop.Handler, Closeable {

    private static final Logger log = LoggerFactory.getLogger(TcpConversation.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_WAITING = 64;

    private final ClientDoor door;
    private final SocketChannel channel;
    private final Frames frames;
    private @Nullable SelectionKey key;
    private long deadline;
    private boolean closed;

    TcpConversation(ClientDoor door, SocketChannel channel) {
        this.door = door;
        this.channel = channel;
        this.frames = new Frames(channel);
    }

    void begin() {
        door.opened(this);
        postpone();
        try {
            key = door.loop().watch(channel, SelectionKey.OP_READ, this);
        } catch (IOException e) {
            broken();
        }
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        boolean open = frames.read();
        for (Optional<byte[]> query = frames.next(); query.isPresent(); query = frames.next()) {
            postpone();
            door.handle(query.get(), true, this::answer);
        }
        flush();
        if (!open || frames.waiting() > MOST_WAITING) {
            close();
        }
    }

    private void answer(byte[] message) {
        if (!closed) {
            frames.add(message);
            try {
                flush();
            } catch (IOException e) {
                log.debug("A client did not wait for its answer", e);
                close();
            }
        }
    }

    private void flush() throws IOException {
        boolean done = frames.write();
        SelectionKey present = key;
        if (present != null && present.isValid()) {
            present.interestOps(SelectionKey.OP_READ | (done ? 0 : SelectionKey.OP_WRITE));
        }
    }

    private void postpone() {
        deadline = System.nanoTime() + PATIENCE.toNanos();
    }

    @Override
    public long deadline() {
        return closed ? Long.MAX_VALUE : deadline;
    }

    @Override
    public void expire() {
        close();
    }

    @Override
    public void broken() {
        close();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            ClientDoor.close(channel);
            door.conversationEnded(this);
        }
    }
}
