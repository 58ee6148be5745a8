package dev.onionyard.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.fixtures.ListedAudit;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.HistoryEntry;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.progress.ProgressListener;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@ArchiveModuleTest
class ImportFilesTests {

    @Autowired
    private ImageArchives archives;

    @Autowired
    private Images images;

    @Autowired
    private LayerStore store;

    @Autowired
    private ListedAudit audit;

    @BeforeEach
    void clearAudit() {
        audit.clear();
    }

    @AfterEach
    void removeEverything() {
        images.all().forEach(image -> images.remove(image.id().toString(), true));
        assertThat(store.all()).isEmpty();
    }

    @Test
    void makesAOneLayerImage() throws IOException {
        Image image = archives.importFiles(
                TestArchive.open("rootfs.tar"),
                "rootfs.tar",
                ImageReference.parse("my/files"),
                "",
                List.of("CMD [\"/bin/sh\"]", "ENV A=b"),
                ProgressListener.NONE);

        assertThat(image.config().diffIds()).containsExactly(new DiffId(Digest.of(TestArchive.read("rootfs.tar"))));
        assertThat(image.displayName()).isEqualTo("my/files:latest");
        assertThat(image.config().process().cmd()).containsExactly("/bin/sh");
        assertThat(image.config().process().env()).containsExactly("A=b");
        assertThat(image.origin()).isEqualTo(Image.Origin.IMPORT);
        assertThat(image.config().history())
                .extracting(HistoryEntry::comment)
                .containsExactly("Imported from rootfs.tar");
        assertThat(audit.rows()).containsExactly("image.import my/files:latest: ok");
    }

    @Test
    void keepsTheMessageAndNeedsNoName() throws IOException {
        InputStream gzip = new ByteArrayInputStream(TestArchive.gzip(TestArchive.read("rootfs.tar")));

        Image image = archives.importFiles(gzip, "x", null, "why <not>", List.of(), ProgressListener.NONE);

        assertThat(image.config().content().comment()).isEqualTo("why <not>");
        assertThat(image.tags()).isEmpty();
        assertThat(image.config().diffIds()).containsExactly(new DiffId(Digest.of(TestArchive.read("rootfs.tar"))));
    }

    @Test
    void refusesBadChangesBeforeReading() {
        InputStream unread = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("nothing should be read");
            }
        };

        assertThatThrownBy(() ->
                        archives.importFiles(unread, "x", null, "", List.of("RUN rm -rf /"), ProgressListener.NONE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("RUN rm -rf /");
    }

    @Test
    void refusesWhatIsNoTarAndLeavesNothing() {
        InputStream text = new ByteArrayInputStream("hello".repeat(1000).getBytes(UTF_8));

        assertThatThrownBy(() -> archives.importFiles(text, "x", null, "", List.of(), ProgressListener.NONE))
                .isInstanceOf(InvalidInputException.class);
        assertThat(images.all()).isEmpty();
    }
}
