package dev.onionyard.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.container.ContainerRequest.MountRequest;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.files.FileAccess;
import dev.onionyard.files.FileFacts;
import dev.onionyard.files.FileTree;
import dev.onionyard.files.WriteRules;
import dev.onionyard.linux.Mounts;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarReader;
import dev.onionyard.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerFileAccessIT {

    private static ContainerYard yard;
    private static ContainerFileAccess files;

    @TempDir
    Path host;

    @BeforeAll
    static void make() throws Exception {
        yard = ContainerYard.make();
        files = yard.application.get(ContainerFileAccess.class);
    }

    @AfterAll
    static void close() {
        yard.close();
    }

    @AfterEach
    void removeAll() {
        yard.removeAll();
        String home = yard.application.home().toString();
        assertThat(Mounts.list().stream().filter(mount -> mount.superOptions().contains(home)))
                .isEmpty();
    }

    @Test
    void tellsWhatIsAtAPath() throws Exception {
        String id = stopped(
                "ln -s /etc/passwd /link; ln -s nowhere /broken; mkdir /d; ln -s ../d /d/self; chmod 4755 /changed");

        try (FileTree tree = files.open(id)) {
            assertThat(tree.stat("/changed").mode()).isEqualTo(04755);
            assertThat(tree.stat("/link").kind()).isEqualTo(FileFacts.Kind.SYMLINK);
            assertThat(tree.stat("/link").target()).isEqualTo("/etc/passwd");
            assertThat(tree.follow("/link")).isEqualTo("/etc/passwd");
            assertThat(tree.follow("/broken")).isEqualTo("/nowhere");
            assertThat(tree.stat("/d/self/").kind()).isEqualTo(FileFacts.Kind.DIRECTORY);
            assertThat(tree.stat("/d/self/../../../etc/passwd").name()).isEqualTo("passwd");
            assertThat(tree.stat("/").name()).isEqualTo("/");
            assertThat(tree.list("/etc")).extracting(FileFacts::name).contains("group", "passwd", "hosts");
            assertThat(text(tree.open("/link"))).startsWith("root:x:0:0");
            assertThatThrownBy(() -> tree.stat("/missing"))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessage("Could not find the file /missing in container " + id);
            assertThatThrownBy(() -> tree.list("/changed")).isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void seesARunningContainersChangesAtOnceAndItSeesOurs() throws Exception {
        String id = yard.run(
                ContainerYard.script("echo now >/fresh; while ! grep -q go /d/flag 2>/dev/null; do sleep 0.05; done"));
        ContainerYard.await("the file", () -> exists(id, "/fresh"));

        write(id, "/", TarEntry.directory("d/"), file("d/flag", "go\n"));

        assertThat(yard.exitCode(id)).isZero();
        assertThat(read(id, "/fresh")).containsOnly(Map.entry("fresh", "now\n"));
    }

    @Test
    void showsVolumesAndBindMountsOfAStoppedContainer() throws Exception {
        Files.writeString(host.resolve("shared"), "host\n");
        String id = stopped(
                "echo v >/data/in-volume",
                options -> options.mounts = List.of(
                        new MountRequest(MountKind.BIND, host.toString(), "/mnt/host", false),
                        new MountRequest(MountKind.TMPFS, "", "/memory", false)));

        assertThat(read(id, "/data/"))
                .containsEntry("data/in-volume", "v\n")
                .containsEntry("data/from-image", "image data\n");
        assertThat(read(id, "/mnt/host/shared")).containsEntry("shared", "host\n");
        write(id, "/mnt/host", file("new", "from the container\n"));
        assertThat(host.resolve("new")).hasContent("from the container");
        assertThatThrownBy(() -> write(id, "/memory", file("x", "lost")))
                .hasMessage("mounted volume is marked read-only");
        assertThat(yard.containers().get(id).upper().resolve("mnt/host")).isEmptyDirectory();
    }

    /// What the first start would copy into the volume is there before, and is not kept away by what is written.
    @Test
    void aVolumeIsFilledFromTheImageBeforeAnythingIsWritten() throws Exception {
        String id = yard.containers()
                .create(ContainerYard.of(List.of("cat", "/data/from-image", "/data/own"), "none", options -> options))
                .id();

        write(id, "/data", file("own", "own\n"));
        yard.lifecycle().start(id);

        assertThat(yard.exitCode(id)).isZero();
        assertThat(yard.log(id)).isEqualTo("image data\nown\n");
    }

    @Test
    void refusesToWriteWhereTheContainerCannot() throws Exception {
        String id = yard.containers()
                .create(ContainerYard.of(List.of("true"), "none", options -> {
                    options.readOnly = true;
                    options.mounts = List.of(
                            new MountRequest(MountKind.BIND, host.toString(), "/locked", true),
                            new MountRequest(MountKind.VOLUME, "", "/open", false));
                    return options;
                }))
                .id();

        assertThatThrownBy(() -> write(id, "/etc", file("x", "1")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("container rootfs is marked read-only");
        assertThatThrownBy(() -> write(id, "/locked", file("x", "1")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("mounted volume is marked read-only");
        assertThat(host).isEmptyDirectory();
        write(id, "/open", file("x", "1"));
        assertThat(read(id, "/open/x")).containsEntry("x", "1");
        assertThatThrownBy(() -> write(id, "/bin/sh", file("x", "1")))
                .hasMessage("extraction point is not a directory");
    }

    @Test
    void keepsOwnersUnlessTheContainersUserShallHaveThem() throws Exception {
        String id = stopped("mkdir /in", options -> options.user = "0:0");
        write(id, "/in", file("kept", "1").withOwner(4242, 4343));
        String app = stopped("true", options -> options.user = "app");
        write(
                app,
                files.rules(app, true, true),
                "/",
                TarEntry.directory("x/y/"),
                file("x/y/z", "1").withOwner(7, 7));

        try (FileTree tree = files.open(id)) {
            assertThat(tree.stat("/in/kept").uid()).isEqualTo(4242);
            assertThat(tree.stat("/in/kept").gid()).isEqualTo(4343);
        }
        try (FileTree tree = files.open(app)) {
            assertThat(tree.stat("/x/y/z").uid()).isEqualTo(1000);
            assertThat(tree.stat("/x/y/z").gid()).isEqualTo(1001);
            assertThat(tree.stat("/x").uid()).isEqualTo(1000);
        }
    }

    @Test
    void putsNoFileInThePlaceOfAFolderUnlessAllowed() throws Exception {
        String id = stopped("mkdir /folder; echo f >/folder/f");
        var strict = new WriteRules(true, null);

        assertThatThrownBy(() -> write(id, strict, "/", file("folder", "1")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("cannot overwrite directory \"/folder\" with non-directory \"/\"");
        assertThatThrownBy(() -> write(id, strict, "/", TarEntry.directory("changed/")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("cannot overwrite non-directory \"/changed\" with directory \"/\"");

        write(id, "/", file("folder", "now a file"));
        assertThat(read(id, "/folder")).containsExactly(Map.entry("folder", "now a file"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../out", "a/../../out", "/../out"})
    void refusesNamesThatLeadOut(String name) throws Exception {
        String id = stopped("mkdir /in");

        assertThatThrownBy(() -> write(id, "/in", file(name, "1")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("leads out of the root");
        assertThat(exists(id, "/out")).isFalse();
    }

    @Test
    void leadsNothingOutByLinks() throws Exception {
        Files.writeString(host.resolve("secret"), "untouched");
        String id = stopped("mkdir /in");

        write(
                id,
                "/in",
                TarEntry.symlink("up", "../../../../../.." + host),
                TarEntry.symlink("absolute", host.toString()),
                TarEntry.symlink("etc", "/etc"),
                file("etc/planted", "in the container"));
        assertThatThrownBy(() -> write(id, "/in", file("up/secret", "gone")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("not a directory");
        assertThatThrownBy(() -> write(id, "/", file("changed/x", "gone"))).isInstanceOf(InvalidInputException.class);
        assertThat(read(id, "/changed")).containsEntry("changed", "old\n");
        assertThatThrownBy(() -> write(id, "/in", TarEntry.hardLink("stolen", "../../etc/shadow")))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> write(id, "/in", TarEntry.hardLink("stolen", "absolute/secret")))
                .isInstanceOf(NotFoundException.class);

        assertThat(host.resolve("secret")).hasContent("untouched");
        assertThat(host.toFile().list()).containsExactly("secret");
        assertThat(read(id, "/etc/planted")).containsEntry("planted", "in the container");
        try (FileTree tree = files.open(id)) {
            assertThatThrownBy(() -> tree.open("/in/absolute/secret")).isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> tree.list("/in/up")).isInstanceOf(NotFoundException.class);
        }
    }

    /// A container swaps a folder and a link to the host's place of its own secrets as fast as it can.
    @Test
    void doesNotEscapeWhileTheContainerChangesThePath() throws Exception {
        Files.writeString(host.resolve("secret"), "untouched");
        String id = yard.run(ContainerYard.script("mkdir /real; echo own >/real/secret; ln -s ../../../../../../../.."
                + host + " /trap; while true; do ln -sfn /trap /way; rm /way; ln -sfn /real /way; rm /way; done"));
        ContainerYard.await("the trap", () -> exists(id, "/trap"));

        int seen = 0;
        for (int i = 0; i < 200; i++) {
            try (FileTree tree = files.open(id)) {
                for (int j = 0; j < 20; j++) {
                    seen += look(tree);
                }
            }
        }

        assertThat(seen).isPositive();
        assertThat(host.resolve("secret")).hasContent("untouched");
    }

    private static int look(FileTree tree) throws IOException {
        try {
            assertThat(text(tree.open("/way/secret"))).isEqualTo("own\n");
            return 1;
        } catch (NotFoundException e) {
            return 0;
        }
    }

    @Test
    void opensNoDevice() throws Exception {
        String id = stopped("true");
        write(
                id,
                "/",
                TarEntry.special("null", TarEntry.Type.CHARACTER_DEVICE, 1, 3),
                TarEntry.special("pipe", TarEntry.Type.FIFO, 0, 0));

        try (FileTree tree = files.open(id)) {
            assertThat(tree.stat("/null").kind()).isEqualTo(FileFacts.Kind.CHARACTER_DEVICE);
            assertThatThrownBy(() -> tree.open("/null")).hasMessageContaining("not a regular file");
            assertThatThrownBy(() -> tree.open("/pipe")).hasMessageContaining("not a regular file");
        }
        assertThat(entries(id, "/null")).extracting(TarEntry::type).containsExactly(TarEntry.Type.CHARACTER_DEVICE);
    }

    @Test
    void putsAFileWhole() throws Exception {
        String id = stopped("mkdir /in; echo old >/in/f; chmod 600 /in/f; mkdir /in/folder");

        files.write(id, "/in", tree -> tree.put("f", in("new\n"), ProgressListener.NONE));
        files.write(id, "/in", tree -> tree.put("g", in("more\n"), ProgressListener.NONE));
        assertThatThrownBy(() -> files.write(id, "/in", tree -> tree.put("broken", failing(), ProgressListener.NONE)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> files.write(id, "/in", tree -> tree.put("folder", in("x"), ProgressListener.NONE)))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> files.write(id, "/in", tree -> tree.put("../x", in("x"), ProgressListener.NONE)))
                .isInstanceOf(InvalidInputException.class);

        assertThat(read(id, "/in")).contains(Map.entry("in/f", "new\n"), Map.entry("in/g", "more\n"));
        try (FileTree tree = files.open(id)) {
            assertThat(tree.list("/in")).extracting(FileFacts::name).containsExactly("f", "folder", "g");
            assertThat(tree.stat("/in/f").mode()).isEqualTo(0600);
        }
    }

    @Test
    void changesOfAStoppedContainerAreInItsDiff() throws Exception {
        String id = stopped("true");

        write(id, "/", file("changed", "by cp\n"));

        assertThat(yard.snapshots().changes(id))
                .extracting(change -> change.sign() + " " + change.path())
                .containsExactly("CHANGED /changed");
        try (FileTree tree = files.openWritableLayer(id)) {
            assertThat(text(tree.open("/changed"))).isEqualTo("by cp\n");
            assertThat(tree.find("/etc/passwd")).isEmpty();
        }
    }

    private static String stopped(String script) throws Exception {
        return stopped(script, options -> {});
    }

    private static String stopped(String script, java.util.function.Consumer<ContainerYard.Options> change)
            throws Exception {
        String id = yard.run(ContainerYard.of(List.of("sh", "-c", script), "none", options -> {
            change.accept(options);
            return options;
        }));
        yard.exitCode(id);
        return id;
    }

    private static boolean exists(String id, String path) {
        try (FileTree tree = files.open(id)) {
            return tree.find(path).isPresent();
        }
    }

    private static TarEntryWithContent file(String name, String content) {
        return new TarEntryWithContent(TarEntry.file(name, content.getBytes(StandardCharsets.UTF_8).length), content);
    }

    private record TarEntryWithContent(TarEntry entry, String content) {
        TarEntryWithContent withOwner(long uid, long gid) {
            return new TarEntryWithContent(entry.withOwner(uid, gid), content);
        }
    }

    private static void write(String id, String folder, Object... entries) throws IOException {
        write(id, WriteRules.AS_IN_TAR, folder, entries);
    }

    private static void write(String id, WriteRules rules, String folder, Object... entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarWriter(bytes)) {
            for (Object entry : entries) {
                if (entry instanceof TarEntryWithContent file) {
                    tar.put(file.entry, file.content.getBytes(StandardCharsets.UTF_8));
                } else {
                    tar.put((TarEntry) entry);
                }
            }
        }
        FileAccess.Writing writing =
                tree -> tree.extract(new ByteArrayInputStream(bytes.toByteArray()), rules, ProgressListener.NONE);
        files.write(id, folder, writing);
    }

    private static Map<String, String> read(String id, String path) throws IOException {
        var contents = new java.util.TreeMap<String, String>();
        var tar = new TarReader(new ByteArrayInputStream(tar(id, path)));
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            if (entry.isFile()) {
                contents.put(entry.name(), new String(tar.content().readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return contents;
    }

    private static List<TarEntry> entries(String id, String path) throws IOException {
        var entries = new ArrayList<TarEntry>();
        var tar = new TarReader(new ByteArrayInputStream(tar(id, path)));
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            entries.add(entry);
        }
        return entries;
    }

    private static byte[] tar(String id, String path) throws IOException {
        var out = new ByteArrayOutputStream();
        files.read(id, path, tree -> tree.writeTar(path, out, ProgressListener.NONE));
        return out.toByteArray();
    }

    private static String text(FileTree.Content content) throws IOException {
        try (InputStream in = content.stream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream failing() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("the line was cut");
            }
        };
    }
}
