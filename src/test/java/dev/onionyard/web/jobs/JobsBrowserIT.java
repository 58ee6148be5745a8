package dev.onionyard.web.jobs;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.event.Initiator;
import dev.onionyard.fixtures.RunningServer;
import dev.onionyard.fixtures.TestApplication;
import dev.onionyard.fixtures.TestBrowser;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.task.JobState;
import dev.onionyard.task.JobView;
import dev.onionyard.task.Jobs;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Signing in, and seeing a job move, end, fail and stop, in a real browser.
class JobsBrowserIT {

    private static final long KIB = 1024;

    private static TestApplication application;
    private static TestBrowser browser;

    private final CountDownLatch finish = new CountDownLatch(1);

    @BeforeAll
    static void start() {
        application = TestApplication.start(Map.of());
        browser = TestBrowser.open(application.address());
        browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
    }

    @AfterAll
    static void stop() {
        browser.close();
        application.close();
    }

    @AfterEach
    void letWorkEnd() {
        finish.countDown();
    }

    @Test
    void aRunningJobMovesUnderOnesEyesAndLeadsToItsResult() {
        JobView job = submit("tomcat.tar", progress -> {
            progress.expect(200 * KIB);
            ProgressListener part = progress.part("a", "layer a");
            part.phase(Phase.EXTRACTING);
            progress.advance(50 * KIB);
            finish.await();
            progress.advance(150 * KIB);
            return "/history";
        });
        Page page = browser.page();
        page.navigate("/jobs/" + job.id());
        assertThat(page.locator(".job-done")).hasText("50 KiB / 200 KiB");
        assertThat(page.locator(".job-part-phase")).hasText("Extracting");
        assertThat(page.locator(".job-tray-count")).hasText("1");

        finish.countDown();

        assertThat(page.locator("#job .state-good")).isVisible();
        assertThat(page.locator(".oy-toast-success")).containsText("tomcat.tar");
        assertThat(page.locator(".job-tray-count")).isHidden();
        page.getByText("Show the result").click();
        assertThat(page).hasURL(Pattern.compile(".*/history$"));
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void aJobIsCancelledFromItsPage() {
        JobView job = submit("huge.tar", progress -> {
            while (!finish.await(1, TimeUnit.MILLISECONDS)) {
                progress.advance(1);
            }
            return "";
        });
        Page page = browser.page();
        page.navigate("/jobs/" + job.id());
        page.locator(".page-actions button").click();
        Awaitility.await().until(() -> jobs().get(job.id()).state() == JobState.CANCELLED);
        assertThat(page.locator("#job .state")).hasText("Cancelled");
    }

    @Test
    void aFailedJobSaysWhyAfterTheBrowserWasClosed() {
        JobView job = submit("<b>bad</b>.tar", progress -> {
            throw new InvalidInputException("cannot restore \"<b>bad</b>.tar\": it is no archive");
        });
        Awaitility.await().until(() -> jobs().get(job.id()).state().ended());
        try (TestBrowser later = TestBrowser.open(application.address(), "zh-CN", ColorScheme.DARK)) {
            later.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
            later.page().navigate("/jobs");
            later.page().locator("main").getByText("<b>bad</b>.tar").first().click();
            assertThat(later.page().locator(".notice-danger")).containsText("it is no archive");
            assertThat(later.page().locator("#job .state-bad")).hasText("失败");
            assertThat(later.page().locator("#job b")).hasCount(0);
            assertThat(later.errors()).isEmpty();
        }
    }

    @Test
    void themeAndLanguageAreRemembered() {
        try (TestBrowser visitor = TestBrowser.open(application.address())) {
            visitor.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
            Page page = visitor.page();
            page.locator("summary[title='Theme']").click();
            page.getByText("Dark").click();
            assertThat(page.locator("html")).hasAttribute("data-bs-theme", "dark");
            page.waitForResponse(response -> response.url().endsWith("/language"), () -> {
                page.locator("summary[title='Language']").click();
                page.getByText("简体中文").click();
            });
            assertThat(page.locator("html")).hasAttribute("lang", "zh-CN");
            assertThat(page.locator("html")).hasAttribute("data-theme-choice", "dark");
            assertThat(visitor.errors()).isEmpty();
        }
    }

    private static JobView submit(String title, Jobs.Work work) {
        var admin = new Initiator(RunningServer.ADMIN, Initiator.Channel.BROWSER, "127.0.0.1");
        return admin.call(() -> jobs().submit("image.restore", title, work));
    }

    private static Jobs jobs() {
        return application.get(Jobs.class);
    }
}
