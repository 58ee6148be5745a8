package dev.onionyard.dns;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A question passed on by TCP.
final class TcpExchange extends Exchange {

    private @Nullable Frames frames;

    TcpExchange(ClientDoor door, DnsQuery query, List<InetSocketAddress> servers, Answers answers) {
        super(door, query, servers, answers);
    }

    @Override
    SelectableChannel ask(InetSocketAddress server) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.connect(server);
            var asked = new Frames(channel);
            asked.add(query.withId(id));
            frames = asked;
            door.loop().watch(channel, SelectionKey.OP_CONNECT, this);
            return channel;
        } catch (IOException e) {
            ClientDoor.close(channel);
            throw e;
        }
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        Frames present = frames;
        if (present == null || !((SocketChannel) key.channel()).finishConnect()) {
            return;
        }
        boolean written = present.write();
        key.interestOps(SelectionKey.OP_READ | (written ? 0 : SelectionKey.OP_WRITE));
        if (!present.read()) {
            throw new EOFException("closed without an answer");
        }
        present.next().ifPresent(this::answered);
    }
}
