package dev.onionyard.dockerapi;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// As much of a WebSocket (RFC 6455) as a test needs, over a unix socket, which the JDK's own cannot use.
final class WebSocketClient implements AutoCloseable {

    private static final int FINAL_BINARY = 0x82;
    private static final int MASKED = 0x80;

    private final SocketChannel channel;
    private final DataInputStream in;

    private WebSocketClient(SocketChannel channel) {
        this.channel = channel;
        this.in = new DataInputStream(Channels.newInputStream(channel));
    }

    static WebSocketClient open(Path socket, String path) throws IOException {
        var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        var client = new WebSocketClient(channel);
        client.write(("GET " + path + " HTTP/1.1\r\nHost: d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        String head = client.head();
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IOException(head);
        }
        return client;
    }

    private String head() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /// Sends a short message. The mask is zeros: then the bytes stay what they are.
    void send(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var frame = ByteBuffer.allocate(bytes.length + 6);
        frame.put((byte) FINAL_BINARY)
                .put((byte) (MASKED | bytes.length))
                .putInt(0)
                .put(bytes);
        write(frame.array());
    }

    /// Reads messages until there are so many bytes.
    String read(int length) throws IOException {
        var text = new StringBuilder();
        while (text.length() < length) {
            int first = in.readUnsignedByte();
            int size = in.readUnsignedByte();
            byte[] payload = in.readNBytes(size == 126 ? in.readUnsignedShort() : size);
            if (first == FINAL_BINARY) {
                text.append(new String(payload, StandardCharsets.UTF_8));
            }
        }
        return text.toString();
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
