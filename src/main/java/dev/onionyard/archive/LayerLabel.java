package dev.onionyard.archive;

import dev.onionyard.oci.Digest;
import dev.onionyard.tar.EntryPath;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a person sees of a layer while it is restored: the first twelve digits of the digest that its name in
/// the archive is made of, or that name.
final class LayerLabel {

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private LayerLabel() {}

    static String of(EntryPath path) {
        return digest(path).map(Digest::shortForm).orElse(path.value());
    }

    /// The first digest in a name.
    static Optional<Digest> digest(EntryPath path) {
        Matcher digest = DIGEST.matcher(path.value());
        return digest.find() ? Optional.of(new Digest(digest.group())) : Optional.empty();
    }
}
