package dev.onionyard.web.builds;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import dev.onionyard.archive.ImageArchives;
import dev.onionyard.fixtures.LayerTar;
import dev.onionyard.fixtures.RunningServer;
import dev.onionyard.fixtures.TestApplication;
import dev.onionyard.fixtures.TestBrowser;
import dev.onionyard.fixtures.TestImages;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A person writes Dockerfiles, sends contexts, watches them being built, and looks at what came out.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BuildsBrowserIT {

    private static final double LIMIT_MILLIS = 60_000;

    private TestApplication application;
    private TestBrowser browser;
    private Page page;

    @TempDir
    Path directory;

    @BeforeAll
    void start() throws IOException {
        application = TestApplication.start(Map.of());
        try (InputStream archive = Files.newInputStream(TestImages.busybox())) {
            application.get(ImageArchives.class).restore(archive, "busybox.tar", ProgressListener.NONE);
        }
    }

    @AfterAll
    void stop() {
        application.close();
    }

    @BeforeEach
    void open() {
        browser = TestBrowser.open(application.address());
        page = browser.page();
        browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
    }

    @AfterEach
    void nothingWentWrongInThePage() {
        assertThat(browser.errors()).isEmpty();
        browser.close();
    }

    @Test
    void aDockerfileIsWrittenBuiltAndFoundInItsRing() {
        openForm();
        write("FROM busybox:test\nRUNN true\n");
        Locator problem = page.locator(".code-problems li");
        assertThat(problem).containsText("Line 2, column 1");
        assertThat(problem).containsText("unknown instruction: RUNN");
        assertThat(page.locator(".code-paint .has-error")).hasAttribute("data-line", "2");
        assertThat(page.locator(".code-paint .code-unknown")).hasText("RUNN");
        page.locator(".code-problem-place").click();
        assertThat(page.locator("#build-dockerfile")).isFocused();

        write("FROM busybox:test\nENV A=1\nRUN echo \"made in the browser\" \\\n  && echo x > /made\n");
        assertThat(problem).hasCount(0);
        page.locator("#build-tags").fill("browser/one:1");
        build();

        awaitEnd("Done");
        assertThat(page.locator("#step-3 .build-step-state")).containsText("Done");
        assertThat(page.locator(".build-bar")).hasCount(3);
        page.locator("#step-3").getByText("Its ring in the image").click();
        assertThat(page.locator("#built-title")).hasText("Dockerfile, line 3");
        assertThat(page.locator(".oy-built .code-line")).hasCount(2);
        assertThat(page.locator(".oy-built .build-log")).hasText("made in the browser\n");
        assertThat(page.locator("#dockerfile .code-keyword").first()).hasText("FROM");

        page.navigate("/images/" + TestImages.BUSYBOX);
        assertThat(page.locator("#dockerfile .oy-reconstructed")).isVisible();
        assertThat(page.locator("#dockerfile")).containsText("FROM scratch");
        assertThat(page.locator(".oy-built")).hasCount(0);
    }

    @Test
    void aFolderIsSentWithItsIgnoredFiles() throws IOException {
        Path folder = directory.resolve("context");
        Files.createDirectories(folder.resolve("src"));
        Files.writeString(folder.resolve("Dockerfile"), "FROM busybox:test\nCOPY . /all/\nRUN find /all | sort\n");
        Files.writeString(folder.resolve(".dockerignore"), "*.log\n");
        Files.writeString(folder.resolve("src/main.c"), "int main;\n");
        Files.writeString(folder.resolve("noise.log"), "noise\n");

        openForm();
        choose("FOLDER");
        page.locator("#build-folder").setInputFiles(folder);
        assertThat(page.locator(".build-folder-size")).containsText("4 files");
        build();

        awaitEnd("Done");
        assertThat(page.locator("#step-3 .build-log"))
                .hasText("/all\n/all/.dockerignore\n/all/Dockerfile\n/all/src\n/all/src/main.c\n");
    }

    @Test
    void anArchiveIsSentAndItsDockerfileWrittenAnew() throws IOException {
        Path tar = directory.resolve("context.tar");
        try (LayerTar entries = new LayerTar(tar)) {
            entries.file("Dockerfile", 0644, "FROM busybox:test\nRUN false\n").file("hello", 0600, "hello\n");
        }

        openForm();
        choose("TAR");
        build();
        assertThat(page.locator(".build-problem")).containsText("Choose the folder or archive");
        page.locator("#build-tar").setInputFiles(tar);
        page.getByText("Write the Dockerfile here instead").click();
        write("FROM busybox:test\nCOPY hello /\nRUN cat /hello\n");
        build();

        awaitEnd("Done");
        assertThat(page.locator("#step-3 .build-log")).hasText("hello\n");
        assertThat(page.locator("#build")).containsText("sent with the build");
    }

    @Test
    void aFolderOfTheServerIsBuiltAgainWithWhatIsInItNow() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("server"));
        Files.writeString(folder.resolve("Dockerfile"), "FROM busybox:test\nRUN echo before\nCMD [\"a\"]\n");

        openForm();
        choose("SERVER");
        page.locator("#build-address").fill(folder.toString());
        page.locator("#build-tags").fill("browser/server:1");
        build();
        awaitEnd("Done");
        String first = page.url();
        Files.writeString(folder.resolve("Dockerfile"), "FROM busybox:test\nRUN echo after\nCMD [\"a\"]\n");
        page.getByText("Build again").click();
        page.waitForURL(url -> url.contains("/builds/") && !url.equals(first));
        awaitEnd("Done");
        assertThat(page.locator("#step-2 .build-log")).hasText("after\n");

        page.locator("#build .menu summary").click();
        page.locator("#build .menu button").click();
        page.waitForURL(url -> url.contains("/builds/compare"));
        Locator pairs = page.locator(".build-compare-steps tbody tr");
        assertThat(pairs).hasCount(3);
        assertThat(pairs.nth(0)).hasAttribute("data-change", "SAME");
        assertThat(pairs.nth(1)).hasAttribute("data-change", "CHANGED");
        assertThat(pairs.nth(1).locator(".build-old")).hasText("RUN echo before");
        assertThat(page.locator(".diff-added .diff-text")).hasText("RUN echo after");
        assertThat(page.locator(".diff-removed .diff-text")).hasText("RUN echo before");
    }

    @Test
    void aLongBuildSpeaksWhileItRunsAndIsCancelled() {
        openForm();
        write("FROM busybox:test\nRUN echo up; sleep 600\nRUN true\n");
        build();

        Locator log = page.locator("#step-2 .build-log");
        assertThat(log).containsText("up", new ContainsTextOptions().setTimeout(LIMIT_MILLIS));
        assertThat(page.locator("#step-2")).hasAttribute("data-state", "RUNNING");
        page.locator("#build .page-actions").getByText("Cancel").click();

        awaitEnd("Cancelled");
        assertThat(page.locator("#step-3 .build-step-state")).containsText("Not reached");
    }

    @Test
    void aStepThatFailsShowsWhatItSaid() {
        openForm();
        write("FROM busybox:test\nRUN echo 'about to fail'; exit 3\n");
        build();

        awaitEnd("Failed");
        assertThat(page.locator(".build-error")).containsText("returned a non-zero code: 3");
        assertThat(page.locator("#step-2 .build-log")).isVisible();
        assertThat(page.locator("#step-2 .build-log")).hasText("about to fail\n");
    }

    private void openForm() {
        page.navigate("/builds/new");
        assertThat(page.locator(".build-form.is-live .code-editor.is-live")).isVisible();
    }

    private void choose(String source) {
        page.locator("[name=source][value=" + source + "]").check();
    }

    private void write(String dockerfile) {
        page.locator("#build-dockerfile").fill(dockerfile);
    }

    private void build() {
        page.locator(".run-go button").click();
    }

    private void awaitEnd(String state) {
        assertThat(page.locator("#build .oy-strip").getByText(state))
                .isVisible(new IsVisibleOptions().setTimeout(LIMIT_MILLIS));
    }
}
