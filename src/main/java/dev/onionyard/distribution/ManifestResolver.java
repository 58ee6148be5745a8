package dev.onionyard.distribution;

import dev.onionyard.error.NotFoundException;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.ImageConfig;
import dev.onionyard.oci.ImageConfigJson;
import dev.onionyard.oci.ImageIndexJson;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Manifest;
import dev.onionyard.oci.ManifestJson;
import dev.onionyard.oci.MediaType;
import dev.onionyard.oci.Platform;
import dev.onionyard.registry.RegistrySession;
import dev.onionyard.registry.RemoteManifest;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Follows a reference to the manifest and configuration of one platform.
record ManifestResolver(RegistrySession session, @Nullable Platform wanted) {

    /// An index in an index is as deep as anything that tools write.
    private static final int DEEPEST = 3;

    private static final Set<String> CONFIGS = Set.of(MediaType.OCI_CONFIG, MediaType.DOCKER_CONFIG);
    private static final String ATTESTATION = "vnd.docker.reference.type";
    private static final String FOREIGN_LAYER = "foreign";

    ResolvedImage resolve(ImageReference reference) {
        RemoteManifest top = session.manifest(reference);
        RemoteManifest found = top;
        for (int depth = 0; found.isIndex(); depth++) {
            if (depth == DEEPEST) {
                throw ResolvedImage.refused(reference, "its indexes are nested deeper than " + DEEPEST);
            }
            Descriptor choice = choose(images(found), reference);
            found = session.manifest(new ImageReference(reference.domain(), reference.path(), null, choice.digest()));
        }
        Manifest manifest = ManifestJson.read(found.json());
        check(manifest, reference);
        ImageConfig config = ImageConfigJson.read(session.document(reference, manifest.config()));
        checkPlatform(config.content().platform(), reference);
        List<Platform> platforms =
                top.isIndex() ? platforms(top) : List.of(config.content().platform());
        return new ResolvedImage(reference, top.descriptor(), found.descriptor(), manifest, config, platforms);
    }

    /// The platforms that an index offers.
    static List<Platform> platforms(RemoteManifest index) {
        return images(index).stream()
                .map(Descriptor::platform)
                .filter(platform -> platform != null)
                .distinct()
                .toList();
    }

    /// Without BuildKit's provenance, which stands beside the images it is about.
    private static List<Descriptor> images(RemoteManifest index) {
        return ImageIndexJson.read(index.json()).manifests().stream()
                .filter(descriptor -> !isAttestation(descriptor))
                .toList();
    }

    private static boolean isAttestation(Descriptor descriptor) {
        Platform platform = descriptor.platform();
        return descriptor.annotations().containsKey(ATTESTATION)
                || platform != null && platform.os().equals("unknown");
    }

    /// What does not say its platform is taken to fit. Nobody is told that the only image of an index is for
    /// another platform before they asked for one.
    private Descriptor choose(List<Descriptor> candidates, ImageReference reference) {
        Platform platform = wanted == null ? Platform.host() : wanted;
        return candidates.stream()
                .filter(candidate -> fits(platform, candidate))
                .findFirst()
                .orElseThrow(() -> new NotFoundException("no matching manifest for " + platform
                        + " in the manifest list entries of " + reference.familiar() + ": it offers "
                        + offered(candidates)));
    }

    private static boolean fits(Platform platform, Descriptor candidate) {
        return candidate.platform() == null || platform.accepts(candidate.platform());
    }

    private static String offered(List<Descriptor> candidates) {
        return candidates.isEmpty()
                ? "nothing"
                : candidates.stream()
                        .map(candidate -> String.valueOf(candidate.platform()))
                        .distinct()
                        .collect(Collectors.joining(", "));
    }

    private static void check(Manifest manifest, ImageReference reference) {
        String type = manifest.config().mediaType();
        if (!CONFIGS.contains(type)) {
            throw ResolvedImage.refused(reference, "it is no image: its configuration has the type \"" + type + "\"");
        }
        for (Descriptor layer : manifest.layers()) {
            if (layer.mediaType().contains(FOREIGN_LAYER)) {
                throw ResolvedImage.refused(
                        reference, "layer \"" + layer.digest() + "\" is a foreign layer, which registries do not have");
            }
        }
    }

    private void checkPlatform(Platform actual, ImageReference reference) {
        if (wanted != null && !wanted.accepts(actual)) {
            throw new NotFoundException("image with reference " + reference.familiar()
                    + " was found but does not match the specified platform: wanted " + wanted + ", actual: " + actual);
        }
    }
}
