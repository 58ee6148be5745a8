package dev.onionyard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.fixtures.RunningServer;
import dev.onionyard.fixtures.TestBrowser;
import dev.onionyard.fixtures.TestImages;
import dev.onionyard.fixtures.YardVisitor;
import dev.onionyard.oci.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The packaged product on hosts that lack something. Where containers cannot run it starts all the same, says why and
/// what mends it, and works on images.
class PoorHostBrowserIT {

    private static final int NOBODY = 65534;
    private static final Pattern ANY_NAME = Pattern.compile(".*");

    @Test
    void anyUserRestoresLooksAtAndBacksUpImages(@TempDir Path directory) throws IOException {
        try (RunningServer server = RunningServer.startAs(NOBODY);
                TestBrowser browser = TestBrowser.open(server.address())) {
            browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
            var notice = browser.page().locator("#readiness");
            assertThat(notice).containsText("Containers need root");
            assertThat(notice.locator("code")).containsText("sudo ");

            var visitor = new YardVisitor(browser);
            visitor.restore(TestImages.busybox());
            browser.page().navigate("/images/" + TestImages.BUSYBOX);
            assertThat(browser.page().locator("svg [data-ring]")).hasCount(3);
            Path backup = directory.resolve("backup.tar");
            visitor.backUp(TestImages.BUSYBOX, backup);
            assertThat(digests(backup, ANY_NAME)).containsAll(configurationAndLayersOf(TestImages.busybox()));

            browser.page().navigate("/containers/new?image=" + TestImages.BUSYBOX);
            browser.page().locator("button[name=start]").click();
            assertThat(browser.page().locator(".notice-danger")).containsText("containers need root");
            assertThat(browser.errors()).isEmpty();
        }
    }

    @Test
    void rootWithoutHelpersIsToldWhatToInstall() {
        try (RunningServer server = RunningServer.startWithout("conmon", "crun", "runc", "nft");
                TestBrowser browser = TestBrowser.open(server.address())) {
            browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
            var notice = browser.page().locator("#readiness");
            assertThat(notice).containsText("conmon, crun, nft");
            assertThat(notice.locator("code")).hasText("apt-get install -y conmon crun nftables");
        }
    }

    @Test
    void runcDoesWhereCrunIsNotInstalled() {
        try (RunningServer server = RunningServer.startWithout("crun");
                TestBrowser browser = TestBrowser.open(server.address())) {
            browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
            assertThat(browser.page().locator("main")).containsText("runc 1.");
            var visitor = new YardVisitor(browser);
            visitor.restore(TestImages.busybox());
            String container = visitor.runWithTerminal(TestImages.BUSYBOX);
            visitor.typeInTerminal(container, "touch /new; echo written $((40 + 2))", "written 42");
            visitor.commit(container, "by/runc", "made with runc", "someone");
            visitor.removeContainer(container);
            assertThat(browser.errors()).isEmpty();
        }
    }

    private static Set<Digest> configurationAndLayersOf(Path archive) throws IOException {
        Set<Digest> found = digests(archive, Pattern.compile("[0-9a-f]{64}(\\.json|/layer\\.tar)"));
        assertThat(found).hasSize(2);
        return found;
    }

    private static Set<Digest> digests(Path archive, Pattern name) throws IOException {
        Set<Digest> digests = new HashSet<>();
        try (var entries = new TarArchiveInputStream(Files.newInputStream(archive))) {
            for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                if (entry.isFile() && name.matcher(entry.getName()).matches()) {
                    digests.add(Digest.of(entries.readAllBytes()));
                }
            }
        }
        return digests;
    }
}
