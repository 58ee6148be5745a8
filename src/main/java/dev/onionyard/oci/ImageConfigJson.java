package dev.onionyard.oci;

import java.util.List;

/// Reads the configuration JSON of an image, whoever made it, and makes new ones the way Docker does
/// (image-spec config.md; Docker image specification v1.3).
public final class ImageConfigJson {

    /// The largest configuration that is read, in bytes.
    public static final int LIMIT = 8 << 20;

    private static final String WHAT = "image configuration";

    private ImageConfigJson() {}

    /// Reads a configuration and keeps its bytes. Unknown fields do not matter.
    ///
    /// @throws dev.onionyard.error.InvalidInputException naming the field that is wrong
    public static ImageConfig read(byte[] json) {
        JsonFields root = JsonText.read(json, WHAT, LIMIT);
        JsonFields process = root.object("config");
        var content = new ImageConfig.Content(
                platform(root),
                root.time("created"),
                root.text("author"),
                root.text("comment"),
                process == null ? ProcessDefaults.NONE : ProcessDefaultsJson.read(process),
                diffIds(root.requiredObject("rootfs")),
                root.objects("history").stream().map(ImageConfigJson::history).toList());
        return new ImageConfig(json, content);
    }

    /// Makes the JSON of a new image: Docker's fields in Docker's order (sorted), without those that are empty.
    public static ImageConfig write(ImageConfig.Content content) {
        return new ImageConfig(ImageConfigWriter.json(content), content);
    }

    /// Very old images leave out the platform; they are for Linux and, as in Docker, taken to fit this machine.
    private static Platform platform(JsonFields root) {
        String os = root.text("os");
        String architecture = root.text("architecture");
        String variant = root.text("variant");
        return new Platform(
                os.isEmpty() ? "linux" : os,
                architecture.isEmpty() ? Platform.host().architecture() : architecture,
                variant.isEmpty() ? null : variant);
    }

    private static List<DiffId> diffIds(JsonFields rootfs) {
        String type = rootfs.text("type");
        if (!type.equals("layers") && !type.isEmpty()) {
            throw rootfs.wrong("type", "\"layers\", not \"" + type + "\"");
        }
        return rootfs.texts("diff_ids").stream().map(DiffId::parse).toList();
    }

    private static HistoryEntry history(JsonFields entry) {
        return new HistoryEntry(
                entry.time("created"),
                entry.text("created_by"),
                entry.text("author"),
                entry.text("comment"),
                entry.flag("empty_layer"));
    }
}
