package dev.onionyard.runtime;

import dev.onionyard.linux.SeqPacketSocket;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client of one conmon: packets both ways over its attach socket, window sizes over its FIFO.
///
/// A packet from conmon starts with a byte that says where the rest comes from; a packet to it is plain input.
final class ConmonConnection implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ConmonConnection.class);

    private static final byte STDERR = 3;
    private static final int PACKET_LIMIT = 8192;

    private final SeqPacketSocket socket;
    private final Path control;

    private ConmonConnection(SeqPacketSocket socket, Path control) {
        this.socket = socket;
        this.control = control;
    }

    /// @param directory of the container's bundle or of the exec
    static ConmonConnection open(Path directory) {
        return new ConmonConnection(SeqPacketSocket.connect(directory.resolve("attach")), directory.resolve("ctl"));
    }

    /// Hands on output until the process has ended, this is closed, or the receiver fails.
    void pump(ProcessOutput output) {
        var packet = new byte[PACKET_LIMIT + 1];
        var text = new byte[PACKET_LIMIT];
        try {
            for (int length = socket.receive(packet); length > 0; length = socket.receive(packet)) {
                System.arraycopy(packet, 1, text, 0, length - 1);
                if (packet[0] == STDERR) {
                    output.stderr(text, length - 1);
                } else {
                    output.stdout(text, length - 1);
                }
            }
        } catch (IOException e) {
            log.debug("The receiver of a container's output is gone: {}", e.getMessage());
        }
    }

    /// The process's input. Closing it ends the input, if conmon was told so.
    OutputStream stdin() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                for (int sent = 0; sent < length; sent += PACKET_LIMIT) {
                    send(bytes, offset + sent, Math.min(PACKET_LIMIT, length - sent));
                }
            }

            @Override
            public void close() {
                socket.shutdownOutput();
            }
        };
    }

    private void send(byte[] bytes, int offset, int length) throws IOException {
        if (!socket.send(bytes, offset, length)) {
            throw new IOException("the process has ended");
        }
    }

    void resize(int rows, int columns) {
        command(control, "1 " + rows + " " + columns + "\n");
    }

    /// Has conmon open its log again after it was renamed.
    static void reopenLog(Path control) {
        command(control, "2 0 0\n");
    }

    /// Opened for reading too: then opening a FIFO does not wait for a reader, so a dead conmon blocks nobody.
    private static void command(Path control, String text) {
        try (FileChannel fifo = FileChannel.open(control, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            fifo.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            log.debug("conmon at \"{}\" is gone: {}", control, e.getMessage());
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
