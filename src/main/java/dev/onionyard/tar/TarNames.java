package dev.onionyard.tar;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/// Names in tars as strings without loss. Names are bytes, nearly always UTF-8; a byte that is not part of valid UTF-8
/// becomes one char U+DC80 to U+DCFF, as in the file names of the `linux` module (and Python's PEP 383).
public final class TarNames {

    private static final int ESCAPE = 0xDC00;

    private TarNames() {}

    /// The string for the bytes of a name.
    static String decode(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] < 0) {
                return decodeUtf8(ByteBuffer.wrap(bytes, offset, length));
            }
        }
        return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    /// The bytes of a name.
    static byte[] encode(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (isEscape(name, i)) {
                return encodeWithEscapes(name);
            }
        }
        return name.getBytes(StandardCharsets.UTF_8);
    }

    /// The name for messages and logs: control characters and raw bytes as escapes, and not longer than a line or two.
    public static String shown(String name) {
        var text = new StringBuilder();
        int end = Math.min(name.length(), 200);
        for (int i = 0; i < end; i++) {
            char c = name.charAt(i);
            if (c == '\n') {
                text.append("\\n");
            } else if (Character.isISOControl(c)) {
                text.append(String.format("\\x%02x", (int) c));
            } else if (isEscape(name, i)) {
                text.append(String.format("\\x%02x", c - ESCAPE));
            } else {
                text.append(c);
            }
        }
        return end < name.length() ? text.append('…').toString() : text.toString();
    }

    private static String decodeUtf8(ByteBuffer bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer text = CharBuffer.allocate(bytes.remaining());
        while (true) {
            CoderResult result = decoder.decode(bytes, text, true);
            if (!result.isError()) {
                return text.flip().toString();
            }
            for (int i = 0; i < result.length(); i++) {
                text.put((char) (ESCAPE + (bytes.get() & 0xFF)));
            }
        }
    }

    private static byte[] encodeWithEscapes(String name) {
        var bytes = new ByteArrayOutputStream(name.length() + 16);
        int start = 0;
        for (int i = 0; i < name.length(); i++) {
            if (isEscape(name, i)) {
                bytes.writeBytes(name.substring(start, i).getBytes(StandardCharsets.UTF_8));
                bytes.write(name.charAt(i) - ESCAPE);
                start = i + 1;
            }
        }
        bytes.writeBytes(name.substring(start).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    /// Whether there is a raw byte at `i`. The second half of a surrogate pair may be in the same range.
    private static boolean isEscape(String name, int i) {
        char c = name.charAt(i);
        return c >= ESCAPE + 0x80 && c <= ESCAPE + 0xFF && (i == 0 || !Character.isHighSurrogate(name.charAt(i - 1)));
    }
}
