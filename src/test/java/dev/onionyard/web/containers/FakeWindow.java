package dev.onionyard.web.containers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// A terminal window that remembers what it was sent.
final class FakeWindow implements TerminalWindow {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Map<String, ?>> messages = new CopyOnWriteArrayList<>();
    private volatile boolean broken;
    private volatile boolean closed;

    @Override
    public void output(byte[] output, int length) throws IOException {
        if (broken) {
            throw new IOException("connection reset");
        }
        synchronized (bytes) {
            bytes.write(output, 0, length);
        }
    }

    @Override
    public void control(Map<String, ?> message) {
        messages.add(message);
    }

    @Override
    public void close() {
        closed = true;
    }

    /// Makes the next output fail, as a lost connection does.
    void breakConnection() {
        broken = true;
    }

    String text() {
        synchronized (bytes) {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    List<String> messageTypes() {
        return messages.stream()
                .map(message -> String.valueOf(message.get("type")))
                .toList();
    }

    Map<String, ?> last() {
        return messages.getLast();
    }

    boolean closed() {
        return closed;
    }
}
