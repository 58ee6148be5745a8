package dev.onionyard.archive;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.ImageReference;
import java.util.List;
import java.util.regex.Pattern;

/// The name of an image in an OCI layout, from its descriptor's annotations. containerd and `docker save` give
/// the whole name in one annotation; others give it in `ref.name`, where `docker save` has the tag alone.
final class LayoutName {

    static final String REF_NAME = "org.opencontainers.image.ref.name";
    static final String CONTAINERD_NAME = "io.containerd.image.name";

    /// `latest`, `1.36`, `v2`: a tag alone, which names nothing.
    private static final Pattern TAG_ALONE = Pattern.compile("latest|v?[0-9][A-Za-z0-9._-]*");

    private LayoutName() {}

    /// Empty or one; never with a digest.
    static List<ImageReference> of(Descriptor descriptor) {
        String whole = descriptor.annotations().getOrDefault(CONTAINERD_NAME, "");
        String name = whole.isEmpty() ? descriptor.annotations().getOrDefault(REF_NAME, "") : whole;
        if (name.isEmpty() || TAG_ALONE.matcher(name).matches()) {
            return List.of();
        }
        return parse(name);
    }

    /// The specification allows any text, so a text that is no image name is not an error.
    private static List<ImageReference> parse(String name) {
        try {
            ImageReference reference = ImageReference.parse(name).withDefaultTag();
            return reference.digest() == null ? List.of(reference) : List.of();
        } catch (InvalidInputException e) {
            return List.of();
        }
    }
}
