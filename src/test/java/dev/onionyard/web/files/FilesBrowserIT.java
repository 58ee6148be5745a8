package dev.onionyard.web.files;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.onionyard.account.Accounts;
import dev.onionyard.account.Role;
import dev.onionyard.archive.ImageArchives;
import dev.onionyard.container.ContainerLifecycle;
import dev.onionyard.container.ContainerRequest;
import dev.onionyard.container.ContainerSnapshots;
import dev.onionyard.container.Containers;
import dev.onionyard.fixtures.RunningServer;
import dev.onionyard.fixtures.TestApplication;
import dev.onionyard.fixtures.TestBrowser;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.tar.TarEntry;
import dev.onionyard.tar.TarReader;
import dev.onionyard.tar.TarWriter;
import dev.onionyard.volume.Volumes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A person looks at files, wherever they are: what a container changed, its folders, a volume's, a layer's.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilesBrowserIT {

    private static final String HOSTILE = "<img src=x onerror=alert(1)>.html";
    private static final String PASSWORD = "onion-yard-test-8";

    @TempDir
    Path here;

    private TestApplication application;
    private TestBrowser browser;
    private Page page;
    private String container = "";

    @BeforeAll
    void start() throws Exception {
        application = TestApplication.start(Map.of());
        application
                .get(ImageArchives.class)
                .importFiles(
                        new ByteArrayInputStream(box()),
                        "box.tar",
                        ImageReference.parse("box:1"),
                        "",
                        List.of("CMD [\"sh\", \"-c\", \"sed -i 's/value 7$/changed seven/' /etc/app.conf;"
                                + " rm /etc/gone; chmod 600 /etc/same; mkdir /in; ln -s /etc /link\"]"),
                        ProgressListener.NONE);
        container = application
                .get(Containers.class)
                .create(ContainerRequest.of("box:1"))
                .id();
        var lifecycle = application.get(ContainerLifecycle.class);
        lifecycle.start(container);
        lifecycle.exit(container).get(20, TimeUnit.SECONDS);
        application
                .get(ContainerSnapshots.class)
                .commit(
                        container,
                        new ContainerSnapshots.CommitRequest(ImageReference.parse("box:2"), "", "", false, List.of()),
                        ProgressListener.NONE);
        application.get(Volumes.class).create("store", Map.of());
        application.get(Accounts.class).create("viewer", Role.VIEWER, PASSWORD);
    }

    @AfterAll
    void stop() {
        application.get(Containers.class).remove(container, true, true);
        application.close();
    }

    @BeforeEach
    void open() {
        browser = TestBrowser.open(application.address());
        page = browser.page();
    }

    @AfterEach
    void close() {
        assertThat(browser.takeErrors()).isEmpty();
        browser.close();
    }

    private static byte[] box() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarWriter(bytes)) {
            byte[] busybox = Files.readAllBytes(Path.of("/bin/busybox"));
            tar.put(TarEntry.directory("bin/"));
            tar.put(TarEntry.file("bin/busybox", busybox.length).withMode(0755), busybox);
            for (String command : List.of("sh", "sed", "rm", "chmod", "mkdir", "ln")) {
                tar.put(TarEntry.symlink("bin/" + command, "busybox"));
            }
            tar.put(TarEntry.directory("etc/"));
            String conf = IntStream.rangeClosed(1, 40)
                    .mapToObj(i -> "option" + i + " = value " + i + "\n")
                    .collect(Collectors.joining());
            put(tar, "etc/app.conf", conf);
            put(tar, "etc/gone", "farewell\n");
            put(tar, "etc/same", "same\n");
            put(tar, "etc/" + HOSTILE, "<script>alert(1)</script>\n");
        }
        return bytes.toByteArray();
    }

    private static void put(TarWriter tar, String name, String content) throws IOException {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        tar.put(TarEntry.file(name, bytes.length), bytes);
    }

    @Test
    void seesBothVersionsOfWhatAContainerChanged() throws IOException {
        browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
        page.navigate("/containers/" + container + "/changes");
        page.locator(".change-table a", new Page.LocatorOptions().setHasText("/etc/app.conf"))
                .click();

        assertThat(page.locator(".diff-removed .diff-text")).hasText("option7 = value 7");
        assertThat(page.locator(".diff-added .diff-text")).hasText("option7 = changed seven");
        assertThat(page.locator(".diff-gap")).hasCount(2);
        assertThat(page.locator(".versions-facts")).containsText("layer 1 of the image");
        assertThat(page.locator(".versions-facts")).containsText("writable layer");
        assertThat(downloaded(page.locator(".versions-facts a").first())).contains("option7 = value 7\n");
        assertThat(downloaded(page.locator(".versions-facts a").last())).contains("option7 = changed seven\n");

        page.navigate("/containers/" + container + "/changes/file?path=/etc/same");
        assertThat(page.locator(".is-different").first()).containsText("rw-------");
        assertThat(page.locator(".versions-note")).containsText("same bytes");

        page.navigate("/containers/" + container + "/changes/file?path=/etc/gone");
        assertThat(page.locator(".diff-removed .diff-text")).hasText("farewell");
    }

    @Test
    void browsesDownloadsAndUploadsFilesOfAContainer() throws IOException {
        Path upload = Files.writeString(here.resolve("note & more.txt"), "from the browser\n");
        browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
        page.navigate("/containers/" + container);
        page.locator(".tabs a", new Page.LocatorOptions().setHasText("Files")).click();
        row("link").locator(".file-name a").click();
        assertThat(row(HOSTILE)).containsText("rw-r--r--");
        assertThat(downloaded(row("same").locator(".file-act a"))).isEqualTo("same\n");
        page.locator(".file-crumbs a").first().click();
        row("in").locator(".file-name a").click();
        assertThat(page.locator(".empty-state")).containsText("empty");

        page.locator(".file-upload input[type=file]").setInputFiles(upload);
        assertThat(page.locator(".oy-upload[data-state=done]")).isVisible();
        assertThat(row("note & more.txt")).containsText("17 B");
        assertThat(downloaded(row("note & more.txt").locator(".file-act a"))).isEqualTo("from the browser\n");
        assertThat(tarNames(page.locator(".file-download-all"))).containsExactly("in/", "in/note & more.txt");

        page.navigate("/history");
        assertThat(page.locator("main")).containsText("Write files of container");
        assertThat(page.locator("main")).containsText("Read files of container");
    }

    @Test
    void saysWhyAnUploadIsRefused() throws IOException {
        Path upload = Files.writeString(here.resolve("etc"), "a file where a folder is");
        browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
        page.navigate("/containers/" + container + "/files");
        page.locator(".file-upload input[type=file]").setInputFiles(upload);

        assertThat(page.locator(".oy-upload[data-state=failed]"))
                .containsText("something that is not a file has this name");
        assertThat(page.locator("[data-name^='.upload-']")).hasCount(0);
    }

    @Test
    void putsFilesIntoAVolume() throws IOException {
        Path upload = Files.writeString(here.resolve("data.csv"), "a,b\n");
        browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
        page.navigate("/volumes/store/files");
        page.locator(".file-upload input[type=file]").setInputFiles(upload);

        assertThat(row("data.csv")).containsText("4 B");
        assertThat(downloaded(row("data.csv").locator(".file-act a"))).isEqualTo("a,b\n");
        assertThat(tarNames(page.locator(".file-download-all"))).contains("/data.csv");

        row("data.csv").locator(".file-open").click();
        assertThat(page.locator(".file-view .diff-text")).hasText("a,b");
        assertThat(downloaded(page.locator(".file-view .card-header a[download]")))
                .isEqualTo("a,b\n");
        page.locator(".file-view .card-header a").first().click();
        assertThat(row("data.csv")).isVisible();
    }

    @Test
    void opensAFileOfALayerByKeyboard() {
        browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
        page.navigate("/images/box:2");
        page.locator(".oy-tree-filter").fill("APP.conf");
        Locator file = page.locator("[data-path='etc/app.conf']");
        assertThat(page.locator("#files [role=treeitem]")).hasCount(1);
        file.focus();
        page.keyboard().press("Enter");

        assertThat(file.locator(".diff-added .diff-text")).hasText("option7 = changed seven");
        assertThat(file.locator(".versions-facts")).containsText("step 1");
        assertThat(file.locator(".versions-facts")).containsText("step 2");
        page.keyboard().press("ArrowLeft");
        assertThat(file.locator(".diff")).isHidden();
    }

    @Test
    void showsViewersWhereFilesAreAndNotWhatIsInThem() {
        browser.signIn("viewer", PASSWORD);
        page.navigate("/containers/" + container + "/files?path=/etc");
        assertThat(row("same")).isVisible();
        assertThat(page.locator(".file-act a, .file-download-all, .file-upload"))
                .hasCount(0);

        row("same").locator(".file-open").click();
        assertThat(page.locator(".file-view")).containsText("shown to operators");
        assertThat(page.locator(".file-view a[download], .diff")).hasCount(0);

        page.navigate("/containers/" + container + "/changes/file?path=/etc/app.conf");
        assertThat(page.locator(".versions-note")).containsText("shown to operators");
        assertThat(page.locator(".diff")).hasCount(0);
    }

    private Locator row(String name) {
        return page.locator("tr[data-name='" + name + "']");
    }

    private String downloaded(Locator link) throws IOException {
        return Files.readString(download(link));
    }

    private Path download(Locator link) {
        Download download = page.waitForDownload(link::click);
        Path file = here.resolve("download-" + System.nanoTime());
        download.saveAs(file);
        return file;
    }

    private List<String> tarNames(Locator link) throws IOException {
        var names = new ArrayList<String>();
        try (var in = Files.newInputStream(download(link))) {
            var tar = new TarReader(in);
            for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
                names.add(entry.name());
            }
        }
        return names;
    }
}
