package dev.onionyard.layer;

import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.Digest;
import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// A layer tar put together in a test.
final class TestTar {

    static final Instant TIME = Instant.parse("2024-05-06T07:08:09.123456789Z");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarWriter writer = new TarWriter(bytes);

    TestTar folder(String name) {
        return add(TarEntry.directory(name));
    }

    TestTar file(String name, String content) {
        byte[] contentBytes = content.getBytes(StandardCharsets.UTF_8);
        return add(TarEntry.file(name, contentBytes.length), contentBytes);
    }

    TestTar symlink(String name, String target) {
        return add(TarEntry.symlink(name, target));
    }

    TestTar hardLink(String name, String target) {
        return add(TarEntry.hardLink(name, target));
    }

    TestTar whiteout(String folder, String name) {
        return file(folder + ".wh." + name, "");
    }

    TestTar opaque(String folder) {
        return file(folder + "/.wh..wh..opq", "");
    }

    TestTar device(String name, int major, int minor) {
        return add(TarEntry.special(name, TarEntry.Type.CHARACTER_DEVICE, major, minor));
    }

    TestTar sparse(String name, long size, long offset, String content) {
        byte[] contentBytes = content.getBytes(StandardCharsets.UTF_8);
        return add(
                TarEntry.file(name, size).withExtents(List.of(new TarEntry.Extent(offset, contentBytes.length))),
                contentBytes);
    }

    TestTar add(TarEntry entry) {
        return add(entry, new byte[0]);
    }

    TestTar add(TarEntry entry, byte[] content) {
        try {
            boolean hasTime = !entry.modified().equals(Instant.EPOCH);
            writer.put(hasTime ? entry : entry.withModified(TIME), content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        try {
            writer.finish();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InputStream stream() {
        return new ByteArrayInputStream(bytes());
    }

    DiffId diffId() {
        return diffId(bytes());
    }

    static DiffId diffId(byte[] tar) {
        return new DiffId(Digest.of(tar));
    }
}
