package dev.onionyard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.TestInstance.Lifecycle.PER_CLASS;

import dev.onionyard.archive.ImageArchives;
import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerLifecycle;
import dev.onionyard.container.ContainerLogs;
import dev.onionyard.container.ContainerRequest;
import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.ContainerRequest.PortBinding;
import dev.onionyard.container.ContainerSnapshots;
import dev.onionyard.container.ContainerSnapshots.CommitRequest;
import dev.onionyard.container.ContainerState;
import dev.onionyard.container.ContainerTerminals;
import dev.onionyard.container.ContainerTerminals.ExecRequest;
import dev.onionyard.container.Containers;
import dev.onionyard.fixtures.CollectedOutput;
import dev.onionyard.fixtures.Page;
import dev.onionyard.fixtures.Ports;
import dev.onionyard.fixtures.TestApplication;
import dev.onionyard.fixtures.TestImages;
import dev.onionyard.fixtures.TreeState;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.image.Onions;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The stories of the two texts that Onionyard is to make true, told to its modules: real images, real containers, no
/// browser. Each story goes on with what the one before it left.
@TestInstance(PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class SeedReplayIT {

    private static final String SNAPSHOT = "lxl/tomcat02";
    private static final String MESSAGE = "没有docs的tomcat";
    private static final String AUTHOR = "lxl";
    private static final String DOCS = "usr/local/tomcat/webapps/docs";
    private static final long LIMIT_SECONDS = 60;

    private final TestApplication application = TestApplication.start(Map.of());
    private final Images images = application.get(Images.class);
    private final Onions onions = application.get(Onions.class);
    private final LayerStore layers = application.get(LayerStore.class);
    private final ImageArchives archives = application.get(ImageArchives.class);
    private final Containers containers = application.get(Containers.class);
    private final ContainerLifecycle lifecycle = application.get(ContainerLifecycle.class);
    private final ContainerSnapshots snapshots = application.get(ContainerSnapshots.class);
    private final ContainerTerminals terminals = application.get(ContainerTerminals.class);
    private final ContainerLogs logs = application.get(ContainerLogs.class);

    @TempDir
    Path directory;

    @BeforeAll
    void restoreImages() throws IOException {
        for (Path archive : List.of(TestImages.busybox(), TestImages.tomcat())) {
            restore(archive);
        }
    }

    @AfterAll
    void stop() {
        containers.all().forEach(container -> containers.remove(container.id(), true, true));
        application.close();
    }

    @Test
    @Order(1)
    void shellWithoutTerminalExitsAtOnceAndSaysWhy() throws Exception {
        Container container = containers.create(ContainerRequest.of(TestImages.BUSYBOX));
        lifecycle.start(container.id());

        assertThat(lifecycle.exit(container.id()).get(LIMIT_SECONDS, TimeUnit.SECONDS))
                .isZero();
        assertThat(containers.get(container.id()).status().state()).isEqualTo(ContainerState.EXITED);
        assertThat(lifecycle.explainExit(container.id()).key()).isEqualTo("exit.no-foreground-process");
    }

    @Test
    @Order(1)
    void shellWithTerminalStaysAndAnswers() throws Exception {
        Container container = containers.create(withTerminal(ContainerRequest.of(TestImages.BUSYBOX)));
        CollectedOutput output = new CollectedOutput();
        try (var connection = terminals.attach(container.id(), output)) {
            lifecycle.start(container.id());
            type(connection, "echo six times seven is $((6 * 7))\n");

            output.await("six times seven is 42");
            assertThat(containers.get(container.id()).status().state()).isEqualTo(ContainerState.RUNNING);

            type(connection, "exit 3\n");
            assertThat(lifecycle.exit(container.id()).get(LIMIT_SECONDS, TimeUnit.SECONDS))
                    .isEqualTo(3);
        }
    }

    @Test
    @Order(2)
    void tomcatWithoutDocsIsCommittedAndTheBaseStaysAsItWas() throws Exception {
        Image base = images.get(TestImages.TOMCAT);
        Map<LayerId, Map<String, String>> before = treesOf(base);
        int port = Ports.free();
        Container tomcat = start(TestImages.TOMCAT, port);
        assertThat(Page.await(Page.local(port, "/"), 200).body()).contains("Apache Tomcat");
        assertThat(Page.get(Page.local(port, "/docs/")).status()).isEqualTo(200);
        assertThat(logOf(tomcat)).contains("Server startup in");

        deleteDocsByTerminal(tomcat);
        Image committed = snapshots.commit(
                tomcat.id(), new CommitRequest(tag(SNAPSHOT), MESSAGE, AUTHOR, true, List.of()), ProgressListener.NONE);

        assertThat(committed.layers().subList(0, base.layers().size())).isEqualTo(base.layers());
        assertThat(committed.layers()).hasSize(base.layers().size() + 1);
        var last = onions.of(committed.id()).rings().getLast();
        assertThat(last.comment()).isEqualTo(MESSAGE);
        assertThat(last.author()).isEqualTo(AUTHOR);
        assertThat(treesOf(base)).isEqualTo(before);
        assertThat(before.values()).anyMatch(tree -> tree.containsKey(DOCS + "/index.html"));
        assertRunsWithoutDocs(SNAPSHOT);
        containers.remove(tomcat.id(), true, true);
    }

    @Test
    @Order(3)
    void committedImageIsBackedUpRemovedAndRestored() throws Exception {
        Image committed = images.get(SNAPSHOT);
        Path archive = directory.resolve("container-backup.tar");
        var backup = archives.backup(List.of(SNAPSHOT), ImageArchives.Format.DOCKER_ARCHIVE);
        try (OutputStream out = Files.newOutputStream(archive)) {
            backup.writeTo(out, ProgressListener.NONE);
        }
        assertThat(backup.length()).hasValue(Files.size(archive));

        images.remove(SNAPSHOT, false);
        assertThat(images.find(SNAPSHOT)).isEmpty();
        assertThat(layers.all())
                .extracting(layer -> layer.id())
                .doesNotContain(committed.layers().getLast());

        assertThat(restore(archive)).extracting(Image::id).containsExactly(committed.id());
        assertThat(images.get(SNAPSHOT).config().diffIds())
                .isEqualTo(committed.config().diffIds());
        assertRunsWithoutDocs(SNAPSHOT);
    }

    @Test
    @Order(4)
    void filesOfAContainerAreExportedImportedAndRun() throws Exception {
        Container container = containers.create(ContainerRequest.of(SNAPSHOT));
        Path tree = directory.resolve("files.tar");
        try (OutputStream out = Files.newOutputStream(tree)) {
            snapshots.export(container.id(), out, ProgressListener.NONE);
        }
        containers.remove(container.id(), false, true);

        try (InputStream in = Files.newInputStream(tree)) {
            Image imported = archives.importFiles(
                    in, "files.tar", tag("moved/tomcat"), "moved", importChanges(), ProgressListener.NONE);
            assertThat(imported.layers()).hasSize(1);
        }

        assertRunsWithoutDocs("moved/tomcat");
    }

    /// What the tree does not say and the image's JSON did.
    private static List<String> importChanges() {
        return List.of(
                "ENV PATH=/usr/local/tomcat/bin:/usr/bin:/bin",
                "WORKDIR /usr/local/tomcat",
                "USER 1000",
                "EXPOSE 8080",
                "CMD [\"catalina.sh\", \"run\"]");
    }

    private void assertRunsWithoutDocs(String image) throws IOException {
        int port = Ports.free();
        Container container = start(image, port);
        assertThat(Page.await(Page.local(port, "/"), 200).body()).contains("Apache Tomcat");
        assertThat(Page.get(Page.local(port, "/docs/")).status()).isEqualTo(404);
        lifecycle.stop(container.id(), Duration.ofSeconds(10));
        containers.remove(container.id(), false, true);
    }

    private void deleteDocsByTerminal(Container tomcat) throws Exception {
        CollectedOutput output = new CollectedOutput();
        try (var connection = terminals.exec(tomcat.id(), ExecRequest.shell(), output)) {
            type(connection, "ls webapps\n");
            output.await("docs");
            type(connection, "rm -rf webapps/docs && echo gone: $?; exit\n");
            assertThat(connection.exit().get(LIMIT_SECONDS, TimeUnit.SECONDS)).isZero();
            output.await("gone: 0");
        }
    }

    private static void type(ContainerTerminals.Connection connection, String text) throws IOException {
        connection.stdin().write(text.getBytes(StandardCharsets.UTF_8));
        connection.stdin().flush();
    }

    private Container start(String image, int port) {
        ContainerRequest request = containers.defaultsOf(image);
        Container container = containers.create(publishing(request, port));
        lifecycle.start(container.id());
        return container;
    }

    private String logOf(Container container) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(LIMIT_SECONDS))
                .until(() -> readLog(container), text -> text.contains("Server startup in"));
    }

    private String readLog(Container container) {
        StringBuilder text = new StringBuilder();
        var all = new ContainerLogs.Query(true, true, -1, null, null, false);
        logs.read(
                container.id(),
                all,
                line -> text.append(new String(line.text(), StandardCharsets.UTF_8))
                        .append('\n'));
        return text.toString();
    }

    private List<Image> restore(Path archive) throws IOException {
        try (InputStream in = Files.newInputStream(archive)) {
            return archives.restore(in, archive.getFileName().toString(), ProgressListener.NONE);
        }
    }

    private Map<LayerId, Map<String, String>> treesOf(Image image) throws IOException {
        Map<LayerId, Map<String, String>> trees = new LinkedHashMap<>();
        for (LayerId layer : image.layers()) {
            trees.put(layer, TreeState.of(layers.get(layer).tree()));
        }
        return trees;
    }

    private static ImageReference tag(String name) {
        return ImageReference.parse(name).withDefaultTag();
    }

    private static ContainerRequest withTerminal(ContainerRequest request) {
        return with(request, true, request.host());
    }

    private static ContainerRequest publishing(ContainerRequest request, int port) {
        HostOptions host = request.host();
        return with(
                request,
                request.tty(),
                new HostOptions(
                        "bridge",
                        List.of(new PortBinding("", port, 8080, "tcp")),
                        false,
                        host.mounts(),
                        host.readOnlyRoot(),
                        host.memoryBytes(),
                        host.nanoCpus(),
                        host.pidsLimit(),
                        host.restartPolicy(),
                        host.autoRemove(),
                        host.privileged(),
                        host.init(),
                        host.capAdd(),
                        host.capDrop(),
                        host.extraHosts(),
                        host.dns()));
    }

    private static ContainerRequest with(ContainerRequest request, boolean terminal, HostOptions host) {
        return new ContainerRequest(
                request.name(),
                request.image(),
                request.entrypoint(),
                request.cmd(),
                request.env(),
                request.workingDir(),
                request.user(),
                request.hostname(),
                terminal,
                terminal,
                false,
                request.labels(),
                request.stopSignal(),
                request.stopTimeout(),
                host);
    }
}
