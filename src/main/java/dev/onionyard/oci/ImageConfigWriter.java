package dev.onionyard.oci;

import java.util.List;
import tools.jackson.core.JsonGenerator;

/// Writes a configuration as Docker does: the top level sorted by name, the rest in the order of Docker's
/// structures, times as Go prints them.
final class ImageConfigWriter {

    private final JsonGenerator json;

    private ImageConfigWriter(JsonGenerator json) {
        this.json = json;
    }

    static byte[] json(ImageConfig.Content content) {
        return JsonText.write(generator -> new ImageConfigWriter(generator).content(content));
    }

    private void content(ImageConfig.Content content) {
        json.writeStringProperty("architecture", content.platform().architecture());
        textUnlessEmpty("author", content.author());
        textUnlessEmpty("comment", content.comment());
        json.writeObjectPropertyStart("config");
        ProcessDefaultsJson.write(json, content.process());
        json.writeEndObject();
        json.writeStringProperty("created", GoTime.format(content.created()));
        history(content.history());
        json.writeStringProperty("os", content.platform().os());
        rootfs(content.diffIds());
        String variant = content.platform().variant();
        if (variant != null) {
            json.writeStringProperty("variant", variant);
        }
    }

    private void history(List<HistoryEntry> history) {
        if (!history.isEmpty()) {
            json.writeArrayPropertyStart("history");
            history.forEach(entry -> object(() -> step(entry)));
            json.writeEndArray();
        }
    }

    private void step(HistoryEntry entry) {
        if (entry.created() != null) {
            json.writeStringProperty("created", GoTime.format(entry.created()));
        }
        textUnlessEmpty("author", entry.author());
        textUnlessEmpty("created_by", entry.createdBy());
        textUnlessEmpty("comment", entry.comment());
        if (entry.emptyLayer()) {
            json.writeBooleanProperty("empty_layer", true);
        }
    }

    private void rootfs(List<DiffId> diffIds) {
        json.writeObjectPropertyStart("rootfs");
        json.writeStringProperty("type", "layers");
        json.writeArrayPropertyStart("diff_ids");
        diffIds.forEach(diffId -> json.writeString(diffId.toString()));
        json.writeEndArray();
        json.writeEndObject();
    }

    private void object(Runnable fields) {
        json.writeStartObject();
        fields.run();
        json.writeEndObject();
    }

    private void textUnlessEmpty(String name, String value) {
        if (!value.isEmpty()) {
            json.writeStringProperty(name, value);
        }
    }
}
