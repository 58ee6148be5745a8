package dev.onionyard.tar;

import java.io.IOException;
import java.io.InputStream;

/// The bytes of a tar, given out window by window, so that a reader can work in place. Every window but the last has a
/// length that is a multiple of 512, so that no header block lies in two.
public interface TarWindows {

    /// Moves on to the next window; what the one before held is no longer valid.
    ///
    /// @return its length from index 0 of [#bytes], or -1 at the end
    int advance() throws IOException;

    byte[] bytes();

    /// Windows over a stream.
    static TarWindows of(InputStream in) {
        return new TarWindows() {
            private final byte[] buffer = new byte[256 * 1024];

            @Override
            public int advance() throws IOException {
                int length = in.readNBytes(buffer, 0, buffer.length);
                return length == 0 ? -1 : length;
            }

            @Override
            public byte[] bytes() {
                return buffer;
            }
        };
    }
}
