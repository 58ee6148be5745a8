package dev.onionyard.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.onionyard.error.InvalidInputException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// File names as strings without loss. A name on Linux is any bytes but NUL and slash; nearly all are UTF-8. A byte
/// that is not part of valid UTF-8 becomes one char U+DC80 to U+DCFF (the byte plus 0xDC00), which no valid UTF-8
/// yields, and goes back to that byte. (Python's PEP 383 does the same.)
public final class FileNames {

    private static final int ESCAPE = 0xDC00;

    private FileNames() {}

    /// The string for the bytes of a name or path.
    public static String decode(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : decodeWithEscapes(bytes);
    }

    /// The bytes of a name or path.
    public static byte[] encode(String name) {
        byte[] bytes = new byte[name.length() * 3];
        int length = encode(name, 0, name.length(), MemorySegment.ofArray(bytes), 0);
        return Arrays.copyOf(bytes, length);
    }

    /// Writes a part of `name` as bytes to `target`, which has room for three bytes a char.
    ///
    /// @return the position after the last byte
    static int encode(String name, int start, int end, MemorySegment target, int position) {
        int at = position;
        for (int i = start; i < end; i++) {
            char c = name.charAt(i);
            if (c == 0) {
                throw new InvalidInputException(
                        "cannot use file name \"" + name.replace('\0', '?') + "\": it contains a NUL character");
            }
            if (c < 0x80) {
                target.set(JAVA_BYTE, at++, (byte) c);
            } else if (c >= ESCAPE + 0x80 && c <= ESCAPE + 0xFF) {
                target.set(JAVA_BYTE, at++, (byte) (c - ESCAPE));
            } else {
                int codePoint = name.codePointAt(i);
                at = encodeCodePoint(codePoint, target, at);
                i += Character.charCount(codePoint) - 1;
            }
        }
        return at;
    }

    private static int encodeCodePoint(int c, MemorySegment target, int position) {
        int at = position;
        if (c < 0x800) {
            target.set(JAVA_BYTE, at++, (byte) (0xC0 | c >> 6));
        } else {
            if (c < 0x10000) {
                target.set(JAVA_BYTE, at++, (byte) (0xE0 | c >> 12));
            } else {
                target.set(JAVA_BYTE, at++, (byte) (0xF0 | c >> 18));
                target.set(JAVA_BYTE, at++, (byte) (0x80 | c >> 12 & 0x3F));
            }
            target.set(JAVA_BYTE, at++, (byte) (0x80 | c >> 6 & 0x3F));
        }
        target.set(JAVA_BYTE, at++, (byte) (0x80 | c & 0x3F));
        return at;
    }

    private static String decodeWithEscapes(byte[] bytes) {
        var text = new StringBuilder(bytes.length);
        int at = 0;
        while (at < bytes.length) {
            int length = validLength(bytes, at);
            if (length == 0) {
                text.append((char) (ESCAPE + (bytes[at] & 0xFF)));
                at++;
            } else {
                text.append(new String(bytes, at, length, StandardCharsets.UTF_8));
                at += length;
            }
        }
        return text.toString();
    }

    /// The length of the valid UTF-8 sequence at `at`, or 0.
    private static int validLength(byte[] bytes, int at) {
        int lead = bytes[at] & 0xFF;
        int length = lead < 0x80 ? 1 : lead >= 0xC2 && lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        if (length == 0 || lead >= 0x80 && lead < 0xC2 || at + length > bytes.length) {
            return 0;
        }
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        boolean replaced = text.indexOf('\uFFFD') >= 0;
        boolean isReplacementItself =
                length == 3 && lead == 0xEF && bytes[at + 1] == (byte) 0xBF && bytes[at + 2] == (byte) 0xBD;
        return replaced && !isReplacementItself ? 0 : length;
    }
}
