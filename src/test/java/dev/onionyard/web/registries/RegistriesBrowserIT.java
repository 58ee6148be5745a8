package dev.onionyard.web.registries;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsVisibleOptions;
import dev.onionyard.account.Accounts;
import dev.onionyard.account.Role;
import dev.onionyard.distribution.Registries;
import dev.onionyard.distribution.RemoteImages;
import dev.onionyard.fixtures.Command;
import dev.onionyard.fixtures.DockerArchive;
import dev.onionyard.fixtures.FaultyProxy;
import dev.onionyard.fixtures.FaultyProxy.Fault;
import dev.onionyard.fixtures.LayerTar;
import dev.onionyard.fixtures.RunningServer;
import dev.onionyard.fixtures.TestApplication;
import dev.onionyard.fixtures.TestBrowser;
import dev.onionyard.fixtures.TestRegistry;
import dev.onionyard.image.Images;
import dev.onionyard.oci.ImageReference;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// A person signs in at a registry that asks for a password, looks around, pulls and pushes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistriesBrowserIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final double PATIENCE = 60_000;
    private static final int LARGE = 5 << 20;

    @TempDir
    static Path directory;

    private TestRegistry registry;
    private TestApplication application;
    private TestBrowser browser;
    private Page page;

    @BeforeAll
    void start() throws IOException {
        try (LayerTar slow = new LayerTar(directory.resolve("slow"));
                LayerTar base = new LayerTar(directory.resolve("base"));
                LayerTar middle = new LayerTar(directory.resolve("middle"));
                LayerTar top = new LayerTar(directory.resolve("top"))) {
            base.directory("data", 0755).file("data/noise", 0644, noise(3));
            slow.directory("data", 0755).file("data/noise", 0644, noise(4));
            middle.directory("opt", 0755).file("opt/text", 0644, "text\n".repeat(5000));
            top.directory("etc", 0755).file("etc/motd", 0644, "hello\n");
        }
        registry = TestRegistry.plan().passwords("ann", "s3cret").start();
        publish(archive("base"), "team/base:1");
        Path app = archive("base", "middle", "top");
        publish(app, "team/app:1");
        publish(app, "team/app:2");
        application = TestApplication.start(Map.of());
    }

    private static byte[] noise(int seed) {
        byte[] noise = new byte[LARGE];
        new Random(seed).nextBytes(noise);
        return noise;
    }

    private Path archive(String... layers) throws IOException {
        Path file = directory.resolve(String.join("-", layers) + ".tar");
        var image = new DockerArchive();
        for (String layer : layers) {
            image.layer(directory.resolve(layer), "COPY " + layer + " /");
        }
        image.metadata("CMD [\"sh\"]", "Cmd", List.of("sh")).tag("app:1").writeTo(file);
        return file;
    }

    private void publish(Path archive, String name) {
        Command.run(
                LIMIT,
                "skopeo",
                "copy",
                "-q",
                "--dest-tls-verify=false",
                "--dest-creds=ann:s3cret",
                "docker-archive:" + archive,
                "docker://" + registry.name(name));
    }

    @AfterAll
    void stop() {
        application.close();
        registry.close();
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
    void signsInLooksPullsPushesAndHearsThatATagMoved() throws IOException {
        signIn();
        browse();
        pullByCompletion();
        seeWhatIsHere();
        pullTheRest();
        pushTwice();
        hearThatTheTagMoved();
    }

    private void signIn() {
        page.navigate("/registries");
        page.locator(".page-actions [data-question=sign-in]").click();
        page.fill("#registry-host", registry.authority());
        page.fill("#registry-user", "ann");
        page.fill("#registry-password", "wrong");
        page.locator("#sign-in .btn-primary").click();
        assertThat(page.locator("#sign-in .notice-danger")).containsText("unauthorized");
        assertThat(page.locator("#registry-user")).hasValue("ann");
        assertThat(page.locator("#registry-password")).hasValue("");
        page.fill("#registry-password", "s3cret");
        page.locator("#sign-in .btn-primary").click();
        Locator row = page.locator("[data-host='" + registry.authority() + "']");
        assertThat(row).containsText("signed in as ann");
        row.locator("[data-act=test]").click();
        assertThat(page.locator(".notice-success")).containsText("answers and takes the sign-in");
    }

    private void browse() {
        page.locator(".registry-name a", withText(registry.authority())).click();
        page.locator(".registry-name a", withText("team/app")).click();
        Locator tag = page.locator(".remote-tags tr[data-known]");
        assertThat(tag).hasCount(2);
        assertThat(tag.first().locator(".remote-size")).containsText("MiB");
        assertThat(tag.first().locator(".remote-state")).containsText("to download");
        assertThat(tag.first().locator(".remote-platforms")).containsText("linux/");
    }

    private void pullByCompletion() {
        page.navigate("/images");
        page.locator("[data-question=pull]").first().click();
        page.locator(".combo[data-ready]").waitFor();
        page.locator("#pull-name").pressSequentially("base");
        Locator option = page.locator(".combo-option");
        assertThat(option).hasText(registry.name("team/base:"));
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Enter");
        assertThat(option).hasText(registry.name("team/base:1"));
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Enter");
        assertThat(page.locator("#pull-name")).hasValue(registry.name("team/base:1"));
        assertThat(page.locator("#pull-offer")).containsText("0 of 1 already here");
        page.locator("#pull .btn-primary").click();
        awaitSuccess();
        assertThat(page.locator(".job-part-phase")).hasText("Pulled");
        assertThat(page.locator("h1")).hasText(registry.name("team/base:1"));
    }

    private void seeWhatIsHere() {
        page.navigate("/registries/-/image?name=" + registry.name("team/app:1"));
        assertThat(page.locator(".oy-ring--here")).hasCount(1);
        assertThat(page.locator(".oy-ring--remote")).hasCount(2);
        assertThat(page.locator(".oy-ring--setting")).hasCount(1);
        assertThat(page.locator(".remote-present")).hasText("1 of 3 already here");
        Locator inner = page.locator("[data-ring='0'][role=option]");
        assertThat(inner.getAttribute("aria-label")).contains("COPY base", "already here");
        page.locator("[data-ring='3']").focus();
        page.keyboard().press("Home");
        page.keyboard().press("Enter");
        assertThat(page.locator("#step")).containsText("Step 1 of 4");
        assertThat(page.locator("#step")).containsText("already here, not downloaded again");
        page.locator("tr[data-row-ring='1']").click();
        assertThat(page.locator("#step .state-busy")).containsText("to download");
        assertThat(page).hasURL(Pattern.compile(".*[?]name=.*[&]step=1$"));
    }

    private void pullTheRest() {
        page.locator(".page-actions [data-question=pull]").click();
        assertThat(page.locator("#pull-offer")).containsText("1 of 3 already here");
        page.locator("#pull .btn-primary").click();
        awaitSuccess();
        assertThat(page.locator(".job-part")).hasCount(3);
        assertThat(page.locator(".job-part-phase").first()).hasText("Already here");
        assertThat(page.locator(".job-part-phase").last()).hasText("Pulled");
    }

    private void pushTwice() {
        for (String phase : List.of("Mounted from another repository", "Already there")) {
            page.navigate("/images/" + registry.name("team/app:1"));
            page.locator("[data-question=push]").click();
            page.locator("form[data-ready]:has(#push-target)").waitFor();
            page.fill("#push-target", registry.name("copy/app:1"));
            page.keyboard().press("Tab");
            assertThat(page.locator("#push-state")).containsText("Signed in at " + registry.authority() + " as ann.");
            page.locator("#push .btn-primary").click();
            awaitSuccess();
            assertThat(page.locator(".job-part-phase")).hasText(new String[] {phase, phase, phase});
        }
    }

    private void hearThatTheTagMoved() throws IOException {
        String image = "/images/" + registry.name("team/app:1");
        page.navigate(image);
        page.locator("[data-part=origins]").click();
        Locator here = page.locator("#origins li", withText("team/app:1"));
        assertThat(here).containsText("The tag still means this image.");
        publish(archive("base", "top"), "team/app:1");
        page.locator("[data-part=origins]").click();
        assertThat(here).containsText("The tag has moved");
        assertThat(page.locator("#origins li", withText("copy/app:1"))).containsText("still means");
        here.locator("button").click();
        awaitSuccess();
        assertThat(application
                        .get(Images.class)
                        .get(registry.name("team/app:1"))
                        .layers())
                .hasSize(2);
    }

    @Test
    void showsABarThatMovesAndTriesAgainAfterCancel() throws IOException {
        var stalled = new CountDownLatch(1);
        try (TestRegistry open = TestRegistry.open();
                FaultyProxy proxy = new FaultyProxy(open)) {
            Command.run(
                    LIMIT,
                    "skopeo",
                    "copy",
                    "-q",
                    "--dest-tls-verify=false",
                    "docker-archive:" + archive("slow"),
                    "docker://" + open.name("slow:1"));
            String large = largest(proxy.name("slow:1"));
            proxy.script(
                    request -> request.path().endsWith(large) && request.range().isEmpty()
                            ? Fault.stallAfter(1 << 20, stalled)
                            : Fault.NONE);
            page.navigate("/registries/-/pull?name=" + proxy.name("slow:1"));
            page.locator("#pull .btn-primary").click();
            Locator slow = page.locator(".job-part", withText("/ 5 MiB"));
            assertThat(slow.locator(".job-part-size")).hasText("1 MiB / 5 MiB", hasTextWithin());
            assertThat(slow.locator(".job-part-phase")).hasText("Downloading");
            assertThat(page.locator(".job-done")).containsText("/ 5 MiB");
            page.locator(".page-actions button").click();
            assertThat(page.locator("#job .state", withText("Cancelled"))).isVisible(visibleWithin());
            stalled.countDown();
            page.locator(".page-actions form[action^='/registries/-/pull'] button")
                    .click();
            awaitSuccess();
            assertThat(proxy.seen()).anyMatch(request -> request.range().startsWith("bytes=1048"));
        } finally {
            stalled.countDown();
        }
    }

    private String largest(String name) {
        return application
                .get(RemoteImages.class)
                .inspect(ImageReference.parse(name), null, null)
                .layers()
                .getLast()
                .blob()
                .digest()
                .toString();
    }

    @Test
    void importsWhatDockerKeptAndSaysWhatItCouldNot() {
        page.navigate("/registries/import");
        page.fill("#docker-config", """
                {"auths": {"imported.example": {"auth": "Ym9iOnB3"}, "broken.example": {"auth": "%%%"}}}""");
        page.locator("#import .btn-primary").click();
        assertThat(page.locator("#imported .state-good")).containsText("imported.example");
        assertThat(page.locator(".registry-failures")).containsText("broken.example");
        page.locator("#imported .btn-primary").click();
        Locator row = page.locator("[data-host='imported.example']");
        assertThat(row).containsText("signed in as bob");
        row.locator("[data-act=sign-out]").click();
        assertThat(row).containsText("not signed in");
    }

    @Test
    void viewersLookAtKnownRegistriesOnly() {
        application.get(Accounts.class).create("viola", Role.VIEWER, "tears-of-joy");
        application.get(Registries.class).add("known.example:1");
        try (TestBrowser visitor = TestBrowser.open(application.address())) {
            visitor.signIn("viola", "tears-of-joy");
            Page look = visitor.page();
            assertThat(look.navigate("/registries/-/browse?host=known.example:1")
                            .status())
                    .isEqualTo(200);
            assertThat(look.locator(".notice-warning")).containsText("known.example:1");
            assertThat(look.navigate("/registries/-/browse?host=127.0.0.1:9").status())
                    .isEqualTo(403);
            assertThat(look.navigate("/registries/-/image?name=127.0.0.1:9/x").status())
                    .isEqualTo(403);
            assertThat(look.navigate("/api/registries/names?text=127.0.0.1:9/x").status())
                    .isEqualTo(403);
            look.navigate("/registries");
            assertThat(look.locator("[data-act], [data-question]")).hasCount(0);
        }
    }

    private void awaitSuccess() {
        page.waitForURL("**/jobs/*");
        assertThat(page.locator("#job .state-good")).isVisible(visibleWithin());
    }

    private static IsVisibleOptions visibleWithin() {
        return new IsVisibleOptions().setTimeout(PATIENCE);
    }

    private static HasTextOptions hasTextWithin() {
        return new HasTextOptions().setTimeout(PATIENCE);
    }

    private static Page.LocatorOptions withText(String text) {
        return new Page.LocatorOptions().setHasText(text);
    }
}
