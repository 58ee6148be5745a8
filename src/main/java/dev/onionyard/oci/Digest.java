package dev.onionyard.oci;

import dev.onionyard.error.InvalidInputException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// The SHA-256 digest of some bytes, printed as `sha256:` and 64 lower-case hexadecimal digits
/// (image-spec descriptor.md, Digests).
public record Digest(String hex) implements Comparable<Digest> {

    private static final String PREFIX = "sha256:";
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    public Digest {
        if (!HEX.matcher(hex).matches()) {
            throw new InvalidInputException(
                    "cannot read digest \"" + hex + "\": expected 64 lower-case hexadecimal digits");
        }
    }

    /// Parses `sha256:…`.
    public static Digest parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new InvalidInputException(
                    "cannot read digest \"" + text + "\": expected sha256: and 64 hexadecimal digits");
        }
        return new Digest(text.substring(PREFIX.length()));
    }

    public static Digest of(byte[] content) {
        return ofFinished(newHash().digest(content));
    }

    /// @param hash the 32 bytes that a finished SHA-256 gave
    public static Digest ofFinished(byte[] hash) {
        return new Digest(HexFormat.of().formatHex(hash));
    }

    /// A fresh SHA-256.
    public static MessageDigest newHash() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /// The first twelve digits, as people see them.
    public String shortForm() {
        return hex.substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return PREFIX + hex;
    }
}
