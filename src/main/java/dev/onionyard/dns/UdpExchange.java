package dev.onionyard.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.Arrays;
import java.util.List;

/// A question passed on by UDP. A connected socket takes packets of its server only.
final class UdpExchange extends Exchange {

    private static final int PACKET_BYTES = 64 * 1024;

    UdpExchange(ClientDoor door, DnsQuery query, List<InetSocketAddress> servers, Answers answers) {
        super(door, query, servers, answers);
    }

    @Override
    SelectableChannel ask(InetSocketAddress server) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.connect(server);
            channel.write(ByteBuffer.wrap(query.withId(id)));
            door.loop().watch(channel, SelectionKey.OP_READ, this);
            return channel;
        } catch (IOException e) {
            ClientDoor.close(channel);
            throw e;
        }
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        ByteBuffer packet = ByteBuffer.allocate(PACKET_BYTES);
        if (((DatagramChannel) key.channel()).read(packet) > 0) {
            answered(Arrays.copyOf(packet.array(), packet.position()));
        }
    }
}
