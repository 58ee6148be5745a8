package dev.onionyard.distribution;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.onionyard.distribution.ImageTransfers.LayerCompression;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.MediaType;
import dev.onionyard.progress.ProgressListener;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/// Makes the compressed form of a layer in a temporary file (`uploads/` below home), because its digest must be
/// known before it is sent, and it may have to be sent again. The same layer gives the same bytes.
@Component
class LayerCompressor implements DisposableBean {

    private static final int ZSTD_LEVEL = 3;
    private static final int BUFFER = 256 << 10;

    private final LayerStore store;
    private final Path directory;
    private final int processors = Runtime.getRuntime().availableProcessors();
    private final ExecutorService threads = Executors.newFixedThreadPool(
            processors, Thread.ofPlatform().daemon().name("compress-", 1).factory());

    LayerCompressor(LayerStore store, HomeDirectory home) throws IOException {
        this.store = store;
        this.directory = home.directory("uploads");
        sweep();
    }

    /// What a crash left.
    private void sweep() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.delete(file);
            }
        }
    }

    /// A compressed layer in a file, which closing removes.
    record CompressedLayer(Path file, Descriptor descriptor) implements AutoCloseable {

        /// From `offset` on.
        InputStream open(long offset) throws IOException {
            SeekableByteChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            channel.position(offset);
            return Channels.newInputStream(channel);
        }

        @Override
        public void close() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// @param progress advanced by the bytes of the tar
    CompressedLayer compress(LayerId layer, LayerCompression compression, ProgressListener progress)
            throws IOException {
        Path file = Files.createTempFile(directory, "layer", ".blob");
        try {
            MessageDigest hash = Digest.newHash();
            try (OutputStream out =
                    new BufferedOutputStream(new DigestOutputStream(Files.newOutputStream(file), hash), BUFFER)) {
                switch (compression) {
                    case GZIP -> gzip(layer, out, progress);
                    case ZSTD -> zstd(layer, out, progress);
                }
            }
            String type = compression == LayerCompression.GZIP ? MediaType.DOCKER_LAYER_GZIP : MediaType.OCI_LAYER_ZSTD;
            return new CompressedLayer(file, Descriptor.of(type, Digest.ofFinished(hash.digest()), Files.size(file)));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private void gzip(LayerId layer, OutputStream out, ProgressListener progress) throws IOException {
        var gzip = new ParallelGzipOutput(out, threads, 2 * processors + 1);
        try {
            store.writeTar(layer, gzip, progress);
            gzip.close();
        } finally {
            gzip.abort();
        }
    }

    private void zstd(LayerId layer, OutputStream out, ProgressListener progress) throws IOException {
        try (var zstd = new ZstdOutputStreamNoFinalizer(out, ZSTD_LEVEL)) {
            zstd.setChecksum(true);
            zstd.setWorkers(processors);
            store.writeTar(layer, zstd, progress);
        }
    }

    /// The media type that this layer has in a manifest of Docker's kind or in an OCI manifest.
    static Descriptor typed(Descriptor blob, boolean oci) {
        List<String> gzip = List.of(MediaType.OCI_LAYER_GZIP, MediaType.DOCKER_LAYER_GZIP);
        List<String> plain = List.of(MediaType.OCI_LAYER, MediaType.DOCKER_LAYER);
        List<String> kind = gzip.contains(blob.mediaType()) ? gzip : plain;
        return kind.contains(blob.mediaType())
                ? Descriptor.of(kind.get(oci ? 0 : 1), blob.digest(), blob.size())
                : blob;
    }

    @Override
    public void destroy() {
        threads.shutdownNow();
    }
}
