package dev.onionyard.web.settings;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.onionyard.account.Tokens;
import dev.onionyard.fixtures.Ports;
import dev.onionyard.fixtures.RunningServer;
import dev.onionyard.fixtures.ScratchDirectory;
import dev.onionyard.fixtures.TestApplication;
import dev.onionyard.fixtures.TestAuthority;
import dev.onionyard.fixtures.TestBrowser;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A person reads how to point `docker` at the server, copies the lines, and they work.
class DockerSettingsBrowserIT {

    private static TestApplication application;
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        TestAuthority authority = TestAuthority.make();
        application = TestApplication.start(Map.of(
                "onionyard.tcp.address", "127.0.0.1:" + Ports.free(),
                "onionyard.tcp.certificate", authority.file("server.crt").toString(),
                "onionyard.tcp.key", authority.file("server.key").toString(),
                "onionyard.tcp.client-authority", authority.certificate().toString()));
        folder = ScratchDirectory.make("docker-user");
        Files.copy(authority.certificate(), folder.resolve("ca.pem"));
        Files.copy(authority.file("client.crt"), folder.resolve("cert.pem"));
        Files.copy(authority.file("client.key"), folder.resolve("key.pem"));
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void theLinesOnThePageWork() throws Exception {
        try (TestBrowser browser = TestBrowser.open(application.address())) {
            Page page = browser.page();
            browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
            page.navigate("/settings");
            page.locator("a[href='/settings/docker']").click();

            assertThat(shell(line(page, "local-try"))).startsWith("CONTAINER ID");
            assertThat(shell(line(page, "local-env") + "; docker ps")).startsWith("CONTAINER ID");
            assertThat(shell(line(page, "local-context") + " && docker ps")).contains("CONTAINER ID");
            assertThat(shell(line(page, "certificate-try"))).startsWith("CONTAINER ID");
            assertThat(shell("docker context use default; docker context rm onionyard; "
                            + line(page, "certificate-context") + " && docker ps"))
                    .contains("CONTAINER ID");
            keepToken(line(page, "token-config"));
            assertThat(shell(line(page, "token-try"))).startsWith("CONTAINER ID");
            assertThat(browser.takeErrors()).isEmpty();
        }
    }

    @Test
    void isThereInChineseToo() {
        try (TestBrowser browser = TestBrowser.open(application.address(), "zh-CN", ColorScheme.DARK)) {
            browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
            browser.page().navigate("/settings/docker");

            assertThat(browser.page().locator("#docker-local h2")).hasText("在本机");
            assertThat(browser.page().locator("#docker-remote h2")).hasText("从其他机器");
            assertThat(browser.takeErrors()).isEmpty();
        }
    }

    private static String line(Page page, String id) {
        return page.locator("#" + id).innerText();
    }

    private static void keepToken(String shown) throws Exception {
        String token = application
                .get(Tokens.class)
                .issue(RunningServer.ADMIN, "docker", null)
                .secret();
        Path configuration = Files.createDirectories(folder.resolve(".docker-onionyard"));
        Files.writeString(configuration.resolve("config.json"), shown.replace("oy_…", token));
    }

    private static String shell(String line) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().put("HOME", folder.toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("DOCKER_"));
        Process process = builder.start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
