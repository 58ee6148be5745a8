package dev.onionyard.dockerapi;

import dev.onionyard.error.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.util.Locale;

/// The keys that leave a container without stopping it: a comma-separated list of single characters and `ctrl-X`,
/// for example `ctrl-p,ctrl-q`.
final class DetachKeys {

    static final String DEFAULT = "ctrl-p,ctrl-q";

    private final byte[] sequence;
    private int matched;

    private DetachKeys(byte[] sequence) {
        this.sequence = sequence;
    }

    static DetachKeys parse(String text) {
        var keys = new ByteArrayOutputStream();
        for (String key : text.split(",", -1)) {
            keys.write(byteOf(key));
        }
        return new DetachKeys(keys.toByteArray());
    }

    private static int byteOf(String key) {
        if (key.length() == 1) {
            return key.charAt(0);
        }
        String name = key.toLowerCase(Locale.ROOT);
        if (name.length() == 6 && name.startsWith("ctrl-")) {
            char c = name.charAt(5);
            int code = Character.toUpperCase(c) & 0x1f;
            if (c >= 'a' && c <= 'z' || "@[\\]^_".indexOf(c) >= 0) {
                return code;
            }
        }
        throw new InvalidInputException("Unknown character: '" + key + "'");
    }

    /// What came of a piece of input.
    ///
    /// @param passed the bytes for the container
    /// @param detached whether the sequence is complete
    record Filtered(byte[] passed, boolean detached) {}

    /// Takes a piece of input. Keys that begin the sequence are held back until it is clear whether they complete it.
    Filtered filter(byte[] input, int length) {
        var passed = new ByteArrayOutputStream(length + sequence.length);
        for (int i = 0; i < length; i++) {
            if (input[i] == sequence[matched]) {
                matched++;
                if (matched == sequence.length) {
                    return new Filtered(passed.toByteArray(), true);
                }
            } else {
                passed.write(sequence, 0, matched);
                matched = input[i] == sequence[0] ? 1 : 0;
                if (matched == 0) {
                    passed.write(input[i]);
                } else if (sequence.length == 1) {
                    return new Filtered(passed.toByteArray(), true);
                }
            }
        }
        return new Filtered(passed.toByteArray(), false);
    }
}
