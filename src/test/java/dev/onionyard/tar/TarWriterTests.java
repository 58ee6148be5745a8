package dev.onionyard.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;

class TarWriterTests {

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        var reader = new TarReader(new ByteArrayInputStream(TarSamples.manyKinds()));
        for (TarEntry written : TarSamples.entriesOfManyKinds()) {
            TarEntry read = reader.next();
            assertThat(read).isNotNull();
            String name = written.isDirectory() ? written.name() + "/" : written.name();
            assertThat(read.name()).isEqualTo(name);
            assertThat(read).usingRecursiveComparison().ignoringFields("name").isEqualTo(written);
        }
        assertThat(reader.next()).isNull();
    }

    @Test
    void anotherReaderAgrees() throws IOException {
        try (var in = new TarArchiveInputStream(new ByteArrayInputStream(TarSamples.manyKinds()), "UTF-8")) {
            for (TarEntry written : TarSamples.entriesOfManyKinds()) {
                var read = in.getNextEntry();
                assertThat(read.getName()).isEqualTo(written.isDirectory() ? written.name() + "/" : written.name());
                assertThat(read.getLongUserId()).isEqualTo(written.uid());
                assertThat(read.getLongGroupId()).isEqualTo(written.gid());
                assertThat(read.getMode() & 07777).isEqualTo(written.mode());
                assertThat(read.getLinkName()).isEqualTo(written.linkName());
                assertThat(read.getLastModifiedTime().toInstant()).isEqualTo(written.modified());
                assertThat(read.isSparse() ? read.getRealSize() : read.getSize())
                        .isEqualTo(written.size());
            }
            assertThat(in.getNextEntry()).isNull();
        }
    }

    @Test
    void simpleEntriesNeedNoPax() {
        byte[] tar = TarSamples.of(TarEntry.file("manifest.json", 2), "{}".getBytes(StandardCharsets.US_ASCII));
        assertThat(tar).hasSize(512 + 512 + 1024);
        assertThat(TarWriter.length(TarEntry.file("manifest.json", 2))).isEqualTo(1024);
    }

    @Test
    void lengthIsWhatIsWritten() {
        for (TarEntry entry : TarSamples.entriesOfManyKinds()) {
            byte[] tar = TarSamples.of(entry, new byte[(int) entry.storedSize()]);
            assertThat(tar).hasSize((int) TarWriter.length(entry) + TarWriter.trailerLength());
        }
    }

    @Test
    void sizesOverEightGibibytesAreWritten() throws IOException {
        long size = 9L << 30;
        var bytes = new ByteArrayOutputStream();
        var writer = new TarWriter(bytes);
        writer.put(TarEntry.file("big", size));
        assertThatThrownBy(() -> writer.put(TarEntry.file("next", 0)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("\"big\" lacks 9663676416 of 9663676416 bytes");
        TarEntry read = new TarReader(new ByteArrayInputStream(bytes.toByteArray())).next();
        assertThat(read).isNotNull();
        assertThat(read.size()).isEqualTo(size);
    }

    @Test
    void refusesMoreContentThanAnnounced() {
        assertThatThrownBy(() -> TarSamples.of(TarEntry.file("f", 1), new byte[2]))
                .hasMessageContaining("has more than the 1 bytes");
    }

    @Test
    void refusesXattrsThatPaxCannotName() {
        TarEntry entry = TarEntry.file("f", 0).withXattrs(Map.of("user.a=b", new byte[0]));
        assertThatThrownBy(() -> TarSamples.of(entry)).hasMessageContaining("\"user.a=b\"");
    }

    @Test
    void theLengthOfAPaxRecordCountsItself() {
        // At the edge from two to three digits the number makes the record longer.
        for (int i = 80; i < 100; i++) {
            String record = TarSamples.record("k", "v".repeat(i));
            assertThat(record).startsWith(record.length() + " ");
        }
    }
}
