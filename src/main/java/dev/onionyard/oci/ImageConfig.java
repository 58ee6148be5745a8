package dev.onionyard.oci;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An image's configuration JSON (image-spec config.md), kept as the bytes that came in, because its digest is the
/// image's id. Read with [ImageConfigJson#read], made anew with [ImageConfigJson#write].
public final class ImageConfig {

    private final byte[] json;
    private final ImageId id;
    private final Content content;

    /// What the JSON says.
    ///
    /// @param diffIds the layers, bottom first
    /// @param history the steps, oldest first; may be empty, and then says nothing about the layers
    public record Content(
            Platform platform,
            @Nullable Instant created,
            String author,
            String comment,
            ProcessDefaults process,
            List<DiffId> diffIds,
            List<HistoryEntry> history) {

        public Content {
            diffIds = List.copyOf(diffIds);
            history = List.copyOf(history);
        }
    }

    ImageConfig(byte[] json, Content content) {
        this.json = json.clone();
        this.id = new ImageId(Digest.of(json));
        this.content = content;
    }

    public ImageId id() {
        return id;
    }

    /// The JSON, byte for byte.
    public byte[] json() {
        return json.clone();
    }

    public Content content() {
        return content;
    }

    public ProcessDefaults process() {
        return content.process();
    }

    public List<DiffId> diffIds() {
        return content.diffIds();
    }

    public List<HistoryEntry> history() {
        return content.history();
    }
}
