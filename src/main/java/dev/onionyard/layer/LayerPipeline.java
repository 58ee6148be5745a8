package dev.onionyard.layer;

import dev.onionyard.error.EngineException;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.Digest;
import dev.onionyard.tar.TarWindows;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One pass over a layer's tar, on several threads at once: the caller gives the bytes, three others hash them,
/// write the recipe with the digest of each file, and write the files.
final class LayerPipeline {

    static final String RECIPE = "recipe";

    private final ChunkBroadcast chunks = new ChunkBroadcast(3);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final CompletableFuture<Hashed> hashed;
    private final CompletableFuture<List<byte[]>> payloadDigests;
    private final CompletableFuture<LayerTree> tree;
    private final CompletableFuture<Void> all;

    /// The digest and length of the whole tar.
    record Hashed(DiffId diffId, long bytes) {}

    /// @param directory of the layer, empty
    LayerPipeline(Path directory, LayerForm form, Executor threads) {
        this.hashed = start(() -> hash(chunks.receiver(0)), threads);
        this.payloadDigests = start(() -> RecipeWriter.write(chunks.receiver(1), directory.resolve(RECIPE)), threads);
        this.tree = start(() -> form.extract(chunks.receiver(2), directory), threads);
        this.all = CompletableFuture.allOf(hashed, payloadDigests, tree).whenComplete((none, e) -> chunks.release());
    }

    /// Completes, by success or not, when no thread of the pipeline runs any more.
    CompletableFuture<Void> finished() {
        return all;
    }

    /// Gives all of `tar`, which is plain. Returns when it is read; work goes on.
    void give(InputStream tar) throws IOException {
        int length;
        do {
            byte[] chunk = chunks.claim();
            length = tar.readNBytes(chunk, 0, ChunkBroadcast.CHUNK_BYTES);
            if (length > 0) {
                chunks.publish(length);
            }
        } while (length == ChunkBroadcast.CHUNK_BYTES);
        chunks.end();
    }

    /// A stream to write the tar to; closing it ends the tar.
    OutputStream sink() {
        return new Sink();
    }

    /// Stops everything; what is thrown later is `cause` if nothing failed before.
    void abort(Throwable cause) {
        failure.compareAndSet(null, cause);
        chunks.abort();
    }

    Hashed hashed() throws IOException {
        return await(hashed);
    }

    List<byte[]> payloadDigests() throws IOException {
        return await(payloadDigests);
    }

    LayerTree tree() throws IOException {
        return await(tree);
    }

    /// Waits for all threads, and throws what failed first if anything did.
    void await() throws IOException {
        await(all);
    }

    private <T> T await(CompletableFuture<T> part) throws IOException {
        try {
            all.get();
            return part.get();
        } catch (ExecutionException e) {
            Throwable first = failure.get();
            throw rethrown(first == null ? e : first);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a layer was registered");
        }
    }

    /// Throws what is unchecked, gives what is to be thrown otherwise.
    static IOException rethrown(@Nullable Throwable cause) {
        return switch (cause) {
            case EngineException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case IOException e -> e;
            case null, default -> new IOException(cause);
        };
    }

    private <T> CompletableFuture<T> start(Callable<T> part, Executor threads) {
        var result = new CompletableFuture<T>();
        threads.execute(() -> {
            try {
                result.complete(part.call());
            } catch (Throwable e) {
                abort(e);
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private static Hashed hash(TarWindows tar) throws IOException {
        MessageDigest hash = Digest.newHash();
        long bytes = 0;
        for (int length = tar.advance(); length >= 0; length = tar.advance()) {
            hash.update(tar.bytes(), 0, length);
            bytes += length;
        }
        return new Hashed(new DiffId(Digest.ofFinished(hash.digest())), bytes);
    }

    /// Fills chunks.
    private final class Sink extends OutputStream {

        private byte[] chunk = new byte[0];
        private int filled;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                if (filled == chunk.length) {
                    next();
                }
                int part = Math.min(length - done, chunk.length - filled);
                System.arraycopy(bytes, offset + done, chunk, filled, part);
                filled += part;
                done += part;
            }
        }

        @Override
        public void close() {
            if (filled > 0) {
                chunks.publish(filled);
                filled = 0;
            }
            chunks.end();
        }

        private void next() throws IOException {
            if (filled > 0) {
                chunks.publish(filled);
            }
            chunk = chunks.claim();
            filled = 0;
        }
    }
}
