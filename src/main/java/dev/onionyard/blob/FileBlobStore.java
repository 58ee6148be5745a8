package dev.onionyard.blob;

import dev.onionyard.error.CorruptedException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/// Blobs as files: `home/blobs/sha256/<hex>`, written in `home/blobs/tmp` first.
///
/// Order: write, compare digest and size, fsync, rename, fsync the directory. A file with a digest for a name is
/// therefore whole, also after a power loss.
@Component
class FileBlobStore implements BlobStore {

    private static final Logger log = LoggerFactory.getLogger(FileBlobStore.class);

    private static final int BUFFER_BYTES = 256 * 1024;
    private static final Pattern HEX_NAME = Pattern.compile("[0-9a-f]{64}");

    private final Path blobs;
    private final Path temporary;

    @Autowired
    FileBlobStore(HomeDirectory home) {
        this(home.directory("blobs"));
    }

    FileBlobStore(Path directory) {
        this.blobs = directory.resolve("sha256");
        this.temporary = directory.resolve("tmp");
        prepare();
    }

    @Override
    public Blob ingest(InputStream in, @Nullable Digest expected, long expectedSize) throws IOException {
        Path file = Files.createTempFile(temporary, "ingest-", "");
        try {
            Blob blob = write(in, expectedSize, file);
            check(blob, expected, expectedSize);
            publish(file, blob.digest());
            return blob;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public Blob put(byte[] content) {
        try {
            Digest digest = Digest.of(content);
            Optional<Blob> present = find(digest);
            return present.isPresent()
                    ? present.get()
                    : ingest(new ByteArrayInputStream(content), digest, content.length);
        } catch (IOException e) {
            throw new UnavailableException("cannot store a blob in \"" + blobs + "\": " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<Blob> find(Digest digest) {
        try {
            return Optional.of(new Blob(digest, Files.size(path(digest))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unreadable(digest, e);
        }
    }

    @Override
    public InputStream open(Digest digest) throws IOException {
        try {
            return Files.newInputStream(path(digest));
        } catch (NoSuchFileException e) {
            throw new NotFoundException("cannot open blob \"" + digest + "\": it is not stored");
        }
    }

    @Override
    public byte[] read(Digest digest) {
        try (InputStream in = open(digest)) {
            byte[] content = in.readAllBytes();
            Digest actual = Digest.of(content);
            if (!actual.equals(digest)) {
                throw new CorruptedException(
                        "cannot read blob \"" + digest + "\": its content has digest \"" + actual + "\" now");
            }
            return content;
        } catch (IOException e) {
            throw unreadable(digest, e);
        }
    }

    @Override
    public boolean remove(Digest digest) {
        try {
            return Files.deleteIfExists(path(digest));
        } catch (IOException e) {
            throw new UnavailableException("cannot remove blob \"" + digest + "\": " + e.getMessage(), e);
        }
    }

    @Override
    public List<Blob> list() {
        try (Stream<Path> files = Files.list(blobs)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> HEX_NAME.matcher(name).matches())
                    .map(Digest::new)
                    .sorted()
                    .flatMap(digest -> find(digest).stream())
                    .toList();
        } catch (IOException e) {
            throw new UnavailableException("cannot list blobs in \"" + blobs + "\": " + e.getMessage(), e);
        }
    }

    private void prepare() {
        try {
            Files.createDirectories(blobs);
            Files.createDirectories(temporary);
            sweep();
        } catch (IOException e) {
            throw new UnavailableException("cannot use \"" + blobs + "\": " + e.getMessage(), e);
        }
    }

    private void sweep() throws IOException {
        try (Stream<Path> listed = Files.list(temporary)) {
            List<Path> leftovers = listed.toList();
            for (Path leftover : leftovers) {
                Files.delete(leftover);
            }
            if (!leftovers.isEmpty()) {
                log.info("Dropped {} blobs that an earlier server was still writing", leftovers.size());
            }
        }
    }

    /// Writes and hashes up to one byte more than expected: enough to know that there is too much.
    private static Blob write(InputStream in, long expectedSize, Path file) throws IOException {
        MessageDigest hash = Digest.newHash();
        byte[] buffer = new byte[BUFFER_BYTES];
        long most = expectedSize == UNKNOWN_SIZE ? Long.MAX_VALUE : expectedSize + 1;
        long size = 0;
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            while (size < most) {
                int length = in.read(buffer, 0, (int) Math.min(buffer.length, most - size));
                if (length < 0) {
                    break;
                }
                hash.update(buffer, 0, length);
                writeAll(channel, ByteBuffer.wrap(buffer, 0, length));
                size += length;
            }
            channel.force(true);
        }
        return new Blob(Digest.ofFinished(hash.digest()), size);
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void check(Blob blob, @Nullable Digest expected, long expectedSize) {
        if (expectedSize != UNKNOWN_SIZE && blob.size() != expectedSize) {
            String actual = blob.size() > expectedSize ? "more" : String.valueOf(blob.size());
            throw new InvalidInputException("cannot store blob" + (expected == null ? "" : " \"" + expected + "\"")
                    + ": expected " + expectedSize + " bytes, but there are " + actual);
        }
        if (expected != null && !blob.digest().equals(expected)) {
            throw new InvalidInputException("cannot store blob: expected digest \"" + expected
                    + "\", but the content has \"" + blob.digest() + "\"");
        }
    }

    private void publish(Path file, Digest digest) throws IOException {
        Files.move(file, path(digest), StandardCopyOption.ATOMIC_MOVE);
        try (var directory = FileChannel.open(blobs, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private Path path(Digest digest) {
        return blobs.resolve(digest.hex());
    }

    private static UnavailableException unreadable(Digest digest, IOException e) {
        return new UnavailableException("cannot read blob \"" + digest + "\": " + e.getMessage(), e);
    }
}
