package dev.onionyard.oci;

/// Reads and writes image indexes: OCI (image-spec image-index.md) and Docker manifest lists. An index may
/// name other indexes; whoever follows them limits the depth.
public final class ImageIndexJson {

    /// The largest index that is read, in bytes.
    public static final int LIMIT = 4 << 20;

    private static final String WHAT = "image index";

    private ImageIndexJson() {}

    /// An index without media type is taken for an OCI index.
    ///
    /// @throws dev.onionyard.error.InvalidInputException if it is something else, or a field is wrong
    public static ImageIndex read(byte[] json) {
        JsonFields root = JsonText.read(json, WHAT, LIMIT);
        SchemaVersion.requireTwo(root);
        String mediaType = root.has("mediaType") ? root.text("mediaType") : MediaType.OCI_INDEX;
        if (!MediaType.isIndex(mediaType)) {
            throw root.wrong("mediaType", "an image index, not \"" + mediaType + "\"");
        }
        if (root.has("layers") || root.has("config")) {
            // One document that is both an index and a manifest means different images to different readers.
            throw root.wrong("layers", "no such field in an index");
        }
        return new ImageIndex(
                mediaType,
                root.objects("manifests").stream().map(DescriptorJson::read).toList());
    }

    public static byte[] write(ImageIndex index) {
        return JsonText.write(json -> {
            json.writeNumberProperty("schemaVersion", 2);
            json.writeStringProperty("mediaType", index.mediaType());
            json.writeArrayPropertyStart("manifests");
            index.manifests().forEach(manifest -> DescriptorJson.write(json, manifest));
            json.writeEndArray();
        });
    }
}
