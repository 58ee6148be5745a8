package dev.onionyard.archive;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageConfig;
import dev.onionyard.oci.ImageConfigJson;
import dev.onionyard.oci.ImageIndex;
import dev.onionyard.oci.ImageIndexJson;
import dev.onionyard.oci.Manifest;
import dev.onionyard.oci.ManifestJson;
import dev.onionyard.oci.MediaType;
import dev.onionyard.oci.Platform;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `index.json` of an OCI layout (image-spec image-layout.md) and what it leads to. Every document is compared
/// with the digest and size of the descriptor that named it.
final class OciLayout {

    static final String INDEX = "index.json";

    /// An index in an index in an index is as deep as anything that tools write.
    private static final int DEEPEST = 4;

    private static final String FOREIGN_LAYER = "foreign";
    private static final String ATTESTATION = "vnd.docker.reference.type";

    private final ArchiveMembers members;
    private final Platform host;

    private OciLayout(ArchiveMembers members, Platform host) {
        this.members = members;
        this.host = host;
    }

    /// @param host of the images that are there for several platforms, the one for this is taken
    static List<ArchivedImage> read(ArchiveMembers members, Platform host) {
        var layout = new OciLayout(members, host);
        return layout.images(ImageIndexJson.read(members.document(INDEX)));
    }

    /// The top index lists images; several entries with one name are one image for several platforms.
    private List<ArchivedImage> images(ImageIndex top) {
        Map<Object, List<Descriptor>> byName = new LinkedHashMap<>();
        for (Descriptor descriptor : top.manifests()) {
            if (!isAttestation(descriptor)) {
                Object key = LayoutName.of(descriptor).isEmpty() ? descriptor : LayoutName.of(descriptor);
                byName.computeIfAbsent(key, name -> new ArrayList<>()).add(descriptor);
            }
        }
        List<ArchivedImage> images =
                byName.values().stream().map(candidates -> image(candidates)).toList();
        if (images.isEmpty()) {
            throw new InvalidInputException("cannot read archive: \"" + INDEX + "\" names no image");
        }
        return images;
    }

    private ArchivedImage image(List<Descriptor> candidates) {
        return image(PlatformChoice.among(candidates, host, this::isThere), candidates.getFirst(), 1);
    }

    /// @param named the descriptor that carries the image's name
    private ArchivedImage image(Descriptor descriptor, Descriptor named, int depth) {
        byte[] json = document(descriptor);
        if (!isIndex(descriptor, json)) {
            return image(ManifestJson.read(json), named);
        }
        if (depth == DEEPEST) {
            throw new InvalidInputException("cannot read archive: its indexes are nested deeper than " + DEEPEST);
        }
        List<Descriptor> inner = ImageIndexJson.read(json).manifests().stream()
                .filter(candidate -> !isAttestation(candidate))
                .toList();
        return image(PlatformChoice.among(inner, host, this::isThere), named, depth + 1);
    }

    private ArchivedImage image(Manifest manifest, Descriptor named) {
        ImageConfig config = ImageConfigJson.read(document(manifest.config()));
        List<String> layers = manifest.layers().stream().map(this::layerPath).toList();
        return new ArchivedImage(config, layers, LayoutName.of(named), null);
    }

    private String layerPath(Descriptor layer) {
        String path = BlobDigest.pathOf(layer.digest());
        if (!members.contains(path) && layer.mediaType().contains(FOREIGN_LAYER)) {
            throw new InvalidInputException("cannot read archive: layer \"" + layer.digest()
                    + "\" is a foreign layer, which is not in the archive");
        }
        long size = members.layer(path).size();
        if (size != layer.size()) {
            throw wrongSize(layer.digest(), layer.size(), size);
        }
        return path;
    }

    private byte[] document(Descriptor descriptor) {
        String path = BlobDigest.pathOf(descriptor.digest());
        byte[] json = members.document(path);
        if (json.length != descriptor.size()) {
            throw wrongSize(descriptor.digest(), descriptor.size(), json.length);
        }
        BlobDigest.check(path, json);
        return json;
    }

    private boolean isThere(Descriptor descriptor) {
        return members.contains(BlobDigest.pathOf(descriptor.digest()));
    }

    /// A descriptor need not say what it points at.
    private static boolean isIndex(Descriptor descriptor, byte[] json) {
        return MediaType.isIndex(descriptor.mediaType())
                || !MediaType.isManifest(descriptor.mediaType()) && looksLikeIndex(json);
    }

    private static boolean looksLikeIndex(byte[] json) {
        try {
            ImageIndexJson.read(json);
            return true;
        } catch (InvalidInputException e) {
            return false;
        }
    }

    /// BuildKit's provenance, which stands beside the images it is about.
    private static boolean isAttestation(Descriptor descriptor) {
        Platform platform = descriptor.platform();
        return descriptor.annotations().containsKey(ATTESTATION)
                || platform != null && platform.os().equals("unknown");
    }

    private static InvalidInputException wrongSize(Digest digest, long expected, long actual) {
        return new InvalidInputException("cannot read archive: \"" + digest + "\" has " + actual
                + " bytes, but its descriptor says " + expected);
    }
}
