package dev.onionyard.tar;

import dev.onionyard.error.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Writes a tar: ustar where that is enough, else PAX records for what does not fit (long or non-ASCII names, ids over
/// 2,097,151, sizes over 8 GiB, parts of a second, xattrs), and the PAX 1.0 format for sparse files. The same entries
/// give the same bytes.
///
/// After [#put] of a file write its stored content, exactly [TarEntry#storedSize] bytes. The writer is the content's
/// stream. Closing ends the tar and closes the stream below. Give it a stream that buffers.
public final class TarWriter extends OutputStream {

    private static final byte[] ZEROS = new byte[2 * HeaderBlock.BYTES];

    private final OutputStream out;
    private String name = "";
    private long size;
    private long left;
    private boolean finished;

    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /// Bytes that the entry takes in a tar: headers, content and padding.
    public static long length(TarEntry entry) {
        long stored = entry.storedSize();
        return HeaderWriter.header(entry).length + stored + (-stored & HeaderBlock.BYTES - 1);
    }

    /// Bytes that end a tar.
    public static int trailerLength() {
        return ZEROS.length;
    }

    /// Ends the entry before and starts this one.
    public void put(TarEntry entry) throws IOException {
        endEntry();
        out.write(HeaderWriter.header(entry));
        name = entry.name();
        size = entry.storedSize();
        left = size;
    }

    /// Writes a file in one go.
    public void put(TarEntry entry, byte[] content) throws IOException {
        put(entry);
        write(content);
    }

    /// Writes a file in one go, from a stream that gives its stored content; does not close the stream.
    public void put(TarEntry entry, InputStream content) throws IOException {
        put(entry);
        content.transferTo(this);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > left) {
            throw new InvalidInputException("cannot write tar: \"" + TarNames.shown(name) + "\" has more than the "
                    + size + " bytes that were announced");
        }
        out.write(bytes, offset, length);
        left -= length;
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /// Ends the tar without closing the stream below.
    public void finish() throws IOException {
        if (!finished) {
            endEntry();
            out.write(ZEROS);
            out.flush();
            finished = true;
        }
    }

    @Override
    public void close() throws IOException {
        try (out) {
            finish();
        }
    }

    private void endEntry() throws IOException {
        if (left > 0) {
            throw new InvalidInputException(
                    "cannot write tar: \"" + TarNames.shown(name) + "\" lacks " + left + " of " + size + " bytes");
        }
        out.write(ZEROS, 0, (int) (-size & HeaderBlock.BYTES - 1));
        size = 0;
    }

    /// The bytes of one entry's headers.
    private static final class HeaderWriter {

        private static final long LARGEST_ID = 07777777;
        private static final long LARGEST_SIZE = 077777777777L;

        private final TarEntry entry;
        private final PaxBuilder pax = new PaxBuilder();
        private final ByteArrayOutputStream map = new ByteArrayOutputStream();

        private HeaderWriter(TarEntry entry) {
            this.entry = entry;
        }

        static byte[] header(TarEntry entry) {
            return new HeaderWriter(entry).build();
        }

        private byte[] build() {
            byte[] entryName = TarNames.encode(
                    entry.isDirectory() && !entry.name().endsWith("/") ? entry.name() + "/" : entry.name());
            byte[] link = TarNames.encode(entry.linkName());
            if (entry.sparse()) {
                addSparseMap(entryName);
            } else if (!fits(entryName)) {
                pax.add("path", entryName);
            }
            if (!fits(link)) {
                pax.add("linkpath", link);
            }
            addNumbers();
            entry.xattrs().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(xattr -> pax.addXattr(entry.name(), xattr.getKey(), xattr.getValue()));
            return assemble(entryName, link);
        }

        private byte[] assemble(byte[] entryName, byte[] link) {
            var all = new ByteArrayOutputStream(3 * HeaderBlock.BYTES);
            byte[] records = pax.bytes();
            if (records.length > 0) {
                all.writeBytes(new HeaderFields("PaxHeaders/" + shortName())
                        .type('x')
                        .size(records.length)
                        .mode(0644)
                        .bytes());
                all.writeBytes(records);
                all.writeBytes(new byte[-records.length & HeaderBlock.BYTES - 1]);
            }
            all.writeBytes(
                    new HeaderFields(entry.sparse() ? TarNames.encode("GNUSparseFile.0/" + shortName()) : entryName)
                            .type((char) entry.type().flag)
                            .size(clip(storedWithMap(), LARGEST_SIZE))
                            .mode(entry.mode())
                            .owner(clip(entry.uid(), LARGEST_ID), clip(entry.gid(), LARGEST_ID))
                            .time(Math.clamp(entry.modified().getEpochSecond(), 0, LARGEST_SIZE))
                            .link(link)
                            .device(entry.deviceMajor(), entry.deviceMinor())
                            .bytes());
            all.writeBytes(map.toByteArray());
            return all.toByteArray();
        }

        private void addSparseMap(byte[] entryName) {
            pax.add("GNU.sparse.major", "1");
            pax.add("GNU.sparse.minor", "0");
            pax.add("GNU.sparse.name", entryName);
            pax.add("GNU.sparse.realsize", Long.toString(entry.size()));
            List<TarEntry.Extent> parts = entry.extents();
            // As GNU tar does it, a hole at the end is told by a part without length.
            boolean endsInHole = parts.isEmpty() || parts.getLast().end() < entry.size();
            mapLine(parts.size() + (endsInHole ? 1 : 0));
            for (TarEntry.Extent part : parts) {
                mapLine(part.offset());
                mapLine(part.length());
            }
            if (endsInHole) {
                mapLine(entry.size());
                mapLine(0);
            }
            map.writeBytes(new byte[-map.size() & HeaderBlock.BYTES - 1]);
        }

        private void mapLine(long number) {
            map.writeBytes((number + "\n").getBytes(StandardCharsets.US_ASCII));
        }

        private void addNumbers() {
            if (storedWithMap() > LARGEST_SIZE) {
                pax.add("size", Long.toString(storedWithMap()));
            }
            if (entry.uid() > LARGEST_ID) {
                pax.add("uid", Long.toString(entry.uid()));
            }
            if (entry.gid() > LARGEST_ID) {
                pax.add("gid", Long.toString(entry.gid()));
            }
            long seconds = entry.modified().getEpochSecond();
            if (entry.modified().getNano() != 0 || seconds < 0 || seconds > LARGEST_SIZE) {
                pax.add("mtime", PaxBuilder.time(entry.modified()));
            }
        }

        private long storedWithMap() {
            return entry.isFile() ? entry.storedSize() + map.size() : 0;
        }

        private String shortName() {
            String path = entry.name().endsWith("/")
                    ? entry.name().substring(0, entry.name().length() - 1)
                    : entry.name();
            String last = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^ -~]", "_");
            return last.substring(0, Math.min(last.length(), 80));
        }

        private static boolean fits(byte[] text) {
            if (text.length > 100) {
                return false;
            }
            for (byte b : text) {
                if (b < 0) {
                    return false;
                }
            }
            return true;
        }

        private static long clip(long value, long largest) {
            return value > largest ? 0 : value;
        }
    }
}
