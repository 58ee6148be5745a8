package dev.onionyard.tar;

import dev.onionyard.error.InvalidInputException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The records of a PAX extended header: `length key=value\n`, values as raw bytes (POSIX.1-2017 pax, "pax Extended
/// Header").
final class PaxRecords {

    private static final String XATTR = "SCHILY.xattr.";

    private final Map<String, byte[]> values = new HashMap<>();

    /// The pairs of GNU sparse format 0.0, which repeats its keys.
    private final List<String> sparsePairs = new ArrayList<>();

    static PaxRecords parse(byte[] bytes) {
        var records = new PaxRecords();
        int at = 0;
        while (at < bytes.length) {
            at = records.parseOne(bytes, at);
        }
        return records;
    }

    /// What a global header says for all entries that follow. Names and sizes are only ever taken from an entry's own
    /// header.
    PaxRecords onlyGlobal() {
        var global = new PaxRecords();
        values.forEach((key, value) -> {
            if (!key.equals("path")
                    && !key.equals("linkpath")
                    && !key.equals("size")
                    && !key.startsWith("GNU.sparse")) {
                global.values.put(key, value);
            }
        });
        return global;
    }

    /// These records, and those of `other` where this has none.
    PaxRecords over(PaxRecords other) {
        var both = new PaxRecords();
        both.values.putAll(other.values);
        both.values.putAll(values);
        both.sparsePairs.addAll(sparsePairs);
        return both;
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    @Nullable
    String text(String key) {
        byte[] value = values.get(key);
        return value == null || value.length == 0 ? null : TarNames.decode(value, 0, value.length);
    }

    long number(String key, long otherwise) {
        String text = text(key);
        if (text == null) {
            return otherwise;
        }
        try {
            return Long.parseLong(text.trim());
        } catch (NumberFormatException e) {
            throw malformed(key, text);
        }
    }

    Instant time(String key, Instant otherwise) {
        String text = text(key);
        if (text == null) {
            return otherwise;
        }
        try {
            if (text.length() > 64 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
                throw malformed(key, text);
            }
            BigDecimal time = new BigDecimal(text);
            BigDecimal seconds = time.setScale(0, RoundingMode.FLOOR);
            long nanos = time.subtract(seconds).movePointRight(9).longValue();
            return Instant.ofEpochSecond(seconds.longValueExact(), nanos);
        } catch (NumberFormatException | ArithmeticException | DateTimeException e) {
            throw malformed(key, text);
        }
    }

    Map<String, byte[]> xattrs() {
        Map<String, byte[]> found = Map.of();
        for (Map.Entry<String, byte[]> value : values.entrySet()) {
            if (value.getKey().startsWith(XATTR)) {
                found = found.isEmpty() ? new HashMap<>() : found;
                found.put(value.getKey().substring(XATTR.length()), value.getValue());
            }
        }
        return found;
    }

    /// Offsets and lengths in turn, of GNU sparse formats 0.0 and 0.1; empty if this is neither.
    List<String> sparseNumbers() {
        String map = text("GNU.sparse.map");
        return map == null ? List.copyOf(sparsePairs) : List.of(map.split(","));
    }

    private int parseOne(byte[] bytes, int start) {
        int space = indexOf(bytes, start, bytes.length, ' ');
        int length = space < 0 ? 0 : decimal(bytes, start, space);
        int end = start + length;
        if (length <= 0 || end > bytes.length || end <= space + 1 || bytes[end - 1] != '\n') {
            throw new InvalidInputException("cannot read tar: malformed PAX header");
        }
        int equals = indexOf(bytes, space + 1, end, '=');
        if (equals <= space + 1) {
            throw new InvalidInputException("cannot read tar: PAX header without key");
        }
        add(TarNames.decode(bytes, space + 1, equals - space - 1), bytes, equals + 1, end - 1);
        return end;
    }

    private void add(String key, byte[] bytes, int start, int end) {
        if (key.equals("GNU.sparse.offset") || key.equals("GNU.sparse.numbytes")) {
            sparsePairs.add(new String(bytes, start, end - start, StandardCharsets.US_ASCII));
        } else {
            values.put(key, java.util.Arrays.copyOfRange(bytes, start, end));
        }
    }

    private static int indexOf(byte[] bytes, int start, int end, char wanted) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static int decimal(byte[] bytes, int start, int end) {
        int value = 0;
        for (int i = start; i < end; i++) {
            if (bytes[i] < '0' || bytes[i] > '9' || end - start > 8) {
                return -1;
            }
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }

    private static InvalidInputException malformed(String key, String value) {
        return new InvalidInputException("cannot read tar: malformed PAX value \"" + TarNames.shown(value) + "\" of \""
                + TarNames.shown(key) + "\"");
    }
}
