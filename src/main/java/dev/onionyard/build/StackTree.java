package dev.onionyard.build;

import dev.onionyard.layer.LayerEntry;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerLookup;
import dev.onionyard.layer.LayerLookup.Visible;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.linux.RootedDirectory;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The tree of a stack of layers, read without mounting it: names from the indexes, bytes from the layer that has
/// them. One thread at a time.
final class StackTree implements SourceTree {

    /// What is copied of extended attributes, as in Docker.
    private static final String CAPABILITY = "security.capability";

    private final LayerStore layers;
    private final LayerLookup lookup;
    private final List<LayerId> stack;
    private final String shownName;
    private final Map<LayerId, RootedDirectory> open = new HashMap<>();

    /// Where the bytes of the files listed so far are.
    private final Map<String, Visible> places = new HashMap<>();

    StackTree(LayerStore layers, LayerLookup lookup, List<LayerId> stack, String shownName) {
        this.layers = layers;
        this.lookup = lookup;
        this.stack = stack;
        this.shownName = shownName;
    }

    @Override
    public Optional<SourceEntry> find(String path) {
        return lookup.find(stack, path).map(this::entry);
    }

    @Override
    public List<SourceEntry> children(String directory) {
        return lookup.children(stack, directory).stream().map(this::entry).toList();
    }

    private SourceEntry entry(Visible visible) {
        LayerEntry named = visible.entry();
        LayerEntry file = named.kind() == LayerEntry.Kind.HARD_LINK ? target(visible) : named;
        SourceEntry.Kind kind = kind(file);
        if (kind == SourceEntry.Kind.FILE) {
            places.put(named.path(), visible);
        }
        return new SourceEntry(
                named.path(),
                kind,
                file.size(),
                file.mode(),
                file.uid(),
                file.gid(),
                file.modified(),
                kind == SourceEntry.Kind.SYMLINK ? file.linkTarget() : "",
                copied(file.xattrs()),
                file.content(),
                kind == SourceEntry.Kind.FILE ? visible.layer() + "/" + file.path() : "",
                file.deviceMajor(),
                file.deviceMinor());
    }

    /// The entry that a hard link names.
    private LayerEntry target(Visible link) {
        return layers.index(link.layer())
                .find(link.entry().linkTarget())
                .filter(found -> found.kind() != LayerEntry.Kind.HARD_LINK)
                .orElse(link.entry());
    }

    private static Map<String, byte[]> copied(Map<String, byte[]> xattrs) {
        byte[] capability = xattrs.get(CAPABILITY);
        return capability == null ? Map.of() : Map.of(CAPABILITY, capability);
    }

    private static SourceEntry.Kind kind(LayerEntry entry) {
        return switch (entry.kind()) {
            case DIRECTORY -> SourceEntry.Kind.DIRECTORY;
            case SYMLINK -> SourceEntry.Kind.SYMLINK;
            case CHARACTER_DEVICE -> SourceEntry.Kind.CHARACTER_DEVICE;
            case BLOCK_DEVICE -> SourceEntry.Kind.BLOCK_DEVICE;
            case FIFO -> SourceEntry.Kind.FIFO;
            case FILE, HARD_LINK, WHITEOUT -> SourceEntry.Kind.FILE;
        };
    }

    @Override
    public InputStream open(SourceEntry file) {
        Visible place = places.get(file.path());
        LayerId layer =
                place == null ? lookup.find(stack, file.path()).orElseThrow().layer() : place.layer();
        return new OpenFileInput(tree(layer).openFile(file.path()));
    }

    private RootedDirectory tree(LayerId layer) {
        return open.computeIfAbsent(
                layer, id -> RootedDirectory.open(layers.get(id).tree()));
    }

    @Override
    public String shownName() {
        return shownName;
    }

    @Override
    public boolean keepsOwners() {
        return true;
    }

    @Override
    public void close() {
        open.values().forEach(RootedDirectory::close);
    }
}
