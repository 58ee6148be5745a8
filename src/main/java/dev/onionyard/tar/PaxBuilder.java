package dev.onionyard.tar;

import dev.onionyard.error.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// Builds the records of a PAX extended header.
final class PaxBuilder {

    private final ByteArrayOutputStream records = new ByteArrayOutputStream();

    void add(String key, String value) {
        add(key, value.getBytes(StandardCharsets.US_ASCII));
    }

    void add(String key, byte[] value) {
        byte[] keyBytes = TarNames.encode(key);
        // space, '=' and newline
        int rest = keyBytes.length + value.length + 3;
        int length = rest + digits(rest);
        length = rest + digits(length);
        records.writeBytes((length + " ").getBytes(StandardCharsets.US_ASCII));
        records.writeBytes(keyBytes);
        records.write('=');
        records.writeBytes(value);
        records.write('\n');
    }

    /// A record's key ends at the first `=`, so such a name cannot be told (Go's writer refuses it likewise).
    void addXattr(String entry, String name, byte[] value) {
        if (name.indexOf('=') >= 0) {
            throw new InvalidInputException("cannot write tar: \"" + TarNames.shown(entry)
                    + "\" has an extended attribute \"" + TarNames.shown(name) + "\" with \"=\" in its name");
        }
        add("SCHILY.xattr." + name, value);
    }

    static String time(Instant time) {
        return BigDecimal.valueOf(time.getEpochSecond())
                .add(BigDecimal.valueOf(time.getNano(), 9))
                .stripTrailingZeros()
                .toPlainString();
    }

    byte[] bytes() {
        return records.toByteArray();
    }

    private static int digits(int number) {
        return Integer.toString(number).length();
    }
}
