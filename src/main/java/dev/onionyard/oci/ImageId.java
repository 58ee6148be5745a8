package dev.onionyard.oci;

/// The digest of an image's configuration JSON; Docker's image id (image-spec config.md, ImageID).
public record ImageId(Digest digest) {

    public static ImageId parse(String text) {
        return new ImageId(Digest.parse(text));
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
