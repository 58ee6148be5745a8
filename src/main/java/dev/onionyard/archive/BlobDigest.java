package dev.onionyard.archive;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.Digest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The digest that a blob's path in an OCI layout promises (image-spec image-layout.md, Blobs). `docker save`
/// since 25 uses these paths in its `manifest.json` too.
final class BlobDigest {

    private static final Pattern BLOB = Pattern.compile("blobs/sha256/([0-9a-f]{64})");

    private BlobDigest() {}

    static String pathOf(Digest digest) {
        return "blobs/sha256/" + digest.hex();
    }

    static Optional<Digest> promisedBy(String path) {
        Matcher blob = BLOB.matcher(path);
        return blob.matches() ? Optional.of(new Digest(blob.group(1))) : Optional.empty();
    }

    static void check(String path, byte[] content) {
        check(path, Digest.of(content));
    }

    static void check(String path, Digest actual) {
        promisedBy(path).filter(promised -> !promised.equals(actual)).ifPresent(promised -> {
            throw new InvalidInputException(
                    "cannot read archive: \"" + path + "\" has the digest \"" + actual + "\": it is damaged");
        });
    }
}
