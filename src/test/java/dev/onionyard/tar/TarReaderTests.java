package dev.onionyard.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TarReaderTests {

    @Test
    void readsGnuLongNamesAndBase256Numbers() throws IOException {
        String longName = "d/".repeat(100) + "file";
        byte[] tar = commonsTar(out -> {
            out.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            out.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
            var entry = new TarArchiveEntry(longName);
            entry.setSize(3);
            entry.setIds(5_000_000, 6_000_000);
            out.putArchiveEntry(entry);
            out.write("abc".getBytes(StandardCharsets.US_ASCII));
            out.closeArchiveEntry();
            var link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
            link.setLinkName("t".repeat(150));
            out.putArchiveEntry(link);
            out.closeArchiveEntry();
        });
        var reader = new TarReader(new ByteArrayInputStream(tar));
        TarEntry file = reader.next();
        assertThat(file).isNotNull();
        assertThat(file.name()).isEqualTo(longName);
        assertThat(file.uid()).isEqualTo(5_000_000);
        assertThat(file.gid()).isEqualTo(6_000_000);
        assertThat(reader.content().readAllBytes())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("abc");
        TarEntry link = reader.next();
        assertThat(link).isNotNull();
        assertThat(link.linkName()).isEqualTo("t".repeat(150));
        assertThat(reader.next()).isNull();
    }

    @Test
    void rawBytesAndContentMakeTheTarAgain() throws IOException {
        byte[] tar = TarSamples.manyKinds();
        byte[] withTail = Arrays.copyOf(tar, tar.length + 10_240);
        withTail[withTail.length - 1] = 7;
        assertThat(rebuilt(withTail)).isEqualTo(withTail);
    }

    @Test
    void readsWhatFollowsTheEndMark() throws IOException {
        byte[] tar = new byte[40_000];
        var in = new ByteArrayInputStream(tar);
        assertThat(new TarReader(in).next()).isNull();
        assertThat(in.available()).isZero();
    }

    @Test
    void anEmptyStreamIsAnEmptyTar() throws IOException {
        assertThat(new TarReader(new ByteArrayInputStream(new byte[0])).next()).isNull();
    }

    @Test
    void keepsNamesThatAreNotUtf8() throws IOException {
        byte[] tar = TarSamples.of(TarEntry.file("x".repeat(4), 0));
        tar[1] = (byte) 0xe9;
        fixChecksum(tar, 0);
        TarEntry entry = new TarReader(new ByteArrayInputStream(tar)).next();
        assertThat(entry).isNotNull();
        assertThat(TarNames.encode(entry.name())).isEqualTo(new byte[] {'x', (byte) 0xe9, 'x', 'x'});
        assertThat(TarNames.shown(entry.name())).isEqualTo("x\\xe9xx");
    }

    @Test
    void keepsFourByteCharactersWhoseSecondHalfLooksLikeARawByte() {
        String skull = "\uD83D\uDC80";
        byte[] bytes = skull.getBytes(StandardCharsets.UTF_8);
        assertThat(TarNames.encode(skull)).isEqualTo(bytes);
        assertThat(TarNames.decode(bytes, 0, bytes.length)).isEqualTo(skull);
        assertThat(TarNames.shown(skull)).isEqualTo(skull);
    }

    @Test
    void readsOldFoldersByTheirSlash() throws IOException {
        byte[] tar = TarSamples.of(TarEntry.directory("old"));
        tar[156] = 0;
        fixChecksum(tar, 0);
        TarEntry entry = new TarReader(new ByteArrayInputStream(tar)).next();
        assertThat(entry).isNotNull();
        assertThat(entry.type()).isEqualTo(TarEntry.Type.DIRECTORY);
    }

    @Test
    void readsTheOldGnuSparseFormat() throws IOException {
        byte[] tar = TarSamples.of(TarEntry.file("sparse", 1024), new byte[1024]);
        tar[156] = 'S';
        field(tar, 386, "00000001000");
        field(tar, 398, "00000001000");
        field(tar, 410, "00000010000");
        field(tar, 422, "00000001000");
        tar[482] = 0;
        field(tar, 483, "00000020000");
        Arrays.fill(tar, 512, 1024, (byte) 'a');
        Arrays.fill(tar, 1024, 1536, (byte) 'b');
        fixChecksum(tar, 0);
        var reader = new TarReader(new ByteArrayInputStream(tar));
        TarEntry entry = reader.next();
        assertThat(entry).isNotNull();
        assertThat(entry.size()).isEqualTo(8192);
        assertThat(entry.extents()).containsExactly(new TarEntry.Extent(512, 512), new TarEntry.Extent(4096, 512));
        byte[] expanded = new byte[8192];
        Arrays.fill(expanded, 512, 1024, (byte) 'a');
        Arrays.fill(expanded, 4096, 4608, (byte) 'b');
        assertThat(reader.content().readAllBytes()).isEqualTo(expanded);
    }

    @Test
    void globalHeadersHoldForLaterEntriesButGiveNoNames() throws IOException {
        byte[] entries = TarSamples.of(TarEntry.file("a", 0));
        byte[] global = TarSamples.metaHeader(
                'g', TarSamples.record("mtime", "1234567.250") + TarSamples.record("path", "/hostile"));
        var reader = new TarReader(new ByteArrayInputStream(TarSamples.join(global, entries)));
        TarEntry entry = reader.next();
        assertThat(entry).isNotNull();
        assertThat(entry.name()).isEqualTo("a");
        assertThat(entry.modified()).isEqualTo(Instant.parse("1970-01-15T06:56:07.250Z"));
    }

    @Test
    void refusesAWrongChecksum() {
        byte[] tar = TarSamples.of(TarEntry.file("good", 0), new byte[0]);
        byte[] second = TarSamples.of(TarEntry.file("bad", 0));
        second[0] = 'x';
        byte[] both = TarSamples.join(Arrays.copyOf(tar, 512), second);
        assertRefused(both, "the header after \"good\" has a wrong checksum");
    }

    @Test
    void refusesNegativeSizes() {
        byte[] tar = TarSamples.of(TarEntry.file("negative", 0));
        Arrays.fill(tar, 124, 136, (byte) 0xff);
        fixChecksum(tar, 0);
        assertRefused(tar, "\"negative\": its size is negative");
    }

    @Test
    void refusesSizesThatNoLongHolds() {
        byte[] tar = TarSamples.of(TarEntry.file("huge", 0));
        tar[124] = (byte) 0x80;
        Arrays.fill(tar, 125, 136, (byte) 0x7f);
        fixChecksum(tar, 0);
        assertRefused(tar, "the size of \"huge\" is absurdly large");
    }

    @Test
    void anAbsurdSizeIsATruncatedTar() {
        byte[] tar = TarSamples.of(TarEntry.file("liar", 5), "hello".getBytes(StandardCharsets.US_ASCII));
        field(tar, 124, "77777777777");
        fixChecksum(tar, 0);
        assertRefused(tar, "it is truncated, \"liar\" lacks");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 511, 513, 700, 1000, 1535})
    void refusesTruncatedTars(int length) {
        byte[] tar = TarSamples.of(TarEntry.file("f", 600), new byte[600]);
        assertRefused(Arrays.copyOf(tar, length), "truncated");
    }

    @Test
    void refusesAHugeExtendedHeader() {
        byte[] tar = TarSamples.metaHeader('x', "");
        field(tar, 124, "00100000000");
        fixChecksum(tar, 0);
        assertRefused(tar, "an extended header has 16777216 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"5 a=b\n", "x path=a\n", "99 path=a\n", "9 path=a", "4 a\n", "8 =abcd\n", "-9 path=a\n", "\n"})
    void refusesMalformedPaxRecords(String records) {
        assertRefused(
                TarSamples.join(TarSamples.metaHeader('x', records), TarSamples.of(TarEntry.file("f", 0))), "PAX");
    }

    @ParameterizedTest
    @ValueSource(strings = {"20 mtime=1e99999999\n", "16 mtime=0x1234\n", "12 size=1x2\n", "14 size=-1234\n"})
    void refusesMalformedPaxNumbers(String records) {
        assertRefused(
                TarSamples.join(TarSamples.metaHeader('x', records), TarSamples.of(TarEntry.file("f", 0))),
                "cannot read tar");
    }

    @Test
    void refusesNulInPaxNames() throws IOException {
        byte[] tar =
                TarSamples.join(TarSamples.metaHeader('x', "14 path=a\0bcd\n"), TarSamples.of(TarEntry.file("f", 0)));
        TarEntry entry = new TarReader(new ByteArrayInputStream(tar)).next();
        assertThat(entry).isNotNull();
        assertThatThrownBy(() -> EntryPath.of(entry.name()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("\"a\\x00bcd\" holds a NUL character");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0,512,256,512", "0,-1", "100000000,1", "0,9223372036854775807,5", "1", "a,b"})
    void refusesHostileSparseMaps(String map) {
        String records = TarSamples.record("GNU.sparse.map", map)
                + TarSamples.record("GNU.sparse.size", "4096")
                + TarSamples.record("GNU.sparse.name", "holes");
        byte[] tar = TarSamples.join(
                TarSamples.metaHeader('x', records), TarSamples.of(TarEntry.file("f", 1024), new byte[1024]));
        assertRefused(tar, "malformed map of sparse file \"holes\"");
    }

    @Test
    void refusesUnknownTypes() {
        byte[] tar = TarSamples.of(TarEntry.file("volume", 0));
        tar[156] = 'V';
        fixChecksum(tar, 0);
        assertRefused(tar, "\"volume\": its type \"V\" is unknown");
    }

    @Test
    void oldContentCannotBeReadAfterTheReaderMovedOn() throws IOException {
        var reader = new TarReader(new ByteArrayInputStream(TarSamples.manyKinds()));
        reader.next();
        var content = reader.content();
        reader.next();
        assertThatThrownBy(content::read).isInstanceOf(IllegalStateException.class);
    }

    private static byte[] rebuilt(byte[] tar) throws IOException {
        var raw = new ByteArrayOutputStream();
        var reader = new TarReader(TarWindows.of(new ByteArrayInputStream(tar)), raw);
        List<Long> places = new ArrayList<>();
        List<byte[]> contents = new ArrayList<>();
        for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
            places.add(reader.rawBytes());
            var content = new ByteArrayOutputStream();
            for (int length = reader.nextSpan(); length > 0; length = reader.nextSpan()) {
                content.write(reader.spanBytes(), reader.spanStart(), length);
            }
            contents.add(content.toByteArray());
        }
        var out = new ByteArrayOutputStream();
        long done = 0;
        for (int i = 0; i < places.size(); i++) {
            out.write(raw.toByteArray(), (int) done, (int) (places.get(i) - done));
            out.writeBytes(contents.get(i));
            done = places.get(i);
        }
        out.write(raw.toByteArray(), (int) done, (int) (raw.size() - done));
        return out.toByteArray();
    }

    private static void assertRefused(byte[] tar, String message) {
        assertThatThrownBy(() -> {
                    var reader = new TarReader(new ByteArrayInputStream(tar));
                    while (reader.next() != null) {
                        reader.content().readAllBytes();
                    }
                })
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    private static void field(byte[] tar, int offset, String digits) {
        System.arraycopy(digits.getBytes(StandardCharsets.US_ASCII), 0, tar, offset, digits.length());
    }

    static void fixChecksum(byte[] tar, int start) {
        Arrays.fill(tar, start + 148, start + 156, (byte) ' ');
        int sum = 0;
        for (int i = start; i < start + 512; i++) {
            sum += tar[i] & 0xff;
        }
        field(tar, start + 148, String.format("%06o\0 ", sum));
    }

    private interface Writing {
        void to(TarArchiveOutputStream out) throws IOException;
    }

    private static byte[] commonsTar(Writing writing) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new TarArchiveOutputStream(bytes)) {
            writing.to(out);
        }
        return bytes.toByteArray();
    }
}
