package dev.onionyard.tar;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.tar.TarEntry.Extent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a tar from front to back: ustar, PAX (global headers too), GNU long names, base-256 numbers, and sparse
/// files in the old GNU and all three PAX formats.
///
/// What is not content of a file (headers, padding, the trailer and whatever follows it) can be had as it came,
/// byte for byte: put together with the stored content of the files in order it is the tar again.
///
/// ```java
/// var tar = new TarReader(in);
/// for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
///     if (entry.isFile()) tar.content().transferTo(out);
/// }
/// ```
///
/// Everything malformed is an [InvalidInputException] that names the entry where there is one. Not safe for use by
/// several threads. Does not close the stream.
public final class TarReader {

    /// As Go's reader, which Docker and containerd use, has it.
    private static final int LONGEST_META_HEADER = 1 << 20;

    private static final long LARGEST_ID = 0xFFFFFFFEL;

    private final BlockReader blocks;
    private PaxRecords global = new PaxRecords();
    private TarEntry current = TarEntry.directory("");
    private long contentLeft;
    private long contentSize;
    private int spanStart;
    private boolean ended;

    public TarReader(InputStream in) {
        this(TarWindows.of(in), null);
    }

    /// @param raw gets every byte that is not stored content of a file, in order; null if nobody wants them
    public TarReader(TarWindows windows, @Nullable OutputStream raw) {
        this.blocks = new BlockReader(windows, raw);
    }

    /// The next entry, past what is left of the content of the one before; null at the end, when the stream has
    /// been read to its very end.
    public @Nullable TarEntry next() throws IOException {
        if (ended) {
            return null;
        }
        finishContent();
        TarEntry entry = readEntry();
        if (entry == null) {
            blocks.rest();
            ended = true;
            return null;
        }
        current = entry;
        contentSize = entry.storedSize();
        contentLeft = contentSize;
        return entry;
    }

    /// How many bytes went to `raw` up to here: where the content of the current entry belongs.
    public long rawBytes() {
        return blocks.rawBytes();
    }

    /// Takes the next piece of the current entry's stored content, in place: [#spanBytes] from [#spanStart].
    ///
    /// @return its length, or 0 at the end of the content
    public int nextSpan() throws IOException {
        return takeSpan(Integer.MAX_VALUE);
    }

    public byte[] spanBytes() {
        return blocks.bytes();
    }

    public int spanStart() {
        return spanStart;
    }

    /// The content of the current entry, holes of a sparse file filled with zeros. Valid until [#next].
    public InputStream content() {
        InputStream stored = new StoredContent();
        return current.sparse() ? new ExpandedContent(stored, current.extents(), current.size()) : stored;
    }

    private int takeSpan(int most) throws IOException {
        if (contentLeft == 0) {
            return 0;
        }
        int length;
        try {
            length = blocks.span(Math.min(most, contentLeft));
        } catch (InvalidInputException e) {
            throw new InvalidInputException(
                    "cannot read tar: it is truncated, \"" + TarNames.shown(current.name()) + "\" lacks " + contentLeft
                            + " of " + contentSize + " bytes",
                    e);
        }
        spanStart = blocks.spanStart(length);
        contentLeft -= length;
        return length;
    }

    private void finishContent() throws IOException {
        while (nextSpan() > 0) {
            // Passed over.
        }
        blocks.padding(contentSize);
        contentSize = 0;
    }

    private @Nullable TarEntry readEntry() throws IOException {
        PaxRecords own = new PaxRecords();
        String longName = null;
        String longLink = null;
        while (true) {
            HeaderBlock header = readHeader();
            if (header == null) {
                return null;
            }
            switch (header.type()) {
                case 'x', 'X' -> own = PaxRecords.parse(meta(header)).over(own);
                case 'g' -> global = PaxRecords.parse(meta(header)).onlyGlobal().over(global);
                case 'L' -> longName = cString(meta(header));
                case 'K' -> longLink = cString(meta(header));
                default -> {
                    return entry(
                            header, own.isEmpty() && global.isEmpty() ? own : own.over(global), longName, longLink);
                }
            }
        }
    }

    /// The next header block, or null at the end: two blocks of zeros, or the end of the stream.
    private @Nullable HeaderBlock readHeader() throws IOException {
        int start = blocks.block();
        if (start < 0) {
            return null;
        }
        var header = new HeaderBlock(blocks.bytes(), start);
        if (!header.isZero()) {
            return checked(header);
        }
        start = blocks.block();
        if (start >= 0 && !new HeaderBlock(blocks.bytes(), start).isZero()) {
            throw new InvalidInputException(
                    "cannot read tar: a block of zeros is followed by something else" + after());
        }
        return null;
    }

    private HeaderBlock checked(HeaderBlock header) {
        if (!header.checksumIsRight()) {
            throw new InvalidInputException("cannot read tar: the header" + after()
                    + " has a wrong checksum; this is not a tar, or it is damaged");
        }
        return header;
    }

    private String after() {
        return current.name().isEmpty() ? "" : " after \"" + TarNames.shown(current.name()) + "\"";
    }

    private byte[] meta(HeaderBlock header) throws IOException {
        long size = header.size();
        if (size < 0 || size > LONGEST_META_HEADER) {
            throw new InvalidInputException("cannot read tar: an extended header" + after() + " has " + size
                    + " bytes; at most " + LONGEST_META_HEADER + " are allowed");
        }
        return blocks.padded((int) size);
    }

    private static String cString(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return TarNames.decode(bytes, 0, end);
    }

    private TarEntry entry(HeaderBlock header, PaxRecords pax, @Nullable String longName, @Nullable String longLink)
            throws IOException {
        String name = firstOf(pax.text("path"), longName, header.name());
        String link = firstOf(pax.text("linkpath"), longLink, header.linkName());
        if (link.indexOf('\0') >= 0) {
            throw malformed(name, "its link target holds a NUL character");
        }
        byte flag = header.type();
        TarEntry.Type type = type(flag, name);
        long stored = type == TarEntry.Type.FILE ? pax.number("size", header.size()) : 0;
        if (stored < 0) {
            throw malformed(name, "its size is negative");
        }
        // All numbers are read before a sparse map, which may move on to another window.
        var plain = new TarEntry(
                name,
                type,
                stored,
                (int) (header.mode() & 07777),
                id(name, "uid", pax.number("uid", header.uid())),
                id(name, "gid", pax.number("gid", header.gid())),
                time(name, header, pax),
                type == TarEntry.Type.SYMLINK || type == TarEntry.Type.HARD_LINK ? link : "",
                pax.isEmpty() ? Map.of() : pax.xattrs(),
                isDevice(type) ? deviceNumber(name, header.deviceMajor()) : 0,
                isDevice(type) ? deviceNumber(name, header.deviceMinor()) : 0,
                false,
                List.of());
        return type == TarEntry.Type.FILE ? withSparseMap(plain, flag, header, pax) : plain;
    }

    private static Instant time(String name, HeaderBlock header, PaxRecords pax) {
        long seconds = header.modifiedSeconds();
        if (Math.abs(seconds) > 1L << 40) {
            throw malformed(name, "its time is absurd");
        }
        return pax.time("mtime", Instant.ofEpochSecond(seconds));
    }

    private TarEntry withSparseMap(TarEntry plain, byte flag, HeaderBlock header, PaxRecords pax) throws IOException {
        if (flag == 'S') {
            return oldGnuSparse(plain, header);
        }
        String major = pax.text("GNU.sparse.major");
        if (major != null) {
            return paxSparse10(plain, major, pax);
        }
        List<String> numbers = pax.sparseNumbers();
        String size = pax.text("GNU.sparse.size");
        if (numbers.isEmpty() || size == null) {
            return plain;
        }
        String name = firstOf(pax.text("GNU.sparse.name"), null, plain.name());
        long realSize = new SparseMap(name, 0).parse(size);
        var map = new SparseMap(name, realSize);
        map.addAll(numbers);
        return sparse(plain, name, realSize, map.checked(plain.size()));
    }

    /// Type `S`: four parts in the header, 21 in each block that follows it.
    private TarEntry oldGnuSparse(TarEntry plain, HeaderBlock header) throws IOException {
        long realSize = header.number(483, 12, "realsize");
        var map = new SparseMap(plain.name(), realSize);
        boolean more = addParts(map, header, 386, 4, 482);
        while (more) {
            int start = blocks.block();
            if (start < 0) {
                throw BlockReader.truncated("the map of \"" + TarNames.shown(plain.name()) + "\" is cut off");
            }
            more = addParts(map, new HeaderBlock(blocks.bytes(), start), 0, 21, 504);
        }
        return sparse(plain, plain.name(), realSize, map.checked(plain.size()));
    }

    private static boolean addParts(SparseMap map, HeaderBlock block, int offset, int count, int moreFlag) {
        for (int i = 0; i < count && block.flagAt(offset + i * 24); i++) {
            map.add(
                    block.number(offset + i * 24, 12, "offset in the map"),
                    block.number(offset + i * 24 + 12, 12, "length in the map"));
        }
        return block.flagAt(moreFlag);
    }

    /// PAX 1.0: the map stands in the first blocks of the content, as decimal lines.
    private TarEntry paxSparse10(TarEntry plain, String major, PaxRecords pax) throws IOException {
        String name = firstOf(pax.text("GNU.sparse.name"), null, plain.name());
        if (!major.equals("1")) {
            throw malformed(name, "its sparse format is unknown");
        }
        long realSize = pax.number("GNU.sparse.realsize", -1);
        var map = new SparseMap(name, realSize);
        var lines = new MapLines(map);
        long count = lines.next();
        if (count < 0 || count > SparseMap.MOST_EXTENTS) {
            throw map.malformed("it has " + count + " parts");
        }
        for (long i = 0; i < count; i++) {
            map.add(lines.next(), lines.next());
        }
        long stored = plain.size() - lines.blockBytes;
        return sparse(plain, name, realSize, map.checked(stored));
    }

    private static TarEntry sparse(TarEntry plain, String name, long realSize, List<Extent> extents) {
        return new TarEntry(
                name,
                plain.type(),
                realSize,
                plain.mode(),
                plain.uid(),
                plain.gid(),
                plain.modified(),
                "",
                plain.xattrs(),
                0,
                0,
                true,
                extents);
    }

    private static TarEntry.Type type(byte flag, String name) {
        return switch (flag) {
            // Before POSIX folders were told by the slash at the end.
            case 0 -> name.endsWith("/") ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE;
            case '0', '7', 'S' -> TarEntry.Type.FILE;
            case '1' -> TarEntry.Type.HARD_LINK;
            case '2' -> TarEntry.Type.SYMLINK;
            case '3' -> TarEntry.Type.CHARACTER_DEVICE;
            case '4' -> TarEntry.Type.BLOCK_DEVICE;
            case '5' -> TarEntry.Type.DIRECTORY;
            case '6' -> TarEntry.Type.FIFO;
            default ->
                throw malformed(
                        name, "its type \"" + TarNames.shown(String.valueOf((char) (flag & 0xFF))) + "\" is unknown");
        };
    }

    private static boolean isDevice(TarEntry.Type type) {
        return type == TarEntry.Type.CHARACTER_DEVICE || type == TarEntry.Type.BLOCK_DEVICE;
    }

    private static long id(String name, String field, long id) {
        if (id < 0 || id > LARGEST_ID) {
            throw malformed(name, "its " + field + " " + id + " is not between 0 and " + LARGEST_ID);
        }
        return id;
    }

    /// Linux has 12 bits for the major and 20 for the minor number.
    private static int deviceNumber(String name, long number) {
        if (number < 0 || number >= 1 << 20) {
            throw malformed(name, "its device number " + number + " is absurd");
        }
        return (int) number;
    }

    private static String firstOf(@Nullable String first, @Nullable String second, String third) {
        return first != null ? first : second != null ? second : third;
    }

    private static InvalidInputException malformed(String name, String reason) {
        return new InvalidInputException("cannot read tar: entry \"" + TarNames.shown(name) + "\": " + reason);
    }

    /// The decimal lines of a PAX 1.0 sparse map.
    private final class MapLines {

        private final SparseMap map;
        private long blockBytes;
        private int at = HeaderBlock.BYTES;
        private byte[] block = new byte[0];

        MapLines(SparseMap map) {
            this.map = map;
        }

        long next() throws IOException {
            long value = 0;
            for (int digits = 0; ; digits++) {
                byte digit = nextByte();
                if (digit == '\n' && digits > 0) {
                    return value;
                }
                if (digit < '0' || digit > '9' || digits == 18) {
                    throw map.malformed("a line is not a number");
                }
                value = value * 10 + digit - '0';
            }
        }

        private byte nextByte() throws IOException {
            if (at == HeaderBlock.BYTES) {
                int start = blocks.block();
                if (start < 0) {
                    throw map.malformed("it is cut off");
                }
                block = BlockReader.copy(blocks.bytes(), start, HeaderBlock.BYTES);
                blockBytes += HeaderBlock.BYTES;
                at = 0;
            }
            return block[at++];
        }
    }

    /// The bytes of the current entry as the tar has them.
    private final class StoredContent extends InputStream {

        private final TarEntry entry = current;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            checkCurrent();
            if (length == 0) {
                return 0;
            }
            int taken = takeSpan(length);
            if (taken == 0) {
                return -1;
            }
            System.arraycopy(spanBytes(), spanStart, target, offset, taken);
            return taken;
        }

        @Override
        public long transferTo(OutputStream out) throws IOException {
            checkCurrent();
            long done = 0;
            for (int length = nextSpan(); length > 0; length = nextSpan()) {
                out.write(spanBytes(), spanStart, length);
                done += length;
            }
            return done;
        }

        @Override
        public int available() {
            return entry == current ? (int) Math.min(contentLeft, Integer.MAX_VALUE) : 0;
        }

        private void checkCurrent() {
            if (entry != current) {
                throw new IllegalStateException("the reader has moved on from \"" + entry.name() + "\"");
            }
        }
    }
}
