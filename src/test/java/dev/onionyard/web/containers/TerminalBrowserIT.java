package dev.onionyard.web.containers;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import dev.onionyard.fixtures.CuttableRelay;
import dev.onionyard.fixtures.RunningServer;
import dev.onionyard.fixtures.TestApplication;
import dev.onionyard.fixtures.TestBrowser;
import dev.onionyard.fixtures.TestContainers;
import dev.onionyard.fixtures.TestImages;
import dev.onionyard.fixtures.YardVisitor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Terminals in real containers, typed into in a real browser, over a connection that can be cut.
class TerminalBrowserIT {

    private static final int PATIENCE_SECONDS = 6;

    private static TestApplication application;
    private static CuttableRelay wire;
    private static TestBrowser browser;
    private static TestContainers containers;

    private Page page;
    private String container;

    @BeforeAll
    static void start() {
        application = TestApplication.start(Map.of("onionyard.terminal.patience", PATIENCE_SECONDS + "s"));
        wire = new CuttableRelay(application.address());
        browser = TestBrowser.open(wire.address());
        browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
        new YardVisitor(browser).restore(TestImages.busybox());
        containers = new TestContainers(application);
    }

    @AfterAll
    static void stop() {
        browser.close();
        wire.close();
        application.close();
    }

    @BeforeEach
    void runAContainer() {
        page = browser.page();
        container = containers.run(TestContainers.terminal(TestImages.BUSYBOX));
    }

    @AfterEach
    void removeIt() {
        page.navigate("/jobs");
        containers.removeAll();
        assertThat(browser.takeErrors()).allMatch(error -> error.contains("WebSocket connection"));
    }

    @Test
    void opensTheShellAndTheUserOnesChooses() {
        openForm();
        page.locator("#term-shell").selectOption("/bin/sh");
        page.locator("#term-user").fill("nobody");
        page.locator(".term-go").click();
        awaitConnected();

        type("echo I am $(id -un) in $0");
        assertScreen("I am nobody in /bin/sh");
    }

    @Test
    void runsAnyOtherCommandAndSaysItsExitCode() {
        openForm();
        page.locator("#term-shell").selectOption("other");
        page.locator("#term-command").fill("sh -c 'echo \"two words\"; read x; exit 7'");
        page.locator(".term-go").click();

        assertScreen("two words");
        type("");
        assertThat(status("failed")).containsText("exit code 7");
    }

    @Test
    void saysThatThereIsNoSuchShell() {
        openForm();
        page.locator("#term-shell").selectOption("/bin/bash");
        page.locator(".term-go").click();

        assertThat(status("failed")).containsText("/bin/bash");
    }

    @Test
    void fitsTheWindow() {
        openShell();
        type("stty size");
        assertScreen(size());

        page.setViewportSize(960, 620);
        String smaller = size();
        type("clear; stty size");
        assertScreen(smaller);
        page.setViewportSize(1280, 800);
    }

    /// Rows and columns that the browser shows, as stty prints them.
    private String size() {
        int rows = page.locator(".xterm-rows > div").count();
        return rows + " ";
    }

    @Test
    void takesUnicodeAndPastesAndCopies() {
        page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
        openShell();

        typeText("echo 你好，容器 ✓ é");
        page.keyboard().press("Enter");
        assertThat(screen()).containsText(Pattern.compile("你好，容器 ✓ é.*你好，容器 ✓ é", Pattern.DOTALL));

        page.evaluate("() => navigator.clipboard.writeText('echo pasted $((20+22))\\n')");
        page.keyboard().press("Control+v");
        assertScreen("pasted 42");

        selectLine("pasted 42");
        page.keyboard().press("Control+c");
        assertThat((String) page.evaluate("() => navigator.clipboard.readText()"))
                .contains("pasted 42");
    }

    @Test
    void showsAnyColour() {
        openShell();
        type("printf '\\033[38;2;10;200;30m%s\\033[0m\\n' green-$((1+1))");
        assertThat(screen().locator("span:text-is('green-2')")).hasCSS("color", "rgb(10, 200, 30)");
    }

    /// Selects a line as a mouse does: xterm.js draws the text below a layer of its own.
    private void selectLine(String text) {
        var line = page.locator(".xterm-rows > div:has-text('" + text + "')")
                .last()
                .boundingBox();
        page.mouse().click(line.x + 20, line.y + line.height / 2, new Mouse.ClickOptions().setClickCount(3));
    }

    @Test
    void comesBackWithItsScrollbackWhenTheConnectionIsMended() {
        openShell();
        type("x=kept; echo before the cut");
        assertScreen("before the cut");
        type("(sleep 1; echo printed while nobody looked) &");
        wire.cut();
        assertThat(status("lost")).containsText("Connection lost");

        wire.mend();

        awaitConnected();
        assertScreen("before the cut");
        assertScreen("printed while nobody looked");
        type("echo still $x");
        assertScreen("still kept");
    }

    @Test
    void comesBackWhenThePageIsReloaded() {
        openShell();
        type("x=kept; echo before the reload");
        assertScreen("before the reload");

        page.reload();

        awaitConnected();
        assertScreen("before the reload");
        type("echo still $x");
        assertScreen("still kept");
    }

    @Test
    void endsTheProcessOfATerminalThatIsGivenUp() {
        openShell();
        type("exec sleep 98761");
        awaitProcess("sleep 98761", true);

        wire.cut();
        awaitProcess("sleep 98761", false);
        wire.mend();

        assertThat(status("failed")).containsText("lost for too long");
    }

    @Test
    void endsTheProcessWhenAsked() {
        openShell();
        type("exec sleep 98762");
        awaitProcess("sleep 98762", true);

        page.locator(".term-end").click();

        awaitProcess("sleep 98762", false);
        assertThat(status("over")).containsText("Session ended");
    }

    @Test
    void saysThatTheContainerStopped() {
        openShell();
        type("echo here");
        assertScreen("here");

        containers.kill(container);

        assertThat(page.locator(".term-status")).containsText("The container has stopped with exit code 137");
    }

    @Test
    void attachesToTheMainProcessAndShowsWhatItPrintedBefore() {
        page.navigate("/containers/" + container + "/terminal?begin=attach");
        awaitConnected();
        type("x=1; echo main process is $$");
        assertScreen("main process is 1");

        wire.cut();
        assertThat(status("lost")).isVisible();
        wire.mend();
        awaitConnected();
        assertScreen("main process is 1");

        type("exit 5");
        assertThat(page.locator(".term-status")).containsText("The container has stopped with exit code 5");
        assertThat(page.locator("#container-head [data-state=exited]")).containsText("5");
    }

    private void openForm() {
        page.navigate("/containers/" + container + "/terminal");
    }

    private void openShell() {
        openForm();
        page.locator(".term-go").click();
        awaitConnected();
        assertScreen("#");
    }

    private void awaitConnected() {
        assertThat(status("connected")).isVisible();
    }

    private Locator status(String state) {
        return page.locator(".term-status[data-state=" + state + "]");
    }

    private void type(String line) {
        typeText(line);
        page.keyboard().press("Enter");
    }

    private void typeText(String text) {
        page.locator(".xterm-helper-textarea").focus();
        page.keyboard().insertText(text);
    }

    private Locator screen() {
        return page.locator(".xterm-rows");
    }

    private void assertScreen(String text) {
        assertThat(screen()).containsText(text);
    }

    private static void awaitProcess(String commandLine, boolean there) {
        Awaitility.await(commandLine + (there ? " runs" : " is gone"))
                .atMost(Duration.ofSeconds(4 * PATIENCE_SECONDS))
                .until(() -> runs(commandLine) == there);
    }

    private static boolean runs(String commandLine) throws IOException {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (commandLine(process).equals(commandLine)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ')
                    .strip();
        } catch (IOException e) {
            return "";
        }
    }
}
