package dev.onionyard.dockerapi;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.Statistics;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.images.builder.Transferable;

/// What a Java project does with Testcontainers and docker-java. A program of its own, because both take the engine's
/// address from the environment.
final class TestcontainersClient {

    private static final String IMAGE = "busybox:test";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private TestcontainersClient() {}

    public static void main(String[] arguments) throws Exception {
        DockerClient client = DockerClientFactory.lazyClient();
        Queue<String> actions = new ConcurrentLinkedQueue<>();
        var destroyed = new CompletableFuture<String>();
        try (var following = client.eventsCmd().withEventTypeFilter("container").exec(new Events(actions, destroyed))) {
            containersFindEachOther(client);
            destroyed.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        require(actions.containsAll(List.of("create", "start", "die", "destroy")), "events: " + actions);
        imageIsBuilt(client);
        require(isGone(client), "a container that never was");
        System.out.println("done");
    }

    private static void containersFindEachOther(DockerClient client) throws Exception {
        try (Network network = Network.newNetwork();
                GenericContainer<?> web = web(network);
                GenericContainer<?> asking = asking(network)) {
            web.start();
            require(page(web).equals("hello from a file"), "the published port");
            asking.start();
            require(asking.getLogs().contains("hello from a file"), "the alias");
            ExecResult printed = web.execInContainer("sh", "-c", "echo $GREETING; echo oops >&2; exit 4");
            require(printed.getStdout().equals("hi\n"), printed.toString());
            require(printed.getStderr().equals("oops\n") && printed.getExitCode() == 4, printed.toString());
            web.copyFileToContainer(Transferable.of("copied"), "/tmp/copied");
            String copied = web.copyFileFromContainer(
                    "/tmp/copied", in -> new String(in.readAllBytes(), StandardCharsets.UTF_8));
            require(copied.equals("copied"), copied);
            require(memory(client, web) > 0, "statistics");
            require(Boolean.TRUE.equals(web.getContainerInfo().getState().getRunning()), "inspect");
            require(web.getContainerInfo().getNetworkSettings().getNetworks().size() == 1, "networks");
        }
    }

    private static GenericContainer<?> web(Network network) {
        return new GenericContainer<>(IMAGE)
                .withNetwork(network)
                .withNetworkAliases("pages")
                .withExposedPorts(8080)
                .withEnv("GREETING", "hi")
                .withCopyToContainer(Transferable.of("hello from a file"), "/www/index.html")
                .withTmpFs(Map.of("/scratch", "rw"))
                .withFileSystemBind("/etc/hostname", "/host-name", BindMode.READ_ONLY)
                .withCommand("httpd", "-f", "-v", "-p", "8080", "-h", "/www")
                .waitingFor(Wait.forHttp("/index.html").withStartupTimeout(LIMIT));
    }

    private static GenericContainer<?> asking(Network network) {
        return new GenericContainer<>(IMAGE)
                .withNetwork(network)
                .withCommand("sh", "-c", "wget -qO- http://pages:8080/index.html; echo; echo answered; sleep 1000")
                .waitingFor(Wait.forLogMessage(".*answered.*", 1).withStartupTimeout(LIMIT));
    }

    private static String page(GenericContainer<?> web) throws Exception {
        var address = URI.create("http://" + web.getHost() + ":" + web.getMappedPort(8080) + "/index.html");
        try (var in = address.toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static long memory(DockerClient client, GenericContainer<?> container) throws Exception {
        var first = new CompletableFuture<Statistics>();
        try (var following = client.statsCmd(container.getContainerId()).exec(new ResultCallback.Adapter<Statistics>() {
            @Override
            public void onNext(Statistics statistics) {
                first.complete(statistics);
            }
        })) {
            Long usage = first.get(LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .getMemoryStats()
                    .getUsage();
            return usage == null ? 0 : usage;
        }
    }

    private static void imageIsBuilt(DockerClient client) {
        var built = new ImageFromDockerfile("testcontainers/built:1", false)
                .withFileFromString("greeting.txt", "hello from a build\n")
                .withDockerfileFromBuilder(builder -> builder.from(IMAGE)
                        .copy("greeting.txt", "/greeting.txt")
                        .cmd("sh", "-c", "cat /greeting.txt; sleep 1000")
                        .build());
        try (GenericContainer<?> container = new GenericContainer<>(built)
                .waitingFor(Wait.forLogMessage(".*hello from a build.*", 1).withStartupTimeout(LIMIT))) {
            container.start();
        }
        require(
                client.listImagesCmd()
                                .withImageNameFilter("testcontainers/built")
                                .exec()
                                .size()
                        == 1,
                "images");
        client.removeImageCmd("testcontainers/built:1").withForce(true).exec();
    }

    private static boolean isGone(DockerClient client) {
        try {
            client.inspectContainerCmd("never-was").exec();
            return false;
        } catch (NotFoundException e) {
            return String.valueOf(e.getMessage()).contains("No such container: never-was");
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    private static final class Events extends ResultCallback.Adapter<Event> {

        private final Queue<String> actions;
        private final CompletableFuture<String> destroyed;

        Events(Queue<String> actions, CompletableFuture<String> destroyed) {
            this.actions = actions;
            this.destroyed = destroyed;
        }

        @Override
        public void onNext(Event event) {
            actions.add(String.valueOf(event.getAction()));
            if ("destroy".equals(event.getAction())) {
                destroyed.complete("destroy");
            }
        }
    }
}
