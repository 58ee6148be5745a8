package dev.onionyard.build;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;

/// One case of the Dockerfile corpus: a text file with the files of a context. `src/bench/dockerfiles.py` reads the
/// same and records what dockerd makes of it.
///
/// ```
/// === Dockerfile
/// FROM corpus:base
/// === run.sh 755
/// === link -> run.sh
/// === folder/ 700
/// === rootfs.tar.gz tar.gz
/// etc/passwd 644 0 0 text
/// ```
record DockerfileCase(String name, Path file) {

    static final Path CORPUS = Path.of("src/test/resources/dockerfiles");

    private static final Pattern HEADER = Pattern.compile("^=== (.*?)(?: (\\d{3,4}|tar(?:\\.\\w+)?|-> .*|=> .*))?$");
    private static final Pattern XATTR = Pattern.compile("^(\\S+) !(\\S+) ([0-9a-f]+)$");

    static List<DockerfileCase> all() throws IOException {
        try (Stream<Path> files = Files.list(CORPUS)) {
            return files.filter(file -> file.toString().endsWith(".case"))
                    .map(DockerfileCase::of)
                    .filter(found -> !found.name.equals("base"))
                    .sorted(java.util.Comparator.comparing(DockerfileCase::name))
                    .toList();
        }
    }

    static DockerfileCase base() {
        return of(CORPUS.resolve("base.case"));
    }

    private static DockerfileCase of(Path file) {
        return new DockerfileCase(file.getFileName().toString().replace(".case", ""), file);
    }

    List<String> expected() throws IOException {
        return Files.readAllLines(CORPUS.resolve(name + ".expected"));
    }

    /// The context as a tar.
    byte[] context() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = tar(bytes)) {
            String path = "";
            String kind = "";
            var lines = new ArrayList<String>();
            for (String line : (Files.readString(file) + "=== end").split("\n", -1)) {
                Matcher header = HEADER.matcher(line);
                if (!header.matches()) {
                    lines.add(line);
                    continue;
                }
                if (!path.isEmpty()) {
                    put(tar, path, kind, lines);
                }
                path = header.group(1);
                kind = header.group(2) == null ? "" : header.group(2);
                lines.clear();
            }
        }
        return bytes.toByteArray();
    }

    private static void put(TarArchiveOutputStream tar, String path, String kind, List<String> lines)
            throws IOException {
        if (kind.startsWith("-> ") || kind.startsWith("=> ")) {
            link(tar, path, kind);
        } else if (kind.startsWith("tar")) {
            add(tar, path, 0644, 0, 0, archive(lines, kind.substring(3)), Map.of());
        } else {
            int mode = Integer.parseInt(kind.isEmpty() ? path.endsWith("/") ? "755" : "644" : kind, 8);
            add(tar, path, mode, 0, 0, path.endsWith("/") ? new byte[0] : content(lines), Map.of());
        }
    }

    private static byte[] content(List<String> lines) {
        String text = String.join("\n", lines).replaceFirst("\n+$", "");
        return (text.isEmpty() ? "" : text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] archive(List<String> lines, String compression) throws IOException {
        Map<String, Map<String, byte[]>> xattrs = new HashMap<>();
        for (String line : lines) {
            Matcher xattr = XATTR.matcher(line);
            if (xattr.matches()) {
                xattrs.computeIfAbsent(xattr.group(1), key -> new HashMap<>())
                        .put(xattr.group(2), HexFormat.of().parseHex(xattr.group(3)));
            }
        }
        var bytes = new ByteArrayOutputStream();
        try (var tar = tar(compressed(bytes, compression))) {
            for (String line : lines) {
                if (!line.isEmpty() && !XATTR.matcher(line).matches()) {
                    archived(tar, line, xattrs);
                }
            }
        }
        return bytes.toByteArray();
    }

    private static OutputStream compressed(OutputStream out, String compression) throws IOException {
        return switch (compression) {
            case ".gz" -> new GzipCompressorOutputStream(out);
            case ".bz2" -> new BZip2CompressorOutputStream(out);
            case ".xz" -> new XZCompressorOutputStream(out);
            default -> out;
        };
    }

    private static void archived(TarArchiveOutputStream tar, String line, Map<String, Map<String, byte[]>> xattrs)
            throws IOException {
        String[] parts = line.split(" ", 2);
        if (parts[1].startsWith("-> ") || parts[1].startsWith("=> ")) {
            link(tar, parts[0], parts[1]);
            return;
        }
        String[] rest = parts[1].split(" ", 4);
        boolean folder = parts[0].endsWith("/");
        String text = folder || rest.length < 4 ? "" : rest[3].replace('|', '\n') + "\n";
        add(
                tar,
                parts[0],
                Integer.parseInt(rest[0], 8),
                Integer.parseInt(rest[1]),
                Integer.parseInt(rest[2]),
                text.getBytes(StandardCharsets.UTF_8),
                xattrs.getOrDefault(parts[0], Map.of()));
    }

    private static TarArchiveOutputStream tar(OutputStream out) {
        var tar = new TarArchiveOutputStream(out, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        return tar;
    }

    private static void link(TarArchiveOutputStream tar, String path, String kind) throws IOException {
        boolean hard = kind.startsWith("=> ");
        var entry = new TarArchiveEntry(path, hard ? TarConstants.LF_LINK : TarConstants.LF_SYMLINK);
        entry.setLinkName(kind.substring(3));
        entry.setMode(hard ? 0644 : 0777);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private static void add(
            TarArchiveOutputStream tar,
            String path,
            int mode,
            int uid,
            int gid,
            byte[] content,
            Map<String, byte[]> xattrs)
            throws IOException {
        var entry = new TarArchiveEntry(path);
        entry.setMode(mode);
        entry.setIds(uid, gid);
        entry.setSize(content.length);
        // PAX values are bytes; all those of the corpus are ASCII.
        xattrs.forEach((name, value) ->
                entry.addPaxHeader("SCHILY.xattr." + name, new String(value, StandardCharsets.ISO_8859_1)));
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    @Override
    public String toString() {
        return name;
    }
}
