package dev.onionyard.web.containers;

/// The last bytes that a terminal printed, in a ring of fixed size. Not safe for use by several threads.
final class Scrollback {

    private final byte[] ring;
    private long written;

    Scrollback(int capacity) {
        ring = new byte[capacity];
    }

    void append(byte[] bytes, int length) {
        int skipped = Math.max(0, length - ring.length);
        int start = (int) ((written + skipped) % ring.length);
        int kept = length - skipped;
        int untilEnd = Math.min(kept, ring.length - start);
        System.arraycopy(bytes, skipped, ring, start, untilEnd);
        System.arraycopy(bytes, skipped + untilEnd, ring, 0, kept - untilEnd);
        written += length;
    }

    /// Whether older bytes have been lost.
    boolean truncated() {
        return written > ring.length;
    }

    /// What is kept, oldest first. Where older bytes were lost it begins after the first newline, so that it does not
    /// start within a character or a control sequence.
    byte[] snapshot() {
        if (!truncated()) {
            return java.util.Arrays.copyOf(ring, (int) written);
        }
        int oldest = (int) (written % ring.length);
        byte[] all = new byte[ring.length];
        System.arraycopy(ring, oldest, all, 0, ring.length - oldest);
        System.arraycopy(ring, 0, all, ring.length - oldest, oldest);
        return java.util.Arrays.copyOfRange(all, afterFirstNewline(all), all.length);
    }

    private static int afterFirstNewline(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return 0;
    }
}
