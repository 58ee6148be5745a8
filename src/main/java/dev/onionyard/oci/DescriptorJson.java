package dev.onionyard.oci;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Descriptors within manifests and indexes (image-spec descriptor.md).
final class DescriptorJson {

    private DescriptorJson() {}

    static Descriptor read(JsonFields fields) {
        long size = fields.number("size");
        if (size < 0) {
            throw fields.wrong("size", "a size that is not negative");
        }
        JsonFields platform = fields.object("platform");
        return new Descriptor(
                fields.text("mediaType"),
                Digest.parse(fields.text("digest")),
                size,
                platform == null ? null : platform(platform),
                fields.textMap("annotations"));
    }

    private static Platform platform(JsonFields fields) {
        String variant = fields.text("variant");
        return new Platform(fields.text("os"), fields.text("architecture"), variant.isEmpty() ? null : variant);
    }

    static void write(JsonGenerator json, Descriptor descriptor) {
        json.writeStartObject();
        json.writeStringProperty("mediaType", descriptor.mediaType());
        json.writeStringProperty("digest", descriptor.digest().toString());
        json.writeNumberProperty("size", descriptor.size());
        if (!descriptor.annotations().isEmpty()) {
            json.writeObjectPropertyStart("annotations");
            new TreeMap<>(descriptor.annotations()).forEach(json::writeStringProperty);
            json.writeEndObject();
        }
        write(json, descriptor.platform());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, @Nullable Platform platform) {
        if (platform == null) {
            return;
        }
        json.writeObjectPropertyStart("platform");
        json.writeStringProperty("architecture", platform.architecture());
        json.writeStringProperty("os", platform.os());
        if (platform.variant() != null) {
            json.writeStringProperty("variant", platform.variant());
        }
        json.writeEndObject();
    }
}
