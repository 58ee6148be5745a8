package dev.onionyard.distribution;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A blob's bytes: what an earlier download left of it, then the rest from the registry, which is kept as it
/// comes so that a later download can go on. Hashed on the way.
final class BlobFeed extends InputStream {

    /// The registry's bytes from an offset on.
    interface Rest {
        InputStream open(long offset) throws IOException;
    }

    private final Descriptor blob;
    private final @Nullable Path file;
    private final Rest rest;
    private final MessageDigest hash = Digest.newHash();
    private final long kept;
    private long position;
    private @Nullable InputStream in;
    private @Nullable OutputStream copy;

    /// @param file of the beginning; empty to keep none
    BlobFeed(Descriptor blob, Optional<Path> file, Rest rest) throws IOException {
        this.blob = blob;
        this.file = file.orElse(null);
        this.rest = rest;
        this.kept = file.isPresent() ? keptBytes(file.get(), blob.size()) : 0;
    }

    private static long keptBytes(Path file, long size) throws IOException {
        long bytes = Files.exists(file) ? Files.size(file) : 0;
        if (bytes <= size) {
            return bytes;
        }
        Files.delete(file);
        return 0;
    }

    /// Bytes that need not be fetched.
    long kept() {
        return kept;
    }

    long position() {
        return position;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = source().read(target, offset, length);
        if (count < 0 && position < kept) {
            throw new IOException("\"" + file + "\" became shorter while it was read");
        }
        if (count > 0) {
            hash.update(target, offset, count);
            if (copy != null) {
                copy.write(target, offset, count);
            }
            position += count;
        }
        return count;
    }

    private InputStream source() throws IOException {
        if (position < kept) {
            if (in == null) {
                in = Files.newInputStream(keptFile());
            }
        } else if (in == null || position == kept && copy == null) {
            closeInput();
            in = rest.open(position);
            if (file != null) {
                copy = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        }
        return in;
    }

    private Path keptFile() {
        if (file == null) {
            throw new IllegalStateException("nothing was kept");
        }
        return file;
    }

    /// Compares the digest of everything that was read.
    ///
    /// @throws InvalidInputException if it is not the blob's
    void verify() {
        Digest actual = Digest.ofFinished(hash.digest());
        if (position != blob.size() || !actual.equals(blob.digest())) {
            throw new InvalidInputException("cannot pull layer \"" + blob.digest() + "\": the registry sent " + position
                    + " bytes with the digest \"" + actual + "\"");
        }
    }

    /// Forgets the beginning: the blob is complete, or it is wrong.
    void drop() throws IOException {
        close();
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }

    private void closeInput() throws IOException {
        if (in != null) {
            in.close();
            in = null;
        }
    }

    @Override
    public void close() throws IOException {
        try (OutputStream ended = copy) {
            closeInput();
        }
        copy = null;
    }
}
