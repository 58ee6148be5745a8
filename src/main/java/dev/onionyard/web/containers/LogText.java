package dev.onionyard.web.containers;

import dev.onionyard.container.ContainerLogs.Line;
import dev.onionyard.container.ContainerLogs.Stream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/// Turns pieces of log output into text. A piece may end within a UTF-8 character; its rest comes with the next piece
/// of the same stream. Bytes that are no UTF-8 become U+FFFD. Not safe for use by several threads.
final class LogText {

    private final Map<Stream, CharsetDecoder> decoders = new EnumMap<>(Stream.class);
    private final Map<Stream, byte[]> carried = new EnumMap<>(Stream.class);

    /// One piece of output as the browser is told.
    ///
    /// @param t when it was printed
    /// @param s `out` or `err`
    /// @param x the text
    /// @param c false if the line goes on in the next piece of the same stream
    record Piece(String t, String s, String x, boolean c) {}

    Piece piece(Line line) {
        return new Piece(
                line.time().toString(), line.stream() == Stream.STDERR ? "err" : "out", decode(line), line.complete());
    }

    private String decode(Line line) {
        CharsetDecoder decoder = decoders.computeIfAbsent(
                line.stream(),
                any -> StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE));
        ByteBuffer bytes = joined(carried.remove(line.stream()), line.text());
        CharBuffer text = CharBuffer.allocate(bytes.remaining() + 1);
        decoder.reset();
        decoder.decode(bytes, text, line.complete());
        if (line.complete()) {
            decoder.flush(text);
        } else if (bytes.hasRemaining()) {
            byte[] rest = new byte[bytes.remaining()];
            bytes.get(rest);
            carried.put(line.stream(), rest);
        }
        return text.flip().toString();
    }

    private static ByteBuffer joined(byte @org.jspecify.annotations.Nullable [] carry, byte[] bytes) {
        if (carry == null) {
            return ByteBuffer.wrap(bytes);
        }
        return ByteBuffer.allocate(carry.length + bytes.length)
                .put(carry)
                .put(bytes)
                .flip();
    }
}
