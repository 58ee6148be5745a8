package dev.onionyard.web.images;

import dev.onionyard.image.Image;
import dev.onionyard.image.Onion;
import dev.onionyard.image.Onion.Ring;
import dev.onionyard.image.Onion.RingLayer;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerTrees.Hidden;
import dev.onionyard.layer.LayerTrees.Sizes;
import dev.onionyard.layer.LayerTrees.Usage;
import dev.onionyard.oci.ChainId;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.HistoryEntry;
import dev.onionyard.oci.ImageConfig;
import dev.onionyard.oci.ImageConfigJson;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Platform;
import dev.onionyard.oci.ProcessDefaults;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Builds an image and its onion step by step, for tests of the pages.
final class SampleOnion {

    static final Instant MADE = Instant.parse("2026-11-20T10:00:00Z");

    private final List<ImageReference> tags;
    private final List<Ring> rings = new ArrayList<>();
    private final List<Hidden> hidden = new ArrayList<>();
    private ProcessDefaults process = ProcessDefaults.NONE;
    private long total;

    private SampleOnion(List<ImageReference> tags) {
        this.tags = tags;
    }

    static SampleOnion named(String... names) {
        return new SampleOnion(
                List.of(names).stream().map(ImageReference::parse).toList());
    }

    SampleOnion layer(String instruction, long bytes) {
        return layer(instruction, bytes, 0, "", "");
    }

    SampleOnion shared(String instruction, long bytes, int others) {
        return layer(instruction, bytes, others, "", "");
    }

    SampleOnion layer(String instruction, long bytes, int sharedCount, String author, String comment) {
        int position = layers().size();
        DiffId diffId = new DiffId(digest(instruction + position));
        total += bytes;
        var layer = new RingLayer(
                position,
                new LayerId(diffId.digest()),
                diffId,
                chain(diffId),
                Path.of("/var/lib/onionyard/layers", diffId.digest().hex(), "tree"),
                bytes,
                new Sizes(bytes + 4096, bytes, total),
                bytes == 0 ? 0 : 42,
                bytes == 0 ? List.of() : List.of("etc", "usr", "var"),
                sharedCount == 0 ? List.of() : List.of("other/image:1.0"),
                sharedCount);
        rings.add(new Ring(
                rings.size(), instruction, instruction, author, comment, MADE.plusSeconds(rings.size()), false, layer));
        return this;
    }

    SampleOnion setting(String instruction) {
        rings.add(
                new Ring(rings.size(), instruction, instruction, "", "", MADE.plusSeconds(rings.size()), false, null));
        return this;
    }

    /// A setting whose builder did not write down when.
    SampleOnion undated(String instruction) {
        rings.add(new Ring(rings.size(), instruction, instruction, "", "", null, false, null));
        return this;
    }

    SampleOnion hides(String path, long bytes, int writtenBy, int hiddenBy, Hidden.Reason reason) {
        hidden.add(new Hidden(path, bytes, writtenBy, hiddenBy, reason));
        return this;
    }

    SampleOnion runs(List<String> entrypoint, List<String> cmd, List<String> env, Map<String, String> labels) {
        process = new ProcessDefaults(
                "app",
                Set.of("8080/tcp"),
                env,
                entrypoint,
                cmd,
                Set.of("/data"),
                "/srv",
                labels,
                "",
                List.of(),
                List.of(),
                null);
        return this;
    }

    Image image() {
        ImageConfig config = config();
        return new Image(
                config.id(),
                config,
                layers().stream().map(RingLayer::id).toList(),
                tags,
                total,
                MADE,
                Image.Origin.RESTORE,
                null);
    }

    Onion onion() {
        long lost = hidden.stream().mapToLong(Hidden::bytes).sum();
        List<Sizes> sizes = layers().stream().map(RingLayer::sizes).toList();
        return new Onion(config().id(), rings, new Usage(sizes, total - lost, total, hidden));
    }

    private ImageConfig config() {
        List<HistoryEntry> history = rings.stream()
                .map(ring -> new HistoryEntry(
                        ring.created(), ring.createdBy(), ring.author(), ring.comment(), ring.layer() == null))
                .toList();
        return ImageConfigJson.write(new ImageConfig.Content(
                Platform.of("linux", "amd64"),
                MADE,
                "",
                "",
                process,
                layers().stream().map(RingLayer::diffId).toList(),
                history));
    }

    private List<RingLayer> layers() {
        return rings.stream().map(Ring::layer).filter(Objects::nonNull).toList();
    }

    private ChainId chain(DiffId top) {
        List<RingLayer> below = layers();
        return below.isEmpty()
                ? ChainId.ofBottom(top)
                : below.getLast().chainId().append(top);
    }

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
