package dev.onionyard.layer;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.onionyard.error.CorruptedException;
import dev.onionyard.error.EngineException;
import dev.onionyard.linux.FileStatus;
import dev.onionyard.linux.OpenFile;
import dev.onionyard.linux.RootedDirectory;
import dev.onionyard.tar.TarEntry.Extent;
import dev.onionyard.tar.TarNames;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Makes a layer's tar again, from its recipe and its files, through one large buffer.
final class TarRebuilder implements AutoCloseable {

    /// Hears what a payload's bytes are while they go out.
    interface PayloadListener {

        PayloadListener NONE = new PayloadListener() {};

        /// @param entry of the index, or [StoredIndex#NONE] for a payload that is not in the tree
        default void begin(int entry) {}

        default void bytes(byte[] bytes, int offset, int length) {}

        default void end(int entry) {}
    }

    /// Times before 1970 and after 2038 are not kept by every file system.
    private static final long LATEST_SURE_TIME = Integer.MAX_VALUE;

    private final RootedDirectory layer;
    private final Path recipe;
    private final StoredIndex index;
    private final int[] payloads;
    private final OutputStream out;
    private final PayloadListener listener;
    private final byte[] buffer = new byte[256 * 1024];
    private int filled;

    TarRebuilder(Path layerDirectory, StoredIndex index, OutputStream out, PayloadListener listener) {
        this.layer = RootedDirectory.open(layerDirectory);
        this.recipe = layerDirectory.resolve(LayerPipeline.RECIPE);
        this.index = index;
        this.payloads = index.payloads();
        this.out = out;
        this.listener = listener;
    }

    /// Writes the whole tar; does not close the stream.
    ///
    /// @throws CorruptedException if a file is missing or has another size or time than the index says
    void write() throws IOException {
        try (var steps = new DataInputStream(
                new BufferedInputStream(new ZstdInputStreamNoFinalizer(Files.newInputStream(recipe)), 128 * 1024))) {
            writeSteps(steps);
        } catch (EOFException | ZstdIOException e) {
            throw new CorruptedException("cannot read layer recipe \"" + recipe + "\": it is damaged", e);
        }
        flush();
    }

    @Override
    public void close() {
        layer.close();
    }

    private void writeSteps(DataInputStream steps) throws IOException {
        if (steps.readInt() != RecipeWriter.MAGIC) {
            throw new CorruptedException("cannot read layer recipe \"" + recipe + "\": it is damaged");
        }
        int payload = 0;
        while (true) {
            int step = steps.readByte();
            switch (step) {
                case RecipeWriter.RAW -> writeRaw(steps, steps.readInt());
                case RecipeWriter.PAYLOAD -> writePayload(payload++, steps.readLong());
                case RecipeWriter.END -> {
                    return;
                }
                default ->
                    throw new CorruptedException(
                            "cannot read layer recipe \"" + recipe + "\": step " + step + " is unknown");
            }
        }
    }

    private void writeRaw(DataInputStream steps, int length) throws IOException {
        int left = length;
        while (left > 0) {
            int part = Math.min(left, room());
            steps.readFully(buffer, filled, part);
            filled += part;
            left -= part;
        }
    }

    private void writePayload(int number, long length) throws IOException {
        int entry = number < payloads.length ? payloads[number] : StoredIndex.NONE;
        boolean inTree = entry != StoredIndex.NONE;
        String path = inTree ? index.path(entry) : TreeFiles.payloadPath(number);
        listener.begin(entry);
        try (OpenFile file = layer.openFile(inTree ? TreeFiles.TREE + "/" + path : path)) {
            if (inTree) {
                checkUnchanged(file.status(), entry);
            }
            for (Extent extent : inTree ? index.extents(entry) : List.of(new Extent(0, length))) {
                copy(file, path, extent);
            }
        } catch (CorruptedException e) {
            throw e;
        } catch (EngineException e) {
            throw changed(path, String.valueOf(e.getMessage()));
        }
        listener.end(entry);
    }

    private void checkUnchanged(FileStatus status, int entry) {
        LayerEntry expected = index.entry(entry);
        if (!status.isRegularFile()) {
            throw changed(expected.path(), "it is no longer a file");
        }
        if (status.size() != expected.size()) {
            throw changed(expected.path(), "it has " + status.size() + " bytes instead of " + expected.size());
        }
        long seconds = expected.modified().getEpochSecond();
        // Old file systems keep whole seconds only.
        boolean sameTime = status.modifiedSeconds() == seconds
                && (status.modifiedNanos() == expected.modified().getNano() || status.modifiedNanos() == 0);
        if (!sameTime && seconds >= 0 && seconds <= LATEST_SURE_TIME) {
            throw changed(expected.path(), "it was modified at " + status.modified());
        }
    }

    private void copy(OpenFile file, String path, Extent extent) throws IOException {
        long at = extent.offset();
        while (at < extent.end()) {
            int most = (int) Math.min(room(), extent.end() - at);
            int length = file.readAt(at, ByteBuffer.wrap(buffer, filled, most));
            if (length < 0) {
                throw changed(path, "it became shorter");
            }
            listener.bytes(buffer, filled, length);
            filled += length;
            at += length;
        }
    }

    /// Room in the buffer, at least one byte.
    private int room() throws IOException {
        if (filled == buffer.length) {
            flush();
        }
        return buffer.length - filled;
    }

    private void flush() throws IOException {
        out.write(buffer, 0, filled);
        filled = 0;
    }

    private static CorruptedException changed(String path, String reason) {
        return new CorruptedException(
                "cannot write layer: \"" + TarNames.shown(path) + "\" was changed on disk: " + reason);
    }
}
