package dev.onionyard.tar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Small tars for tests.
final class TarSamples {

    /// A file capability in revision 2, which is not valid UTF-8.
    static final byte[] CAPABILITY = {1, 0, 0, 2, (byte) 0xc0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    private TarSamples() {}

    static List<TarEntry> entriesOfManyKinds() {
        return List.of(
                TarEntry.file("hello.txt", 5).withMode(0600).withOwner(1000, 1001),
                TarEntry.directory("dir").withMode(01777).withModified(Instant.parse("2024-02-29T12:00:00.123456789Z")),
                TarEntry.file("dir/" + "long".repeat(60), 5).withMode(04755),
                TarEntry.file("目录/ファイル", 5).withOwner(4_000_000_000L, 3_000_000),
                TarEntry.file("new\nline", 5).withModified(Instant.parse("1960-01-01T00:00:00.5Z")),
                TarEntry.file("cap", 5)
                        .withXattrs(Map.of("security.capability", CAPABILITY, "user.empty", new byte[0])),
                TarEntry.symlink("link", "../" + "t".repeat(200)),
                TarEntry.hardLink("hard", "hello.txt"),
                TarEntry.special("dev", TarEntry.Type.CHARACTER_DEVICE, 1, 3).withMode(0666),
                TarEntry.special("blk", TarEntry.Type.BLOCK_DEVICE, 259, 300_000),
                TarEntry.special("fifo", TarEntry.Type.FIFO, 0, 0),
                TarEntry.file("sparse", 1 << 20).withExtents(List.of(new TarEntry.Extent(4096, 5))),
                TarEntry.file("all-hole", 1L << 30).withExtents(List.of()));
    }

    static byte[] manyKinds() {
        return write(writer -> {
            for (TarEntry entry : entriesOfManyKinds()) {
                writer.put(entry);
                if (entry.storedSize() > 0) {
                    writer.write("hello".getBytes(StandardCharsets.US_ASCII));
                }
            }
        });
    }

    static byte[] of(TarEntry entry) {
        return of(entry, new byte[0]);
    }

    static byte[] of(TarEntry entry, byte[] content) {
        return write(writer -> writer.put(entry, content));
    }

    /// An extended header with these records, without the entry that it is for.
    static byte[] metaHeader(char type, String records) {
        byte[] content = records.getBytes(StandardCharsets.UTF_8);
        byte[] tar = of(TarEntry.file("meta", content.length), content);
        tar[156] = (byte) type;
        TarReaderTests.fixChecksum(tar, 0);
        return java.util.Arrays.copyOf(tar, tar.length - TarWriter.trailerLength());
    }

    static String record(String key, String value) {
        var pax = new PaxBuilder();
        pax.add(key, value);
        return new String(pax.bytes(), StandardCharsets.US_ASCII);
    }

    static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    interface Writing {
        void to(TarWriter writer) throws IOException;
    }

    static byte[] write(Writing writing) {
        var bytes = new ByteArrayOutputStream();
        try (var writer = new TarWriter(bytes)) {
            writing.to(writer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
