package dev.onionyard.web.containers;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.onionyard.fixtures.TestContainers.host;
import static dev.onionyard.fixtures.TestContainers.hosted;
import static dev.onionyard.fixtures.TestContainers.named;
import static dev.onionyard.fixtures.TestContainers.shell;
import static dev.onionyard.fixtures.TestContainers.stopping;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.onionyard.container.ContainerRequest;
import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.container.ContainerRequest.MountRequest;
import dev.onionyard.container.ContainerState;
import dev.onionyard.container.Containers;
import dev.onionyard.fixtures.RunningServer;
import dev.onionyard.fixtures.TestApplication;
import dev.onionyard.fixtures.TestBrowser;
import dev.onionyard.fixtures.TestContainers;
import dev.onionyard.fixtures.TestImages;
import dev.onionyard.fixtures.YardVisitor;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.network.NetworkRequest;
import dev.onionyard.network.Networks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What can be done on a container's page, done to real containers in a real browser.
class ContainerBrowserIT {

    /// Changes one file of the image, adds one, removes one, and stays.
    private static final String CHANGE_FILES =
            "echo hi > /etc/passwd; head -c 5000 /dev/zero > /root/new; rm /etc/group; echo ready; exec sleep 1000";

    private static TestApplication application;
    private static TestBrowser browser;
    private static YardVisitor visitor;
    private static TestContainers containers;

    @TempDir
    Path directory;

    private Page page;

    @BeforeAll
    static void start() {
        application = TestApplication.start(Map.of());
        browser = TestBrowser.open(application.address());
        browser.signIn(RunningServer.ADMIN, RunningServer.PASSWORD);
        visitor = new YardVisitor(browser);
        visitor.restore(TestImages.busybox());
        containers = new TestContainers(application);
    }

    @AfterAll
    static void stop() {
        browser.close();
        application.close();
    }

    @BeforeEach
    void takeThePage() {
        page = browser.page();
    }

    @AfterEach
    void pagesMadeNoErrors() {
        containers.removeAll();
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void stopAsksWithTheSignalOfTheContainer() {
        open(containers.run(stopping(
                busybox("trap 'echo asked to hang up; exit 3' HUP; echo ready; while :; do sleep 0.1; done"),
                "HUP",
                null)));

        act("stop");

        assertThat(state("exited")).containsText("3");
        assertThat(page.locator(".exit-notice")).containsText("exit code 3");
        page.locator(".tab[href$='/logs']").click();
        assertThat(page.locator(".log-view")).containsText("asked to hang up");
    }

    @Test
    void stopKillsWhatDoesNotListenAfterTheTimeout() {
        open(containers.run(stopping(
                busybox("trap '' TERM; echo ready; while :; do sleep 0.1; done"), null, Duration.ofSeconds(1))));

        act("stop");

        assertThat(state("exited")).containsText("137");
        assertThat(page.locator(".exit-notice")).containsText("SIGKILL");
    }

    @Test
    void pauseResumeRestartAndKillShowInTheHead() {
        open(containers.run(busybox("echo ready; exec sleep 1000")));
        assertThat(state("running")).isVisible();

        more();
        act("pause");
        assertThat(state("paused")).isVisible();
        act("resume");
        assertThat(state("running")).isVisible();

        String before = page.locator("[data-fact=pid]").textContent();
        act("restart");
        assertThat(page.locator("[data-fact=pid]")).not().hasText(before);
        assertThat(state("running")).isVisible();

        more();
        act("kill");
        assertThat(page.locator("dialog[open] #ask-title")).isVisible();
        page.locator("dialog[open] button.btn-danger").click();
        assertThat(state("exited")).containsText("137");
        act("start");
        assertThat(state("running")).isVisible();
    }

    @Test
    void renamesAndRefusesANameThatIsTaken() {
        containers.run(named("taken", busybox("exec sleep 1000")));
        open(containers.run(busybox("exec sleep 1000")));

        rename("fresh-name");
        assertThat(page.locator("h1")).hasText("fresh-name");

        rename("taken");
        assertThat(page.locator(".notice-danger, .oy-toast-danger").first()).containsText("taken");
        assertThat(page.locator("h1")).hasText("fresh-name");
    }

    private void rename(String name) {
        more();
        page.locator("#rename-name").fill(name);
        page.locator("form.rename button").click();
    }

    @Test
    void runsWithRareOptionsAndPutsWhatTheEngineRefusesBesideItsField() {
        String network = application
                .get(Networks.class)
                .create(NetworkRequest.of("rare", null, Map.of()))
                .name();
        page.navigate("/containers/new?image=" + TestImages.BUSYBOX);
        assertThat(page.locator("form.run-form.has-script")).isVisible();
        page.locator("#run-name").fill("rare-one");
        page.locator("#run-command").fill("sleep 1000");
        page.locator(".fold:has(#run-network) > summary").click();
        page.locator("#run-network").selectOption(network);
        page.locator(".fold:has(.run-advanced) > summary").click();
        page.locator("#run-healthMode").selectOption("own");
        page.locator("#run-healthCommand").fill("test -e /bin/sh");
        page.locator("#run-aliases").fill("store");
        page.locator("#run-shmSize").fill("32m");
        page.locator("#run-stopTimeout").fill("1");
        page.locator("#run-sysctls").fill("vm.swappiness=1");
        assertThat(page.locator(".run-line code"))
                .containsText("--network-alias store --sysctl vm.swappiness=1 --shm-size 32m --stop-timeout 1");
        page.locator("button[name=start]").click();
        assertThat(page.locator("#error-sysctls")).containsText("not in a separate kernel namespace");

        page.locator("#run-sysctls").fill("net.core.somaxconn=1024");
        page.locator("button[name=start]").click();
        page.waitForURL(url -> url.endsWith("/logs"));
        page.locator(".tab[href$='/inspect']").click();
        assertThat(page.locator(".json"))
                .containsText(Pattern.compile("\"ShmSize\": 33554432.*\"test -e /bin/sh\".*\"store\"", Pattern.DOTALL));

        application.get(Containers.class).remove("rare-one", true, true);
        application.get(Networks.class).remove(network);
    }

    @Test
    void removeNamesWhatIsLostAndWhoDependsOnIt() {
        String id = containers.run(named(
                "house",
                hosted(
                        busybox(CHANGE_FILES),
                        host("bridge", 0, List.of(new MountRequest(MountKind.VOLUME, "", "/data", false))))));
        containers.run(named("lodger", hosted(busybox("exec sleep 1000"), host("container:house", 0, List.of()))));
        containers.awaitOutput(id, "ready");
        open(id);

        more();
        act("remove");
        Locator dialog = page.locator("dialog[open]");
        assertThat(dialog).containsText("house");
        assertThat(dialog).containsText("lodger");
        assertThat(dialog).containsText("3 changed files");
        assertThat(dialog).containsText("/data");
        assertThat(dialog).containsText("It still runs");
        dialog.locator(".dialog-cancel").click();
        assertThat(dialog).hasCount(0);
        assertThat(state("running")).isVisible();

        more();
        act("remove");
        dialog.locator("button.btn-danger").click();
        page.waitForURL(Pattern.compile(".*/containers"));
        assertThat(page.locator("main tbody")).not().containsText("house");
        assertThat(containers.find(id)).isEmpty();
    }

    @Test
    void saysThatMemoryRanOut() {
        String id = containers.run(hosted(
                busybox("x=$(head -c 100000000 /dev/zero | tr '\\0' x); echo $x | wc -c"),
                host("none", 12L << 20, List.of())));
        containers.awaitExit(id);
        open(id);

        assertThat(page.locator(".exit-notice")).containsText("more memory than it may");
    }

    @Test
    void showsBothVersionsOfWhatChanged() {
        String id = containers.run(busybox(CHANGE_FILES));
        containers.awaitOutput(id, "ready");
        page.navigate("/containers/" + id + "/changes");

        Locator changed = row("/etc/passwd");
        assertThat(changed.locator(".sign-changed")).isVisible();
        assertThat(changed.locator("td.num").nth(0)).hasText("71 B");
        assertThat(changed.locator("td.num").nth(1)).hasText("3 B");
        assertThat(row("/root/new").locator(".sign-added")).isVisible();
        assertThat(row("/root/new").locator("td.num").nth(1)).hasText("4.9 KiB");
        assertThat(row("/etc/group").locator(".sign-removed")).isVisible();

        page.locator(".chips a:has(.sign-removed)").click();
        assertThat(page.locator(".change-table tbody tr")).hasCount(1);
        assertThat(page.locator(".change-table tbody")).containsText("/etc/group");
    }

    private Locator row(String path) {
        return page.locator(".change-table tr:has(td :text-is('" + path + "'))");
    }

    @Test
    void commitShowsWhatWillBeInTheImageAndWhatWillNot() {
        String id = containers.run(named(
                "changed",
                hosted(
                        busybox(CHANGE_FILES),
                        host("bridge", 0, List.of(new MountRequest(MountKind.VOLUME, "ledger", "/data", false))))));
        containers.awaitOutput(id, "ready");
        open(id);
        page.locator(".page-actions a[href$='/commit']").click();

        assertThat(page.locator(".volume-loss")).containsText("/data");
        assertThat(page.locator(".volume-loss")).containsText("ledger");
        assertThat(page.locator(".commit-side")).containsText("/root/new");
        assertThat(page.locator(".commit-side")).containsText("4.9 KiB");
        assertThat(page.locator(".never")).containsText("/etc/resolv.conf");
        assertThat(page.locator("#commit-author")).hasValue(RunningServer.ADMIN);
        assertThat(page.locator("[name=pause]")).isChecked();

        page.locator("#commit-name").fill("Shop/Changed");
        page.locator(".commit-form button.btn-primary").click();
        assertThat(page.locator(".field-error")).containsText("Shop/Changed");

        page.locator("#commit-name").fill("shop/changed:1");
        page.locator("#commit-message").fill("three files");
        page.locator("details.fold-plain summary").click();
        page.locator("textarea[name=changes]").fill("CMD [\"cat\", \"/etc/passwd\"]\nENV SHOP=open");
        page.locator(".commit-form button.btn-primary").click();

        page.waitForURL(Pattern.compile(".*/images/[0-9a-f]{12}.*"));
        assertThat(page.locator("h1")).containsText("shop/changed:1");
        assertThat(page.locator("svg [data-ring]")).hasCount(4);
        assertThat(page.locator("#history")).containsText("three files");
        assertThat(containers.find(id).orElseThrow().status().state()).isEqualTo(ContainerState.RUNNING);
        Image image = application.get(Images.class).find("shop/changed:1").orElseThrow();
        assertThat(image.config().process().cmd()).containsExactly("cat", "/etc/passwd");
        assertThat(image.config().process().env()).contains("SHOP=open");
        assertThat(image.config().history().getLast().author()).isEqualTo(RunningServer.ADMIN);
    }

    @Test
    void exportsTheFilesAsTheContainerSeesThem() throws IOException {
        String id = containers.run(busybox(CHANGE_FILES));
        containers.awaitOutput(id, "ready");
        Path tar = directory.resolve("files.tar");

        visitor.exportFiles("/containers/" + id, tar);

        Map<String, Long> files = sizes(tar);
        assertThat(files).containsEntry("root/new", 5000L).containsEntry("etc/passwd", 3L);
        assertThat(files).doesNotContainKey("etc/group").containsKey("bin/busybox");
    }

    private static Map<String, Long> sizes(Path tar) throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (InputStream in = Files.newInputStream(tar);
                var entries = new TarArchiveInputStream(in)) {
            for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                sizes.put(entry.getName().replaceFirst("^\\./", ""), entry.getSize());
            }
        }
        return sizes;
    }

    @Test
    void statsMoveWhileItRunsAndSayThatItStopped() {
        String id = containers.run(busybox("echo ready; while :; do :; done"));
        page.navigate("/containers/" + id + "/stats");

        assertThat(page.locator("[data-chart=cpu] [data-series='0']")).hasText(Pattern.compile("[1-9][0-9.]* %"));
        assertThat(page.locator("[data-chart=memory] [data-series='0']")).hasText(Pattern.compile("[0-9.]+ .iB"));
        assertThat(page.locator("[data-chart=pids] [data-series='0']")).hasText("1");
        assertThat(page.locator("[data-chart=network] [data-series='0']")).hasText(Pattern.compile(".*/s"));
        assertThat(page.locator("[data-chart=cpu] .chart-line"))
                .hasAttribute("d", Pattern.compile("M[0-9. ]+L[0-9. L]+"));

        containers.kill(id);
        assertThat(page.locator(".stats-note")).containsText("does not run");
    }

    @Test
    void logIsLiveSearchableAndDownloaded() throws IOException {
        String id =
                containers.run(busybox("echo first words; echo to the other >&2; until [ -e /go ]; do sleep 0.05; done;"
                        + " echo '\u001b[31m<b>late</b>\u001b[0m 词'; exec sleep 1000"));
        page.navigate("/containers/" + id + "/logs");
        Locator log = page.locator(".log-view");
        assertThat(log).containsText("first words");
        assertThat(page.locator(".log-line.log-err, .log-stderr").first()).containsText("to the other");
        assertThat(page.locator(".log-status")).containsText("Live");

        containers.exec(id, "touch /go");
        assertThat(log).containsText("<b>late</b> 词");

        page.locator(".switch input[name=out]").uncheck();
        assertThat(log).not().containsText("first words");
        assertThat(log).containsText("to the other");
        page.locator(".switch input[name=out]").check();
        page.locator(".log-search").fill("late");
        assertThat(log).not().containsText("first words");
        assertThat(page.locator(".log-count")).containsText("1 of 3");

        Path text = directory.resolve("log.txt");
        page.waitForDownload(() -> page.locator("a[download][href*='log.txt']").click())
                .saveAs(text);
        assertThat(Files.readAllLines(text))
                .anyMatch(line -> line.matches("20[0-9T:.-]+Z first words"))
                .anyMatch(line -> line.endsWith("to the other"));

        containers.kill(id);
        assertThat(page.locator(".log-status")).containsText("does not run");
    }

    private void open(String id) {
        page.navigate("/containers/" + id);
    }

    private void more() {
        page.locator(".page-actions details.menu > summary").click();
    }

    /// Clicks an act in the head of the page.
    private void act(String word) {
        page.locator(".page-actions [data-act=" + word + "]").click();
    }

    private Locator state(String word) {
        return page.locator("#container-head [data-state=" + word + "]");
    }

    private static ContainerRequest busybox(String script) {
        return shell(TestImages.BUSYBOX, script);
    }
}
