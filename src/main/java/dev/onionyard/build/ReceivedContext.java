package dev.onionyard.build;

import dev.onionyard.error.EngineException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.linux.Errno;
import dev.onionyard.linux.FileTrees;
import dev.onionyard.linux.OpenFile;
import dev.onionyard.linux.RootedDirectory;
import dev.onionyard.oci.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// A context that lies on this server. Closing it removes it, unless a build has taken it over.
public final class ReceivedContext implements AutoCloseable {

    private static final int TEXT_LIMIT = 4 << 20;

    private final Path directory;
    private final String origin;
    private final Map<String, Digest> digests = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private boolean taken;

    ReceivedContext(Path directory, String origin) {
        this.directory = directory;
        this.origin = origin;
    }

    /// Adds a file; folders on the way are made. Not safe for use by several threads.
    ///
    /// @param path relative; it cannot leave the context
    public void put(String path, InputStream content, boolean executable) throws IOException {
        try (var writer = new ContextWriter(this)) {
            writer.putFile(path, content, executable);
        }
    }

    /// The text of a file in it.
    ///
    /// @throws NotFoundException in Docker's words if there is no such file
    public String text(String path) {
        return find(path).orElseThrow(() -> new NotFoundException("Cannot locate specified Dockerfile: " + path));
    }

    /// The text of a file, if it is there.
    Optional<String> find(String path) {
        try (var root = RootedDirectory.open(directory);
                OpenFile file = root.openFile(path)) {
            return Optional.of(read(file));
        } catch (EngineException e) {
            if (Errno.ENOENT.caused(e) || Errno.ENOTDIR.caused(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static String read(OpenFile file) {
        var text = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        while (text.size() < TEXT_LIMIT && file.read(buffer) >= 0) {
            text.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /// `upload`, `Dockerfile`, an address, or a folder.
    public String origin() {
        return origin;
    }

    Path directory() {
        return directory;
    }

    /// Bytes of its regular files.
    public long bytes() {
        return bytes.get();
    }

    void addBytes(long more) {
        bytes.addAndGet(more);
    }

    /// Of the paths and contents of its regular files.
    Digest digest() {
        var hash = Digest.newHash();
        new TreeMap<>(digests)
                .forEach((path, content) ->
                        hash.update((path + "\0" + content + "\n").getBytes(StandardCharsets.UTF_8)));
        return Digest.ofFinished(hash.digest());
    }

    /// Content digests of its regular files by path, as they were written.
    Map<String, Digest> digests() {
        return digests;
    }

    /// The build closes it from now on.
    void take() {
        taken = true;
    }

    void remove() {
        FileTrees.remove(directory);
    }

    @Override
    public void close() {
        if (!taken) {
            remove();
        }
    }
}
