package dev.onionyard.dockerapi;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.ImageReference;
import java.util.Locale;

/// Names for images as the API takes them, in two parameters; refused in Docker's words.
final class ImageNames {

    private ImageNames() {}

    /// @param repository the name, with or without a tag
    /// @param tag instead of the name's own, or empty
    static ImageReference of(String repository, String tag) {
        ImageReference reference = parse(repository);
        if (reference.digest() != null) {
            throw new InvalidInputException("refusing to create a tag with a digest reference");
        }
        if (reference.path().equals("library/sha256")) {
            throw new InvalidInputException("refusing to create an ambiguous tag using digest algorithm as name");
        }
        try {
            return tag.isEmpty() ? reference.withDefaultTag() : reference.withTag(tag);
        } catch (InvalidInputException e) {
            throw new InvalidInputException("invalid tag format", e);
        }
    }

    private static ImageReference parse(String repository) {
        try {
            return ImageReference.parse(repository);
        } catch (InvalidInputException e) {
            boolean upper = !repository.equals(repository.toLowerCase(Locale.ROOT));
            throw new InvalidInputException(
                    upper ? "invalid reference format: repository name must be lowercase" : "invalid reference format",
                    e);
        }
    }
}
