package dev.onionyard.web.networks;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.onionyard.archive.ImageArchives;
import dev.onionyard.container.ContainerNetworking;
import dev.onionyard.container.ContainerRequest;
import dev.onionyard.container.Containers;
import dev.onionyard.fixtures.RunningServer;
import dev.onionyard.fixtures.TestApplication;
import dev.onionyard.fixtures.TestBrowser;
import dev.onionyard.fixtures.TestImages;
import dev.onionyard.network.Networks;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.volume.Volumes;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A person makes networks and volumes, connects containers, and cleans up.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworksBrowserIT {

    private TestApplication application;
    private TestBrowser browser;
    private Page page;
    private String container = "";

    @BeforeAll
    void start() throws Exception {
        application = TestApplication.start(Map.of());
        try (InputStream archive = Files.newInputStream(TestImages.busybox())) {
            application.get(ImageArchives.class).restore(archive, "busybox.tar", ProgressListener.NONE);
        }
        container = application
                .get(Containers.class)
                .create(ContainerRequest.of(TestImages.BUSYBOX))
                .name();
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
        browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
    }

    @AfterEach
    void close() {
        assertThat(browser.takeErrors()).isEmpty();
        browser.close();
    }

    @Test
    void makesANetworkAndConnectsAContainer() {
        page.navigate("/networks");
        page.locator(".page-actions .btn-primary").click();
        page.fill("input[name=name]", "blue");
        page.fill("input[name=subnet]", "10.125.0.0/99");
        page.locator(".card-footer .btn-primary").click();
        assertThat(page.locator("#network-subnet.is-invalid ~ .invalid-feedback"))
                .containsText("prefix length 99");
        browser.takeErrors(); // The browser notes the answer 400.
        page.fill("input[name=subnet]", "10.125.0.0/24");
        page.locator(".card-footer .btn-primary").click();

        assertThat(page.locator("h1")).hasText("blue");
        assertThat(page.locator(".facts")).containsText("10.125.0.1");
        page.fill("input[name=address]", "10.125.0.50");
        page.fill("input[name=aliases]", "one two");
        page.locator("#network-page .filters .btn-primary").click();
        Locator row = page.locator("#network-members tbody tr");
        assertThat(row).containsText(container);
        assertThat(row).containsText("10.125.0.50");
        assertThat(row).containsText("one, two");
        var networking = application.get(ContainerNetworking.class);
        assertThat(networking.places(container)).hasSize(2);

        row.locator("button").click();
        page.locator("dialog[open] .btn-danger, dialog[open] .btn-primary")
                .first()
                .click();
        assertThat(page.locator("#network-members .empty-state")).isVisible();
        assertThat(networking.places(container)).hasSize(1);

        page.locator(".page-actions .btn-outline-danger").click();
        assertThat(page.locator("dialog[open]")).containsText("No container uses it");
        page.locator("dialog[open] .btn-danger, dialog[open] .btn-primary")
                .first()
                .click();
        page.waitForURL("**/networks");
        assertThat(application.get(Networks.class).find("blue")).isEmpty();
    }

    @Test
    void cleansUpOnlyWhatIsChosen() throws Exception {
        var volumes = application.get(Volumes.class);
        Files.write(volumes.create("chosen", Map.of()).data().resolve("f"), new byte[3 << 20]);
        volumes.create("kept", Map.of());
        page.navigate("/volumes?q=chosen");
        assertThat(page.locator("tbody tr")).hasCount(1);
        page.navigate("/volumes/-/clean-up");
        assertThat(page.locator("tbody tr", new Page.LocatorOptions().setHasText("chosen")))
                .containsText("3 MiB");
        page.check("input[value=chosen]");
        page.locator(".card-footer .btn-danger").click();
        page.waitForURL("**/volumes");

        assertThat(volumes.find("chosen")).isEmpty();
        assertThat(volumes.find("kept")).isPresent();
        page.locator("a", new Page.LocatorOptions().setHasText("kept")).first().click();
        assertThat(page.locator("h1")).hasText("kept");
        page.locator(".page-actions .btn-outline-danger").click();
        assertThat(page.locator("dialog[open]")).containsText("are lost");
        page.locator("dialog[open] .btn-danger, dialog[open] .btn-primary")
                .first()
                .click();
        page.waitForURL("**/volumes");
        assertThat(volumes.find("kept")).isEmpty();
    }

    @Test
    void aVolumeOfAFolderThatIsNotThereIsRefusedBesideItsField() {
        page.navigate("/volumes/-/new");
        page.fill("input[name=name]", "bound");
        page.check("input[value=bind]");
        page.fill("input[name=device]", "/nowhere/at/all");
        page.locator(".card-footer .btn-primary").click();
        assertThat(page.locator("#volume-device.is-invalid ~ .invalid-feedback"))
                .containsText("/nowhere/at/all");
        browser.takeErrors(); // The browser notes the answer 400.
    }
}
