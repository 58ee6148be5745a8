package dev.onionyard.image;

import dev.onionyard.home.HomeDirectory;
import dev.onionyard.layer.LayerId;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// The records as files, `images/<image id>.json` below home, so that the rows can be made again when the
/// database is lost. A record is complete and on the disk, or not there.
@Component
class ImageRecordFiles {

    private static final Logger log = LoggerFactory.getLogger(ImageRecordFiles.class);
    private static final String SUFFIX = ".json";
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final Path directory;

    ImageRecordFiles(HomeDirectory home) {
        this.directory = home.directory("images");
        sweep();
    }

    /// Removes what a crash left half written.
    private void sweep() {
        try (DirectoryStream<Path> halves = Files.newDirectoryStream(directory, ".*.tmp")) {
            for (Path half : halves) {
                Files.delete(half);
                log.info("Dropped the half-written record {}", half.getFileName());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(ImageRecord record) {
        Path file = fileOf(record.id());
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            Files.write(temporary, MAPPER.writeValueAsBytes(FileForm.of(record)));
            sync(temporary);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            sync(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void remove(ImageId id) {
        try {
            Files.deleteIfExists(fileOf(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Every record that can be read; what cannot be read is said in the log and left alone.
    List<ImageRecord> all() {
        var records = new ArrayList<ImageRecord>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(ImageRecordFiles::isRecord)
                    .sorted()
                    .forEach(file -> read(file).ifPresent(records::add));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return records;
    }

    private static boolean isRecord(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(SUFFIX) && !name.startsWith(".");
    }

    private static Optional<ImageRecord> read(Path file) {
        try {
            return Optional.of(
                    MAPPER.readValue(Files.readAllBytes(file), FileForm.class).record());
        } catch (IOException | RuntimeException e) {
            log.warn("The image record {} cannot be read: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private Path fileOf(ImageId id) {
        return directory.resolve(id.digest().hex() + SUFFIX);
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// The record as it is in the file.
    record FileForm(
            String id,
            List<String> layers,
            String stored,
            String origin,
            @Nullable String parent) {

        static FileForm of(ImageRecord record) {
            return new FileForm(
                    record.id().toString(),
                    record.layers().stream().map(LayerId::toString).toList(),
                    record.stored().toString(),
                    record.origin().name(),
                    record.parent() == null ? null : record.parent().toString());
        }

        ImageRecord record() {
            return new ImageRecord(
                    new ImageId(Digest.parse(id)),
                    layers.stream().map(LayerId::parse).toList(),
                    Instant.parse(stored),
                    Image.Origin.valueOf(origin),
                    parent == null ? null : ImageId.parse(parent));
        }
    }
}
