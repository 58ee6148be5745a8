package dev.onionyard.web.images;

import dev.onionyard.archive.ImageArchives;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.image.Image;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Platform;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Archives whose bytes are a text: `good` restores what the yard has, anything else is refused.
final class FakeArchives implements ImageArchives {

    static final String GOOD = "good";

    record Import(String source, @Nullable ImageReference tag, String message, List<String> changes) {}

    private final FakeYard yard;

    @Nullable
    Import imported;

    FakeArchives(FakeYard yard) {
        this.yard = yard;
    }

    @Override
    public List<Image> restore(InputStream archive, String source, ProgressListener progress) throws IOException {
        String text = new String(archive.readAllBytes(), StandardCharsets.UTF_8);
        if (!text.equals(GOOD)) {
            throw new InvalidInputException("cannot restore \"" + source + "\": it is no archive of images");
        }
        return yard.all();
    }

    @Override
    public Backup backup(List<String> namesOrIds, Format format) {
        namesOrIds.forEach(yard::get);
        byte[] content = (format + " " + String.join(",", namesOrIds)).getBytes(StandardCharsets.UTF_8);
        return new Backup() {
            @Override
            public OptionalLong length() {
                return OptionalLong.of(content.length);
            }

            @Override
            public String fileName() {
                return "backup.tar";
            }

            @Override
            public void writeTo(OutputStream out, ProgressListener progress) throws IOException {
                out.write(content);
            }
        };
    }

    @Override
    public Image importFiles(
            InputStream tar,
            String source,
            @Nullable ImageReference tag,
            String message,
            List<String> changes,
            Platform platform,
            ProgressListener progress) {
        imported = new Import(source, tag, message, changes);
        return yard.all().getFirst();
    }
}
