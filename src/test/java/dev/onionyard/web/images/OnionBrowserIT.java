package dev.onionyard.web.images;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.onionyard.fixtures.DockerArchive;
import dev.onionyard.fixtures.LayerTar;
import dev.onionyard.fixtures.RunningServer;
import dev.onionyard.fixtures.TestBrowser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Restores an archive in the browser and peels its onion, with the keyboard only.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OnionBrowserIT {

    private static final String NAME = "team/onion:1.0";
    private static final String HOSTILE = "<script>alert(1)</script>";

    private RunningServer server;
    private TestBrowser browser;
    private Page page;

    @TempDir
    Path directory;

    @BeforeAll
    void start() {
        server = RunningServer.start();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @BeforeEach
    void signIn() {
        browser = TestBrowser.open(server.address());
        browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
        page = browser.page();
    }

    @AfterEach
    void close() {
        browser.close();
    }

    @Test
    void restoresAnArchiveAndPeelsItsOnionByKeyboard() throws IOException {
        restore(archive());
        page.locator(".oy-upload-link").click();

        Locator rings = page.locator("[data-ring]");
        assertThat(rings).hasCount(4);
        assertThat(page.locator(".oy-core")).containsText(System.getProperty("os.name"));

        // One tab stop, once the script is there: the newest step. Inwards, ring by ring, to the oldest.
        assertThat(rings.nth(3)).hasAttribute("tabindex", "0");
        rings.nth(3).focus();
        page.keyboard().press("ArrowDown");
        assertThat(rings.nth(2)).isFocused();
        page.keyboard().press("Home");
        assertThat(rings.nth(0)).isFocused();
        assertThat(rings.nth(0).getAttribute("aria-label"))
                .contains("Step 1 of 4")
                .contains("ADD");
        page.keyboard().press("Enter");

        assertThat(page.locator("#step-title")).hasText("Step 1 of 4");
        assertThat(rings.nth(0)).hasAttribute("aria-selected", "true");
        assertThat(page.locator("tr[data-row-ring='0']")).hasAttribute("aria-current", "true");
        assertThat(page.url()).contains("step=0");

        page.reload();
        assertThat(page.locator("#step-title")).hasText("Step 1 of 4");
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void opensTheFilesOfALayerByKeyboard() throws IOException {
        restore(archive());
        page.navigate("/images/" + NAME + "?step=2");

        Locator etc = page.locator("[role=treeitem][data-path='etc']");
        etc.focus();
        page.keyboard().press("ArrowRight");

        assertThat(page.locator("[data-path='etc/motd']")).hasAttribute("data-sign", "CHANGED");
        assertThat(page.locator("[data-path='etc/issue']")).hasAttribute("data-sign", "REMOVED");
        assertThat(page.locator("[data-path='etc/new']")).hasAttribute("data-sign", "ADDED");

        page.locator("#files").getByText("Merged tree").click();
        assertThat(page.locator("[role=treeitem][data-path='bin']")).isVisible();
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void showsHostileHistoryAsText() throws IOException {
        restore(archive());
        page.navigate("/images/" + NAME + "?step=3");

        assertThat(page.locator(".oy-instruction")).containsText(HOSTILE);
        assertThat(page.locator("script:not([src])")).hasCount(0);
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void saysWhyAnArchiveIsRefused() throws IOException {
        Path nonsense = Files.writeString(directory.resolve("nonsense.tar"), "this is no archive");

        page.navigate("/backups");
        page.locator("#restore input[type=file]").setInputFiles(nonsense);

        assertThat(page.locator("#restore .oy-upload")).hasAttribute("data-state", "failed");
        assertThat(page.locator("#restore .oy-upload-result")).containsText("cannot");
    }

    @Test
    void removesAnImageAfterAQuestionThatNamesIt() throws IOException {
        restore(archive());
        page.navigate("/images");
        Locator row = page.locator("tbody tr").filter(new Locator.FilterOptions().setHasText(NAME));
        row.locator("input[type=checkbox]").check();
        page.locator(".oy-bulk").getByText("Remove").click();

        Locator dialog = page.locator("dialog.oy-question");
        assertThat(dialog.locator("h1")).containsText(NAME);
        dialog.locator(".btn-danger").click();

        assertThat(page.locator(".notice-success")).containsText(NAME);
        assertThat(row).hasCount(0);
    }

    private void restore(Path archive) {
        page.navigate("/backups");
        page.locator("#restore input[type=file]").setInputFiles(archive);
        assertThat(page.locator("#restore .oy-upload")).hasAttribute("data-state", "done");
        assertThat(page.locator(".oy-upload-link")).hasText(List.of(NAME).toArray(String[]::new));
    }

    /// Two layers and two settings; the upper layer adds, changes and removes a file.
    private Path archive() throws IOException {
        Path base = directory.resolve("base.tar");
        try (LayerTar tar = new LayerTar(base)) {
            tar.directory("bin", 0755).directory("etc", 0755);
            tar.file("bin/tool", 0755, "tool".repeat(40_000));
            tar.file("etc/motd", 0644, "hello\n").file("etc/issue", 0644, "old\n");
        }
        Path change = directory.resolve("change.tar");
        try (LayerTar tar = new LayerTar(change)) {
            tar.directory("etc", 0755);
            tar.file("etc/motd", 0644, "hello, onion\n").file("etc/new", 0600, "new\n");
            tar.whiteout("etc/issue");
        }
        Path archive = directory.resolve("onion.tar");
        new DockerArchive()
                .layer(base, "/bin/sh -c #(nop) ADD file:base in / ")
                .metadata("/bin/sh -c #(nop)  ENV A=1", "Env", List.of("A=1"))
                .layer(change, "/bin/sh -c edit /etc/motd")
                .metadata("/bin/sh -c #(nop)  LABEL x=" + HOSTILE, "Labels", Map.of("x", HOSTILE))
                .tag(NAME)
                .writeTo(archive);
        return archive;
    }
}
