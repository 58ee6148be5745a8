package dev.onionyard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.onionyard.fixtures.RunningServer;
import dev.onionyard.fixtures.TestBrowser;
import dev.onionyard.fixtures.TestImages;
import dev.onionyard.fixtures.YardVisitor;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// SIGTERM ends the packaged product soon, whatever is open; what runs in it goes on.
class StoppingBrowserIT {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final List<Process> clients = new ArrayList<>();

    @Test
    void endsInTimeWithPagesTerminalsAndClientsOpen() throws Exception {
        try (RunningServer server = RunningServer.start();
                TestBrowser browser = TestBrowser.open(server.address())) {
            browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
            var visitor = new YardVisitor(browser);
            visitor.restore(TestImages.busybox());
            String container = visitor.runWithTerminal(TestImages.BUSYBOX);
            String id = container.substring(container.lastIndexOf('/') + 1);
            Page logs = browser.page().context().newPage();
            logs.navigate(container + "/logs");
            assertThat(logs.locator(".log-status")).containsText("Live");
            visitor.typeInTerminal(container, "echo open", "open");
            docker(server, "exec", "-i", id, "cat");
            docker(server, "logs", "-f", id);
            docker(server, "wait", id);
            docker(server, "events");

            long before = System.nanoTime();
            server.stop();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(LIMIT);

            assertThat(browser.page().locator(".term-status")).containsText("The server stops");
            awaitClientsEnd();
            assertThat(Files.readString(server.log())).doesNotContain("NoSuchFileException", " ERROR ");
            server.startAgain();
            browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
            visitor.typeInTerminal(container, "echo here $((40 + 2))", "here 42");
        } finally {
            clients.forEach(Process::destroyForcibly);
        }
    }

    /// Starts a client and waits until the server serves it: its connection is there.
    private void docker(RunningServer server, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("docker", "-H", "unix://" + server.socket()));
        command.addAll(List.of(arguments));
        Process client = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        clients.add(client);
    }

    private void awaitClientsEnd() {
        Awaitility.await("clients end")
                .atMost(LIMIT)
                .until(() -> clients.stream().noneMatch(Process::isAlive));
    }
}
