package dev.onionyard.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.archive.ImageArchives.Format;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.fixtures.ListedAudit;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;

@ArchiveModuleTest
class BackupTests {

    @Autowired
    private ImageArchives archives;

    @Autowired
    private Images images;

    @Autowired
    private LayerStore store;

    @Autowired
    private ListedAudit audit;

    private List<Image> restored;

    @BeforeEach
    void fill() throws IOException {
        restored = archives.restore(TestArchive.open("docker-save.tar"), "x.tar", ProgressListener.NONE);
        audit.clear();
    }

    @AfterEach
    void removeEverything() {
        images.all().stream()
                .filter(image -> image.parent() != null)
                .forEach(image -> images.remove(image.id().toString(), true));
        images.all().forEach(image -> images.remove(image.id().toString(), true));
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void isAsLongAsItSaysAndTheSameEachTime(Format format) throws IOException {
        byte[] first = write(List.of("tiny/built:1.0", "tiny/commit:1"), format);
        byte[] second = write(List.of("tiny/built:1.0", "tiny/commit:1"), format);

        assertThat(archives.backup(List.of("tiny/built:1.0", "tiny/commit:1"), format)
                        .length())
                .hasValue(first.length);
        assertThat(second).isEqualTo(first);
        assertThat(audit.rows()).hasSize(2).allMatch(row -> row.startsWith("image.backup ") && row.endsWith(": ok"));
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void comesBackTheSame(Format format) throws IOException {
        byte[] backup = write(List.of("tiny/built:1.0", "tiny/built:latest", "tiny/commit:1"), format);
        removeEverything();
        assertThat(store.all()).isEmpty();

        List<Image> again = archives.restore(new ByteArrayInputStream(backup), "b.tar", ProgressListener.NONE);

        assertThat(again.stream().map(Image::id).distinct())
                .containsExactlyElementsOf(restored.stream().map(Image::id).toList());
        assertThat(images.get("tiny/built:latest").tags())
                .extracting(ImageReference::familiar)
                .containsExactly("tiny/built:1.0", "tiny/built:latest");
    }

    @Test
    void hasEachSharedLayerOnce() throws IOException {
        List<TarEntry> entries = entries(write(List.of("tiny/built:1.0", "tiny/commit:1"), Format.DOCKER_ARCHIVE));

        assertThat(entries).extracting(TarEntry::name).doesNotHaveDuplicates().startsWith("manifest.json");
        assertThat(entries).filteredOn(entry -> entry.name().endsWith(".tar")).hasSize(3);
        assertThat(entries).allMatch(entry -> entry.modified().equals(Instant.EPOCH) && entry.uid() == 0);
    }

    @Test
    void aNameBringsItselfAndAnIdBringsAllNames() throws IOException {
        String id = restored.getFirst().id().toString();

        assertThat(new String(write(List.of("tiny/built"), Format.DOCKER_ARCHIVE), UTF_8))
                .contains("\"RepoTags\":[\"tiny/built:latest\"]");
        assertThat(new String(write(List.of(id), Format.DOCKER_ARCHIVE), UTF_8))
                .contains("\"RepoTags\":[\"tiny/built:1.0\",\"tiny/built:latest\"]");
    }

    @Test
    void namesItsFile() {
        assertThat(archives.backup(List.of("tiny/built:1.0"), Format.DOCKER_ARCHIVE)
                        .fileName())
                .isEqualTo("tiny-built-1.0.tar");
        assertThat(archives.backup(List.of("tiny/built:1.0", "tiny/commit:1"), Format.OCI_LAYOUT)
                        .fileName())
                .isEqualTo("tiny-built-1.0-and-1-more.oci.tar");
    }

    @Test
    void refusesWhatIsNotThere() {
        assertThatThrownBy(() -> archives.backup(List.of(), Format.OCI_LAYOUT))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> archives.backup(List.of("nothing"), Format.OCI_LAYOUT))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("No such image: nothing");
    }

    @Test
    void tellsProgressByLayer() throws IOException {
        var progress = new RecordedProgress();

        archives.backup(List.of("tiny/commit:1"), Format.OCI_LAYOUT).writeTo(new ByteArrayOutputStream(), progress);

        assertThat(progress.parts()).hasSize(3);
        assertThat(progress.lastPhase()).isEqualTo(Phase.DONE);
    }

    private byte[] write(List<String> names, Format format) throws IOException {
        var out = new ByteArrayOutputStream();
        archives.backup(names, format).writeTo(out, ProgressListener.NONE);
        return out.toByteArray();
    }

    private static List<TarEntry> entries(byte[] tar) throws IOException {
        var reader = new TarReader(new ByteArrayInputStream(tar));
        var entries = new ArrayList<TarEntry>();
        for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
            entries.add(entry);
        }
        return entries;
    }
}
