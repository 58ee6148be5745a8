package dev.onionyard.archive;

import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.HistoryEntry;
import dev.onionyard.oci.ImageConfig;
import dev.onionyard.oci.ImageConfigJson;
import dev.onionyard.oci.Platform;
import dev.onionyard.oci.ProcessDefaults;
import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/// Builds archives by hand, also such as no tool would write.
final class TestArchive {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarWriter tar = new TarWriter(bytes);

    /// A real archive; README.md beside it says who made it.
    static InputStream open(String name) {
        return Objects.requireNonNull(TestArchive.class.getResourceAsStream(name), name);
    }

    static byte[] read(String name) {
        try (InputStream in = open(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    TestArchive entry(TarEntry entry) {
        return entry(entry, new byte[0]);
    }

    TestArchive file(String name, byte[] content) {
        return entry(TarEntry.file(name, content.length), content);
    }

    TestArchive file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    /// A blob of an OCI layout.
    TestArchive blob(byte[] content) {
        return file("blobs/sha256/" + Digest.of(content).hex(), content);
    }

    TestArchive blob(String content) {
        return blob(content.getBytes(StandardCharsets.UTF_8));
    }

    private TestArchive entry(TarEntry entry, byte[] content) {
        try {
            tar.put(entry, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        try {
            tar.finish();
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InputStream stream() {
        return new ByteArrayInputStream(bytes());
    }

    /// A layer with one file of this name and content.
    static byte[] layer(String name) {
        return new TestArchive().file(name, name).bytes();
    }

    static byte[] gzip(byte[] content) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
            gzip.finish();
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] config(byte[]... plainLayers) {
        var diffIds = new ArrayList<DiffId>();
        for (byte[] layer : plainLayers) {
            diffIds.add(new DiffId(Digest.of(layer)));
        }
        return config(Platform.host(), diffIds).json();
    }

    static ImageConfig config(Platform platform, List<DiffId> diffIds) {
        return ImageConfigJson.write(new ImageConfig.Content(
                platform, null, "", "", ProcessDefaults.NONE, diffIds, List.<HistoryEntry>of()));
    }

    /// `{"mediaType":…,"digest":…,"size":…}` with more fields.
    static String descriptor(String mediaType, byte[] content, String more) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + Digest.of(content) + "\",\"size\":"
                + content.length + more + "}";
    }
}
