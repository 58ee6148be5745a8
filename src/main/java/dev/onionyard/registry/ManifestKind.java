package dev.onionyard.registry;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.MediaType;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Tells what a manifest is. The document's own word counts, because that is what its digest covers; then the
/// header; then its shape.
final class ManifestKind {

    private ManifestKind() {}

    /// @return one of the two manifest or two index types of [MediaType]
    static String of(String header, byte[] json, ImageReference reference) {
        JsonNode root = read(json, reference);
        String own = root.path("mediaType").asString("");
        if (isKnown(own)) {
            return own;
        }
        if (own.isEmpty() && isKnown(header) && root.path("schemaVersion").asInt(0) == 2) {
            return header;
        }
        if (own.isEmpty() && root.has("manifests")) {
            return MediaType.OCI_INDEX;
        }
        if (own.isEmpty() && root.has("layers")) {
            return MediaType.OCI_MANIFEST;
        }
        String actual = own.isEmpty() ? header : own;
        throw new InvalidInputException("cannot use manifest of \"" + reference.familiar() + "\": its type is \""
                + RegistryProblem.printable(actual)
                + "\"; expected an OCI or Docker (version 2, schema 2) image manifest or index");
    }

    private static JsonNode read(byte[] json, ImageReference reference) {
        try {
            return JsonMapper.shared().readTree(json);
        } catch (JacksonException e) {
            throw new InvalidInputException(
                    "cannot use manifest of \"" + reference.familiar() + "\": not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static boolean isKnown(String mediaType) {
        return MediaType.isIndex(mediaType) || MediaType.isManifest(mediaType);
    }
}
