package dev.onionyard.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.onionyard.fixtures.RunningServer;
import dev.onionyard.fixtures.TestApplication;
import dev.onionyard.fixtures.TestBrowser;
import dev.onionyard.fixtures.TestContainers;
import dev.onionyard.fixtures.TestImages;
import dev.onionyard.fixtures.YardVisitor;
import dev.onionyard.volume.Volumes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// All pages are for people who do not see, do not see well, or have no mouse. What a program can find out about that
/// axe-core finds out (names, roles, contrast by day and by night); that everything can be done by keyboard is tried.
class AccessibilityBrowserIT {

    /// Put there by the front end's build.
    private static final Path AXE = Path.of("frontend", "node_modules", "axe-core", "axe.min.js");

    private static final String FIND_VIOLATIONS = """
            async () => {
                const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
                const found = await axe.run(document, { resultTypes: ['violations'], runOnly: tags });
                return found.violations
                    .filter(violation => ['serious', 'critical'].includes(violation.impact))
                    .flatMap(violation => violation.nodes.map(node =>
                        `${violation.id}: ${node.html} (${node.failureSummary})`));
            }
            """;

    private static final List<String> PAGES = List.of(
            "/",
            "/images",
            "/images/" + TestImages.BUSYBOX,
            "/containers",
            "/containers/new?image=" + TestImages.BUSYBOX,
            "/builds",
            "/builds/new",
            "/volumes",
            "/volumes/-/new",
            "/volumes/-/clean-up",
            "/volumes/books",
            "/volumes/books/files",
            "/volumes/books/files/view?path=/title",
            "/networks",
            "/networks/-/new",
            "/networks/bridge",
            "/registries",
            "/backups",
            "/jobs",
            "/history",
            "/settings",
            "/settings/docker",
            "/settings/users",
            "/nowhere");

    private static final List<String> TABS = List.of(
            "",
            "/logs",
            "/terminal",
            "/stats",
            "/processes",
            "/files",
            "/changes",
            "/onion",
            "/events",
            "/inspect",
            "/commit");

    private static TestApplication application;
    private static TestContainers containers;
    private static String id = "";

    @BeforeAll
    static void start() throws IOException {
        application = TestApplication.start(Map.of());
        try (TestBrowser browser = TestBrowser.open(application.address())) {
            browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
            new YardVisitor(browser).restore(TestImages.busybox());
        }
        containers = new TestContainers(application);
        String script = "touch /tmp/changed; echo ready; exec sleep 1000";
        id = containers.run(TestContainers.shell(TestImages.BUSYBOX, script));
        containers.awaitOutput(id, "ready");
        Path books = application
                .get(Volumes.class)
                .create("books", Map.of("shelf", "upper"))
                .data();
        Files.writeString(books.resolve("title"), "Onions\n");
    }

    @AfterAll
    static void stop() {
        containers.removeAll();
        application.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"LIGHT", "DARK"})
    void hasNoSeriousViolations(ColorScheme scheme) {
        String language = scheme == ColorScheme.LIGHT ? "en-US" : "zh-CN";
        var found = new ArrayList<String>();
        try (TestBrowser browser = TestBrowser.open(application.address(), language, scheme)) {
            browser.page().context().addInitScript(AXE);
            browser.page().navigate("/sign-in");
            found.addAll(violations(browser.page()));
            browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
            var all = new ArrayList<>(PAGES);
            TABS.forEach(tab -> all.add("/containers/" + id + tab));
            for (String page : all) {
                browser.page().navigate(page);
                found.addAll(violations(browser.page()));
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void doesEverythingByKeyboard() {
        try (TestBrowser browser = TestBrowser.open(application.address())) {
            browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
            Page page = browser.page();
            skipsTheNavigation(page);
            sortsByATitle(page);
            asksAndGivesTheFocusBack(page);
            opensAndClosesTheNavigation(page);
            assertThat(browser.takeErrors()).isEmpty();
        }
    }

    private static void skipsTheNavigation(Page page) {
        page.navigate("/images");
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip-link")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("#content")).isFocused();
    }

    private static void sortsByATitle(Page page) {
        page.navigate("/containers");
        page.locator(".container-list th a").nth(1).focus();
        page.keyboard().press("Enter");
        assertThat(page.locator(".container-list th[aria-sort]").nth(0)).hasText("Name and command");
    }

    private static void asksAndGivesTheFocusBack(Page page) {
        page.navigate("/containers");
        Locator menu = page.locator("tr[data-id] details.menu");
        Locator button = menu.locator("> summary");
        button.focus();
        press(page, "ArrowDown", () -> menu.getAttribute("open") != null);
        page.keyboard().press("End");
        assertThat(menu.locator("a[data-act=remove]")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("dialog[open]")).isVisible();
        for (int i = 0; i < 6; i++) {
            page.keyboard().press("Tab");
            assertThat((boolean) page.evaluate(
                            "() => document.querySelector('dialog[open]').contains(document.activeElement)"
                                    + " || document.activeElement === document.body"))
                    .isTrue();
        }
        page.keyboard().press("Escape");
        assertThat(page.locator("dialog[open]")).hasCount(0);
        assertThat(button).isFocused();
    }

    private static void opensAndClosesTheNavigation(Page page) {
        page.setViewportSize(880, 700);
        page.navigate("/networks");
        Locator link = page.locator("#navigation a[href='/volumes']");
        assertThat(link).not().isVisible();
        page.locator(".menu-button").focus();
        page.keyboard().press("Enter");
        assertThat(link).isVisible();
        press(page, "Escape", () -> !page.url().endsWith("#navigation"));
        assertThat(link).not().isVisible();
    }

    /// Presses until it works: the script that listens may still be on its way.
    private static void press(Page page, String key, BooleanSupplier worked) {
        Awaitility.await(key).pollInSameThread().atMost(Duration.ofSeconds(30)).until(() -> {
            page.keyboard().press(key);
            return worked.getAsBoolean();
        });
    }

    @SuppressWarnings("unchecked") // A list in JavaScript is a list here.
    private static List<String> violations(Page page) {
        var found = (List<String>) page.evaluate(FIND_VIOLATIONS);
        return found.stream().map(violation -> page.url() + " " + violation).toList();
    }
}
