package dev.onionyard.dns;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/// Messages on a TCP connection, each after its length in two bytes (RFC 1035, section 4.2.2).
final class Frames {

    private static final int LENGTH_BYTES = 2;
    private static final int LONGEST = 0xFFFF;

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocate(LENGTH_BYTES + LONGEST);
    private final Queue<ByteBuffer> out = new ArrayDeque<>();

    Frames(SocketChannel channel) {
        this.channel = channel;
    }

    /// Reads what has come.
    ///
    /// @return false at the end of the stream
    boolean read() throws IOException {
        return channel.read(in) >= 0;
    }

    /// Takes the next whole message out of what was read.
    Optional<byte[]> next() {
        if (in.position() < LENGTH_BYTES || in.position() < LENGTH_BYTES + (in.getShort(0) & LONGEST)) {
            return Optional.empty();
        }
        in.flip();
        byte[] message = new byte[in.getShort() & LONGEST];
        in.get(message);
        in.compact();
        return Optional.of(message);
    }

    void add(byte[] message) {
        out.add(ByteBuffer.allocate(LENGTH_BYTES + message.length)
                .putShort((short) message.length)
                .put(message)
                .flip());
    }

    /// Writes what the other side takes now.
    ///
    /// @return false if something is left
    boolean write() throws IOException {
        for (ByteBuffer first = out.peek(); first != null; first = out.peek()) {
            channel.write(first);
            if (first.hasRemaining()) {
                return false;
            }
            out.remove();
        }
        return true;
    }

    int waiting() {
        return out.size();
    }
}
