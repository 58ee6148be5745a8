package dev.onionyard.distribution;

import dev.onionyard.home.HomeDirectory;
import dev.onionyard.oci.Descriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/// Beginnings of large layers, as they came, in `downloads/` below home: what a download that was cancelled,
/// failed or was killed goes on with. One that is old is removed at start.
@Component
class PartialBlobs implements InitializingBean {

    /// Smaller blobs are fetched again.
    static final long LEAST_BYTES = 4 << 20;

    private static final Duration KEPT = Duration.ofDays(7);
    private static final String SUFFIX = ".part";
    private static final Logger log = LoggerFactory.getLogger(PartialBlobs.class);

    private final Path directory;
    private final Clock clock;
    private final Set<Path> claimed = ConcurrentHashMap.newKeySet();

    PartialBlobs(HomeDirectory home, Clock clock) {
        this.directory = home.directory("downloads");
        this.clock = clock;
    }

    /// The right to use a file alone.
    ///
    /// @param file empty to keep nothing
    record Claim(PartialBlobs blobs, Optional<Path> file) implements AutoCloseable {

        @Override
        public void close() {
            file.ifPresent(blobs.claimed::remove);
        }
    }

    /// Where the beginning of a blob is, or is to be; nowhere if it is too small for that, or if a download
    /// that is just being cancelled still uses it.
    Claim claim(Descriptor blob) {
        Path file = directory.resolve(blob.digest().hex() + SUFFIX);
        boolean mine = blob.size() >= LEAST_BYTES && claimed.add(file);
        return new Claim(this, mine ? Optional.of(file) : Optional.empty());
    }

    @Override
    public void afterPropertiesSet() throws IOException {
        FileTime oldest = FileTime.from(clock.instant().minus(KEPT));
        for (Path file : files()) {
            if (Files.getLastModifiedTime(file).compareTo(oldest) < 0) {
                Files.deleteIfExists(file);
                log.info("Removed the beginning of a download that nobody went on with: {}", file.getFileName());
            }
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).toList();
        }
    }
}
