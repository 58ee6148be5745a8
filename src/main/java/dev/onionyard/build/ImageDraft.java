package dev.onionyard.build;

import dev.onionyard.image.Image;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerId;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.HistoryEntry;
import dev.onionyard.oci.ImageConfig;
import dev.onionyard.oci.ImageConfigJson;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.Platform;
import dev.onionyard.oci.ProcessDefaults;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The image of a stage while its steps are taken.
final class ImageDraft {

    private final List<LayerId> layers = new ArrayList<>();
    private final List<DiffId> diffIds = new ArrayList<>();
    private final List<HistoryEntry> history = new ArrayList<>();
    private final Platform platform;
    private final @Nullable Image base;
    private final ConfigDraft process;
    private String author;
    private Instant created;
    private String key;
    private boolean changed;

    private ImageDraft(
            Platform platform,
            @Nullable Image base,
            ProcessDefaults process,
            String author,
            Instant created,
            String key) {
        this.platform = platform;
        this.base = base;
        this.process = new ConfigDraft(process);
        this.author = author;
        this.created = created;
        this.key = key;
    }

    static ImageDraft scratch(Platform platform, Instant now) {
        return new ImageDraft(platform, null, ProcessDefaults.NONE, "", now, "scratch");
    }

    static ImageDraft on(Image image, Instant now) {
        ImageConfig.Content content = image.config().content();
        Instant created = content.created() == null ? now : content.created();
        var draft = new ImageDraft(
                content.platform(),
                image,
                content.process(),
                content.author(),
                created,
                image.id().toString());
        draft.layers.addAll(image.layers());
        draft.diffIds.addAll(image.config().diffIds());
        draft.history.addAll(image.config().history());
        return draft;
    }

    /// What the next stage that builds on this one begins with.
    ImageDraft copy() {
        var draft = new ImageDraft(platform, base, process.finish(), author, created, key);
        draft.layers.addAll(layers);
        draft.diffIds.addAll(diffIds);
        draft.history.addAll(history);
        draft.changed = changed;
        return draft;
    }

    ConfigDraft process() {
        return process;
    }

    List<LayerId> layers() {
        return List.copyOf(layers);
    }

    String author() {
        return author;
    }

    void author(String name) {
        author = name;
    }

    /// The image that this is built on, if that is a stored one.
    @Nullable
    Image base() {
        return base;
    }

    Platform platform() {
        return platform;
    }

    /// What names this state in the cache: everything that led to it.
    String key() {
        return key;
    }

    int historySize() {
        return history.size();
    }

    List<HistoryEntry> history() {
        return List.copyOf(history);
    }

    List<DiffId> diffIds() {
        return List.copyOf(diffIds);
    }

    /// Whether a step was taken on top of the base image.
    boolean changed() {
        return changed;
    }

    /// The name in the cache of the state after a step that says `step`.
    String keyAfter(String step) {
        return Digest.of((key + "\n" + step).getBytes(StandardCharsets.UTF_8)).hex();
    }

    /// Takes a step.
    ///
    /// @param layer null if it changed only the configuration
    void add(String createdBy, Instant time, @Nullable Layer layer, String keyOfStep) {
        if (layer != null) {
            layers.add(layer.id());
            diffIds.add(layer.diffId());
        }
        history.add(new HistoryEntry(time, createdBy, author, "", layer == null));
        created = time;
        changed = true;
        // What the step made belongs to the name: done again it may have made something else.
        key = layer == null
                ? keyOfStep
                : Digest.of((keyOfStep + layer.diffId()).getBytes(StandardCharsets.UTF_8))
                        .hex();
    }

    ImageConfig config() {
        return ImageConfigJson.write(
                new ImageConfig.Content(platform, created, author, "", process.finish(), diffIds(), history()));
    }

    /// The image's id as it would be now.
    ImageId id() {
        return changed || base == null ? config().id() : base.id();
    }
}
