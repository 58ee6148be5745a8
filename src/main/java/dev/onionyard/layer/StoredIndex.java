package dev.onionyard.layer;

import dev.onionyard.oci.Digest;
import dev.onionyard.tar.EntryPath;
import dev.onionyard.tar.TarEntry.Extent;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;

/// The index of a stored layer in memory. Entries have numbers, the root is 0; the children of a folder are side
/// by side and sorted. What most questions need is in arrays; the rest stays packed until somebody asks for the
/// entry.
final class StoredIndex implements LayerIndex {

    static final Digest EMPTY_CONTENT = Digest.of(new byte[0]);

    static final int NONE = -1;
    static final int ROOT = 0;

    private static final int CONTENT_BYTES = 32;

    private final byte[] body;
    private final byte[] kinds;
    private final byte[] flags;
    private final String[] names;
    private final long[] sizes;
    private final int[] parents;
    private final int[] firstChildren;
    private final int[] childCounts;
    private final int[] details;

    /// @param body as [IndexBody] wrote it
    StoredIndex(byte[] body) {
        var in = new IndexBytes(body, 0);
        int count = in.getInt();
        this.body = body;
        this.kinds = new byte[count];
        this.flags = new byte[count];
        this.names = new String[count];
        this.sizes = new long[count];
        this.parents = new int[count];
        this.firstChildren = new int[count];
        this.childCounts = new int[count];
        this.details = new int[count];
        int nextChild = 1;
        for (int i = 0; i < count; i++) {
            readEntry(in, i);
            firstChildren[i] = nextChild;
            Arrays.fill(parents, nextChild, nextChild + childCounts[i], i);
            nextChild += childCounts[i];
        }
    }

    private void readEntry(IndexBytes in, int i) {
        kinds[i] = (byte) in.getByte();
        flags[i] = (byte) in.getByte();
        names[i] = in.getName();
        sizes[i] = in.getNumber();
        if (kind(i) == LayerEntry.Kind.DIRECTORY) {
            childCounts[i] = in.getInt();
        }
        int length = in.getInt();
        details[i] = in.position();
        in.skip(length);
    }

    @Override
    public List<LayerEntry> entries() {
        int[] order = depthFirst();
        return new EntryList(order);
    }

    @Override
    public Optional<LayerEntry> find(String path) {
        int number = number(path);
        return number == NONE ? Optional.empty() : Optional.of(entry(number));
    }

    @Override
    public List<LayerEntry> children(String directory) {
        int number = number(directory);
        if (number == NONE) {
            return List.of();
        }
        int[] numbers = new int[childCounts[number]];
        Arrays.setAll(numbers, i -> firstChildren[number] + i);
        return new EntryList(numbers);
    }

    /// How many entries there are, the root included.
    int count() {
        return kinds.length;
    }

    /// About how many bytes of memory it takes.
    long weight() {
        return body.length + 100L * kinds.length;
    }

    /// The number of the entry at `path`, or [#NONE].
    int number(String path) {
        int number = ROOT;
        int start = 0;
        String clean = EntryPath.of(path).value();
        while (number != NONE && start < clean.length()) {
            int slash = clean.indexOf('/', start);
            int end = slash < 0 ? clean.length() : slash;
            number = child(number, clean.substring(start, end));
            start = end + 1;
        }
        return number;
    }

    /// Whether the folder at `path`, or one that it is in, hides what lower layers have in it.
    boolean hidesLower(String path) {
        int number = ROOT;
        boolean hides = isOpaque(ROOT);
        for (String component : path.isEmpty() ? new String[0] : path.split("/")) {
            number = child(number, component);
            if (number == NONE || !isDirectory(number)) {
                return hides;
            }
            hides |= isOpaque(number);
        }
        return hides;
    }

    /// The number of the child with this name, or [#NONE].
    int child(int folder, String name) {
        int from = firstChildren[folder];
        int found = Arrays.binarySearch(names, from, from + childCounts[folder], name);
        return found < 0 ? NONE : found;
    }

    int firstChild(int folder) {
        return firstChildren[folder];
    }

    int childCount(int folder) {
        return childCounts[folder];
    }

    LayerEntry.Kind kind(int number) {
        return IndexBody.kind(kinds[number]);
    }

    boolean isDirectory(int number) {
        return kind(number) == LayerEntry.Kind.DIRECTORY;
    }

    boolean isWhiteout(int number) {
        return kind(number) == LayerEntry.Kind.WHITEOUT;
    }

    boolean isOpaque(int number) {
        return has(number, IndexBody.OPAQUE);
    }

    boolean isImplied(int number) {
        return has(number, IndexBody.IMPLIED);
    }

    boolean isSparse(int number) {
        return has(number, IndexBody.SPARSE);
    }

    String name(int number) {
        return names[number];
    }

    long size(int number) {
        return sizes[number];
    }

    String path(int number) {
        if (number == ROOT || parents[number] == ROOT) {
            return names[number];
        }
        return path(parents[number]) + "/" + names[number];
    }

    /// Of a hard link the entry whose file it is; any other entry itself.
    int fileOf(int number) {
        return kind(number) == LayerEntry.Kind.HARD_LINK ? afterContent(number).getInt() : number;
    }

    /// Whether both entries have content that is known and the same.
    boolean hasSameContent(int number, StoredIndex other, int otherNumber) {
        return has(number, IndexBody.HAS_CONTENT)
                && other.has(otherNumber, IndexBody.HAS_CONTENT)
                && Arrays.equals(
                        body,
                        details[number],
                        details[number] + CONTENT_BYTES,
                        other.body,
                        other.details[otherNumber],
                        other.details[otherNumber] + CONTENT_BYTES);
    }

    /// Entry numbers by the number of the payload they hold; [#NONE] for a payload that is not in the tree.
    int[] payloads() {
        int[] entries = new int[count()];
        Arrays.fill(entries, NONE);
        int most = 0;
        for (int i = 0; i < count(); i++) {
            if (has(i, IndexBody.HAS_PAYLOAD)) {
                int payload = afterContent(i).getInt();
                if (payload >= entries.length) {
                    int length = entries.length;
                    entries = Arrays.copyOf(entries, payload * 2);
                    Arrays.fill(entries, length, entries.length, NONE);
                }
                entries[payload] = i;
                most = Math.max(most, payload + 1);
            }
        }
        return Arrays.copyOf(entries, most);
    }

    /// Of a sparse file the parts that hold data; of another file the whole.
    List<Extent> extents(int number) {
        if (!isSparse(number)) {
            return List.of(new Extent(0, sizes[number]));
        }
        Details all = new Details(number);
        return all.extents;
    }

    LayerEntry entry(int number) {
        Details all = new Details(number);
        LayerEntry.Kind kind = kind(number);
        String target = kind == LayerEntry.Kind.HARD_LINK ? path(fileOf(number)) : all.linkTarget;
        return new LayerEntry(
                path(number),
                kind,
                sizes[number],
                all.mode,
                all.uid,
                all.gid,
                all.modified,
                target,
                all.xattrs,
                has(number, IndexBody.HAS_CONTENT)
                        ? Digest.ofFinished(new IndexBytes(body, details[number]).getRaw(CONTENT_BYTES))
                        : null,
                isOpaque(number),
                isImplied(number),
                all.deviceMajor,
                all.deviceMinor);
    }

    private boolean has(int number, int flag) {
        return (flags[number] & flag) != 0;
    }

    private IndexBytes afterContent(int number) {
        int skipped = has(number, IndexBody.HAS_CONTENT) ? CONTENT_BYTES : 0;
        return new IndexBytes(body, details[number] + skipped);
    }

    /// Sorted by path component: a folder, then what is in it. The root only if the tar names it.
    private int[] depthFirst() {
        int[] order = new int[count()];
        int[] waiting = new int[count()];
        int top = 0;
        int done = 0;
        waiting[top++] = ROOT;
        while (top > 0) {
            int number = waiting[--top];
            order[done++] = number;
            for (int i = childCounts[number] - 1; i >= 0; i--) {
                waiting[top++] = firstChildren[number] + i;
            }
        }
        return isImplied(ROOT) ? Arrays.copyOfRange(order, 1, done) : order;
    }

    /// The packed part of an entry.
    private final class Details {

        private final int mode;
        private final long uid;
        private final long gid;
        private final Instant modified;
        private final String linkTarget;
        private final int deviceMajor;
        private final int deviceMinor;
        private final Map<String, byte[]> xattrs;
        private final List<Extent> extents;

        Details(int number) {
            LayerEntry.Kind kind = kind(number);
            int file = fileOf(number);
            IndexBytes in = afterContent(number);
            if (kind == LayerEntry.Kind.HARD_LINK || has(number, IndexBody.HAS_PAYLOAD)) {
                in.getNumber();
            }
            mode = in.getInt();
            uid = in.getNumber();
            gid = in.getNumber();
            modified = Instant.ofEpochSecond(in.getSigned(), in.getNumber());
            LayerEntry.Kind fileKind = kind(file);
            boolean isDevice = fileKind == LayerEntry.Kind.CHARACTER_DEVICE || fileKind == LayerEntry.Kind.BLOCK_DEVICE;
            linkTarget = fileKind == LayerEntry.Kind.SYMLINK ? in.getName() : "";
            deviceMajor = isDevice ? in.getInt() : 0;
            deviceMinor = isDevice ? in.getInt() : 0;
            xattrs = has(number, IndexBody.HAS_XATTRS) ? xattrs(in) : Map.of();
            extents = has(number, IndexBody.SPARSE) ? extents(in) : List.of();
        }

        private static Map<String, byte[]> xattrs(IndexBytes in) {
            int count = in.getInt();
            Map<String, byte[]> xattrs = HashMap.newHashMap(count);
            for (int i = 0; i < count; i++) {
                xattrs.put(in.getName(), in.getBytes());
            }
            return xattrs;
        }

        private static List<Extent> extents(IndexBytes in) {
            int count = in.getInt();
            List<Extent> extents = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                extents.add(new Extent(in.getNumber(), in.getNumber()));
            }
            return extents;
        }
    }

    /// Entries made when they are asked for.
    private final class EntryList extends AbstractList<LayerEntry> implements RandomAccess {

        private final int[] numbers;

        EntryList(int[] numbers) {
            this.numbers = numbers;
        }

        @Override
        public LayerEntry get(int i) {
            return entry(numbers[i]);
        }

        @Override
        public int size() {
            return numbers.length;
        }
    }
}
