package dev.onionyard.image;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ImageReference;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Component;

/// Finds the image that people mean, in Docker's order: full id, then name, then beginning of an id.
@Component
class ImageResolver {

    private static final String ALGORITHM = "sha256:";
    private static final int FULL = 64;
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{1,64}");

    /// What was meant.
    ///
    /// @param name the name it was found by, or null if it was found by id
    record Target(ImageId image, @Nullable ImageReference name) {}

    private final ImageRows images;
    private final TagRows tags;
    private final ImageDigestRows digests;

    ImageResolver(ImageRows images, TagRows tags, ImageDigestRows digests) {
        this.images = images;
        this.tags = tags;
        this.digests = digests;
    }

    Optional<Target> find(String nameOrId) {
        String digits = nameOrId.startsWith(ALGORITHM) ? nameOrId.substring(ALGORITHM.length()) : nameOrId;
        boolean maybeId = HEX.matcher(digits).matches();
        if (maybeId && digits.length() == FULL) {
            return images.existsById(digits) ? Optional.of(byId(digits)) : Optional.empty();
        }
        return byName(nameOrId).or(() -> maybeId ? byPrefix(nameOrId, digits) : Optional.empty());
    }

    Target get(String nameOrId) {
        return find(nameOrId).orElseThrow(() -> noSuchImage(nameOrId));
    }

    /// Docker's words, which its clients look for.
    static NotFoundException noSuchImage(String nameOrId) {
        return new NotFoundException("No such image: " + nameOrId);
    }

    private Optional<Target> byName(String name) {
        return parse(name)
                .flatMap(reference -> reference.digest() == null
                        ? byTag(reference.withDefaultTag())
                        : byDigest(new ImageReference(reference.domain(), reference.path(), null, reference.digest())));
    }

    private Optional<Target> byTag(ImageReference reference) {
        return tags.findById(reference.toString())
                .map(row -> new Target(new ImageId(new Digest(row.imageId())), reference));
    }

    /// What a registry calls the image; a tag before the digest says nothing.
    private Optional<Target> byDigest(ImageReference reference) {
        return digests.findById(reference.toString()).map(row -> new Target(row.imageId(), reference));
    }

    private static Optional<ImageReference> parse(String name) {
        try {
            return Optional.of(ImageReference.parse(name));
        } catch (InvalidInputException e) {
            return Optional.empty();
        }
    }

    private Optional<Target> byPrefix(String shortId, String digits) {
        List<String> ids = images.findIdsByPrefix(digits, Limit.of(2));
        if (ids.size() > 1) {
            throw new InvalidInputException(
                    "cannot find image \"" + shortId + "\": the short id fits several images; give more digits");
        }
        return ids.stream().findFirst().map(ImageResolver::byId);
    }

    private static Target byId(String digits) {
        return new Target(new ImageId(new Digest(digits)), null);
    }
}
