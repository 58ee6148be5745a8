package dev.onionyard.oci;

/// The digest of a layer's uncompressed tar (image-spec config.md, Layer DiffID).
public record DiffId(Digest digest) {

    public static DiffId parse(String text) {
        return new DiffId(Digest.parse(text));
    }

    /// The first twelve digits, as people see them.
    public String shortForm() {
        return digest.shortForm();
    }

    @Override
    public String toString() {
        return digest.toString();
    }
}
