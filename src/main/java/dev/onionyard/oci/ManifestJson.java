package dev.onionyard.oci;

/// Reads and writes image manifests: OCI (image-spec manifest.md) and Docker schema 2.
public final class ManifestJson {

    /// The largest manifest that is read, in bytes; registries have the same limit.
    public static final int LIMIT = 4 << 20;

    private static final String WHAT = "image manifest";

    private ManifestJson() {}

    /// A manifest without media type is taken for an OCI manifest.
    ///
    /// @throws dev.onionyard.error.InvalidInputException if it is something else (an index, schema 1), or a
    ///     field is wrong
    public static Manifest read(byte[] json) {
        JsonFields root = JsonText.read(json, WHAT, LIMIT);
        SchemaVersion.requireTwo(root);
        String mediaType = root.has("mediaType") ? root.text("mediaType") : MediaType.OCI_MANIFEST;
        if (!MediaType.isManifest(mediaType)) {
            throw root.wrong("mediaType", "an image manifest, not \"" + mediaType + "\"");
        }
        if (root.has("manifests")) {
            // One document that is both a manifest and an index means different images to different readers.
            throw root.wrong("manifests", "no such field in a manifest");
        }
        return new Manifest(
                mediaType,
                DescriptorJson.read(root.requiredObject("config")),
                root.objects("layers").stream().map(DescriptorJson::read).toList());
    }

    public static byte[] write(Manifest manifest) {
        return JsonText.write(json -> {
            json.writeNumberProperty("schemaVersion", 2);
            json.writeStringProperty("mediaType", manifest.mediaType());
            json.writeName("config");
            DescriptorJson.write(json, manifest.config());
            json.writeArrayPropertyStart("layers");
            manifest.layers().forEach(layer -> DescriptorJson.write(json, layer));
            json.writeEndArray();
        });
    }
}
