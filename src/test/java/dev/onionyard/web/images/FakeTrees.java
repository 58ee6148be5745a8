package dev.onionyard.web.images;

import dev.onionyard.layer.LayerEntry;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerTrees;
import dev.onionyard.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One tree of files, the same for every stack; its signs are what the top layer did.
final class FakeTrees implements LayerTrees {

    private final Map<String, List<Node>> children = new TreeMap<>();

    FakeTrees folder(String path, Sign sign) {
        children.computeIfAbsent(path, key -> new ArrayList<>());
        return put(new Node(entry(path, LayerEntry.Kind.DIRECTORY, 0, 0755), null, sign, 0, true));
    }

    FakeTrees file(String path, Sign sign, long size) {
        return put(new Node(entry(path, LayerEntry.Kind.FILE, size, 0644), null, sign, 0, false));
    }

    FakeTrees changed(String path, long before, long after) {
        LayerEntry old = entry(path, LayerEntry.Kind.FILE, before, 0600);
        return put(new Node(entry(path, LayerEntry.Kind.FILE, after, 0644), old, Sign.CHANGED, 0, false));
    }

    private FakeTrees put(Node node) {
        children.computeIfAbsent(parent(node.entry().path()), key -> new ArrayList<>())
                .add(node);
        return this;
    }

    static LayerEntry entry(String path, LayerEntry.Kind kind, long size, int mode) {
        return new LayerEntry(
                path,
                kind,
                size,
                mode,
                0,
                0,
                Instant.parse("2026-01-02T03:04:05Z"),
                "",
                Map.of(),
                content(path, kind),
                false,
                false,
                0,
                0);
    }

    private static @Nullable Digest content(String path, LayerEntry.Kind kind) {
        return kind == LayerEntry.Kind.FILE ? Digest.of(path.getBytes(StandardCharsets.UTF_8)) : null;
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    @Override
    public List<Node> merged(List<LayerId> stack, String directory) {
        return children.getOrDefault(directory, List.of());
    }

    @Override
    public List<Node> changed(List<LayerId> stack, String directory) {
        return merged(stack, directory).stream()
                .filter(node -> node.sign() != Sign.UNCHANGED || node.hasChildren())
                .toList();
    }

    @Override
    public List<Node> search(List<LayerId> stack, boolean onlyChanged, String words, int limit) {
        return children.values().stream()
                .flatMap(List::stream)
                .filter(node -> !onlyChanged || node.sign() != Sign.UNCHANGED)
                .filter(node -> node.entry().path().toLowerCase(Locale.ROOT).contains(words.toLowerCase(Locale.ROOT)))
                .limit(limit)
                .toList();
    }

    @Override
    public Optional<Version> find(List<LayerId> stack, String path) {
        return children.getOrDefault(parent(path), List.of()).stream()
                .filter(node -> node.entry().path().equals(path))
                .map(node -> new Version(node.entry(), node.layer()))
                .findFirst();
    }

    /// Every file holds its path.
    @Override
    public InputStream open(List<LayerId> stack, String path) {
        return new ByteArrayInputStream(path.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Usage usage(List<LayerId> stack) {
        return new Usage(List.of(), 0, 0, List.of());
    }

    @Override
    public List<Change> changes(Path upper, List<LayerId> stack) {
        return List.of();
    }
}
