package dev.onionyard.web.files;

import dev.onionyard.error.UnavailableException;
import dev.onionyard.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What is in a file, as far as a page can show it.
public sealed interface FileBytes {

    /// More is not read: the page would be of no use, and whoever wrote the file chose its size.
    int LIMIT = 256 * 1024;

    /// How much of a binary file is shown.
    int HEAD = 256;

    /// Valid UTF-8 without NUL.
    record Text(List<String> lines) implements FileBytes {}

    /// Anything else: its first bytes.
    record Binary(List<HexRow> head, Digest digest) implements FileBytes {}

    /// Longer than [#LIMIT].
    record TooLong() implements FileBytes {}

    /// Sixteen bytes as `hexdump -C` prints them.
    record HexRow(String offset, String hex, String text) {}

    static FileBytes read(long size, FileVersion.Opening opening) {
        if (size > LIMIT) {
            return new TooLong();
        }
        try (InputStream in = opening.open()) {
            return of(in.readNBytes(LIMIT));
        } catch (IOException e) {
            throw new UnavailableException("cannot read the file: " + e.getMessage(), e);
        }
    }

    static FileBytes of(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.indexOf('\0') < 0 ? new Text(lines(text)) : binary(bytes);
        } catch (CharacterCodingException e) {
            return binary(bytes);
        }
    }

    /// Only a newline ends a line, so that a carriage return is seen as what it is.
    private static List<String> lines(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        if (lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        return List.copyOf(lines);
    }

    private static Binary binary(byte[] bytes) {
        return new Binary(rows(bytes), Digest.of(bytes));
    }

    /// The first bytes of a text that stands beside something else.
    static List<HexRow> head(Text text) {
        return rows(String.join("\n", text.lines()).getBytes(StandardCharsets.UTF_8));
    }

    private static List<HexRow> rows(byte[] bytes) {
        List<HexRow> rows = new ArrayList<>();
        for (int at = 0; at < Math.min(bytes.length, HEAD); at += 16) {
            rows.add(row(bytes, at));
        }
        return List.copyOf(rows);
    }

    private static HexRow row(byte[] bytes, int at) {
        var hex = new StringBuilder();
        var text = new StringBuilder();
        for (int i = at; i < Math.min(bytes.length, at + 16); i++) {
            int b = bytes[i] & 0xFF;
            hex.append(i == at ? "" : i == at + 8 ? "  " : " ").append(String.format("%02x", b));
            text.append(b >= 0x20 && b < 0x7F ? (char) b : '.');
        }
        return new HexRow(String.format("%08x", at), hex.toString(), text.toString());
    }
}
