package dev.onionyard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.TestInstance.Lifecycle.PER_CLASS;

import com.microsoft.playwright.Locator;
import dev.onionyard.fixtures.Page;
import dev.onionyard.fixtures.Ports;
import dev.onionyard.fixtures.RunningServer;
import dev.onionyard.fixtures.TestBrowser;
import dev.onionyard.fixtures.TestImages;
import dev.onionyard.fixtures.TreeState;
import dev.onionyard.fixtures.YardVisitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The same stories as [SeedReplayIT], told by a person at a browser to the packaged product.
@TestInstance(PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class SeedReplayBrowserIT {

    private static final String SNAPSHOT = "lxl/tomcat02";
    private static final String MESSAGE = "没有docs的tomcat";
    private static final String AUTHOR = "lxl";
    private static final String DOCS = "/usr/local/tomcat/webapps/docs";

    private final RunningServer server = RunningServer.start();
    private final TestBrowser browser = TestBrowser.open(server.address());
    private final YardVisitor visitor = new YardVisitor(browser);

    @TempDir
    Path directory;

    @BeforeAll
    void signInAndRestore() {
        browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
        visitor.restore(TestImages.busybox());
        visitor.restore(TestImages.tomcat());
    }

    @AfterAll
    void stop() {
        browser.close();
        server.close();
    }

    @AfterEach
    void pagesMadeNoErrors() {
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    @Order(1)
    void onionShowsEveryStepOfTheRestoredImage() {
        browser.page().navigate("/images/" + TestImages.TOMCAT);

        assertThat(rings()).hasCount(12);
        assertThat(browser.page().locator("#history tbody tr")).hasCount(12);
        assertThat(browser.page().locator("#history")).not().containsText("<missing>");
    }

    @Test
    @Order(1)
    void shellWithoutTerminalSaysWhyItEnded() {
        String container = visitor.run(TestImages.BUSYBOX);

        browser.page().navigate(container);
        assertThat(browser.page().locator(".exit-notice")).containsText("foreground");
        visitor.removeContainer(container);
    }

    @Test
    @Order(1)
    void shellWithTerminalStays() {
        String container = visitor.runWithTerminal(TestImages.BUSYBOX);

        visitor.typeInTerminal(container, "echo six times seven is $((6 * 7))", "six times seven is 42");
        browser.page().navigate(container);
        assertThat(browser.page().locator("#container-head [data-state=running]"))
                .isVisible();
        visitor.removeContainer(container);
    }

    @Test
    @Order(2)
    void tomcatWithoutDocsIsCommittedAndTheBaseStaysAsItWas() throws Exception {
        Map<String, Map<String, String>> before = layerTrees();
        int port = Ports.free();
        String container = visitor.run(TestImages.TOMCAT, port);
        assertThat(Page.await(Page.local(port, "/"), 200).body()).contains("Apache Tomcat");
        assertThat(Page.get(Page.local(port, "/docs/")).status()).isEqualTo(200);
        visitor.awaitLog(container, "Server startup in");

        visitor.typeInTerminal(container, "rm -rf " + DOCS + " && echo docs are $((0))", "docs are 0");
        visitor.commit(container, SNAPSHOT, MESSAGE, AUTHOR);

        browser.page().navigate("/images/" + SNAPSHOT);
        assertThat(rings()).hasCount(13);
        browser.page().locator("[data-row-ring='12'] a").first().click();
        assertThat(browser.page().locator("#step")).containsText(MESSAGE);
        assertThat(browser.page().locator("#step")).containsText(AUTHOR);
        assertThat(layerTrees()).containsAllEntriesOf(before);
        assertThat(before.values()).anyMatch(tree -> tree.containsKey(DOCS.substring(1) + "/index.html"));
        assertRunsWithoutDocs(SNAPSHOT);
        visitor.removeContainer(container);
    }

    @Test
    @Order(3)
    void committedImageIsBackedUpRemovedAndRestored() {
        Path archive = directory.resolve("container-backup.tar");
        visitor.backUp(SNAPSHOT, archive);
        visitor.removeImage(SNAPSHOT);
        visitor.restore(archive);

        visitor.awaitImage(SNAPSHOT, true);
        assertRunsWithoutDocs(SNAPSHOT);
    }

    @Test
    @Order(4)
    void filesOfAContainerAreExportedImportedAndRun() {
        String container = visitor.run(SNAPSHOT, Ports.free());
        Path tree = directory.resolve("files.tar");
        visitor.exportFiles(container, tree);
        visitor.removeContainer(container);

        visitor.importFiles(
                tree,
                "moved/tomcat",
                "moved by its files",
                List.of(
                        "ENV PATH=/usr/local/tomcat/bin:/usr/bin:/bin",
                        "WORKDIR /usr/local/tomcat",
                        "USER 1000",
                        "EXPOSE 8080",
                        "CMD [\"catalina.sh\", \"run\"]"));

        assertRunsWithoutDocs("moved/tomcat");
    }

    @Test
    @Order(5)
    void historyTellsWhoDidAllThat() {
        for (String action : List.of(
                "account.sign-in",
                "image.restore",
                "container.create",
                "container.start",
                "container.exec",
                "container.commit",
                "image.backup",
                "image.remove",
                "container.export",
                "image.import",
                "container.remove")) {
            browser.page().navigate("/history?action=" + action);
            assertThat(browser.page().locator(".history-table tbody tr").first())
                    .containsText(RunningServer.ADMIN);
        }
    }

    @Test
    @Order(6)
    void containersAreFoundAgainAfterTheServerIsKilled() throws Exception {
        int port = Ports.free();
        String container = visitor.run(SNAPSHOT, port);
        Page.await(Page.local(port, "/"), 200);

        server.kill();
        assertThat(Page.get(Page.local(port, "/")).status()).isEqualTo(200);
        server.startAgain();

        browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
        browser.page().navigate(container);
        assertThat(browser.page().locator("#container-head [data-state=running]"))
                .isVisible();
        assertThat(Page.get(Page.local(port, "/")).status()).isEqualTo(200);
        visitor.awaitLog(container, "Server startup in");
        visitor.typeInTerminal(container, "echo still $((40 + 2))", "still 42");
        visitor.removeContainer(container);
    }

    private void assertRunsWithoutDocs(String image) {
        int port = Ports.free();
        String container = visitor.run(image, port);
        assertThat(Page.await(Page.local(port, "/"), 200).body()).contains("Apache Tomcat");
        assertThat(Page.get(Page.local(port, "/docs/")).status()).isEqualTo(404);
        visitor.removeContainer(container);
    }

    private Locator rings() {
        return browser.page().locator("svg [data-ring]");
    }

    private Map<String, Map<String, String>> layerTrees() throws IOException {
        Map<String, Map<String, String>> trees = new TreeMap<>();
        try (var layers = Files.newDirectoryStream(server.home().resolve("layers"), "[0-9a-f]*")) {
            for (Path layer : layers) {
                trees.put(layer.getFileName().toString(), TreeState.of(layer.resolve("tree")));
            }
        }
        return trees;
    }
}
