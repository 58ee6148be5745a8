package dev.onionyard.dns;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One question that is passed on to other servers, one after the other until one answers.
abstract class Exchange implements EventLoop.Handler, Closeable {

    private static final Duration PATIENCE = Duration.ofMillis(2500);
    private static final SecureRandom RANDOM = new SecureRandom();

    final ClientDoor door;
    final DnsQuery query;
    private final Iterator<InetSocketAddress> servers;
    private final Answers answers;
    private @Nullable SelectableChannel channel;
    private byte @Nullable [] lastAnswer;
    private long deadline;
    private boolean ended;
    int id;

    Exchange(ClientDoor door, DnsQuery query, List<InetSocketAddress> servers, Answers answers) {
        this.door = door;
        this.query = query;
        this.servers = servers.iterator();
        this.answers = answers;
    }

    void begin() {
        door.opened(this);
        askNext();
    }

    /// Opens a channel to a server and begins to ask.
    abstract SelectableChannel ask(InetSocketAddress server) throws IOException;

    private void askNext() {
        ClientDoor.close(channel);
        channel = null;
        while (servers.hasNext()) {
            // Another id and another port each time: nobody can guess what an answer must look like.
            id = RANDOM.nextInt(1 << 16);
            deadline = System.nanoTime() + PATIENCE.toNanos();
            try {
                channel = ask(servers.next());
                return;
            } catch (IOException e) {
                // Not reachable: the next may be.
                continue;
            }
        }
        byte[] last = lastAnswer;
        end(last == null ? query.answer(DnsQuery.SERVER_FAILURE) : DnsQuery.withId(last, query.id()));
    }

    /// A message has come. One that does not answer the question is left out of account.
    void answered(byte[] message) {
        if (!query.isAnsweredBy(message, id)) {
            return;
        }
        int code = DnsQuery.code(message);
        if (code == DnsQuery.SERVER_FAILURE || code == DnsQuery.REFUSED) {
            lastAnswer = message;
            askNext();
        } else {
            end(DnsQuery.withId(message, query.id()));
        }
    }

    private void end(byte[] answer) {
        if (!ended) {
            close();
            answers.send(answer);
        }
    }

    @Override
    public long deadline() {
        return ended ? Long.MAX_VALUE : deadline;
    }

    @Override
    public void expire() {
        askNext();
    }

    @Override
    public void broken() {
        askNext();
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            ClientDoor.close(channel);
            door.exchangeEnded(this);
        }
    }
}
