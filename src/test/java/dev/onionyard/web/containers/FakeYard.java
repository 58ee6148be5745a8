package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerLifecycle;
import dev.onionyard.container.ContainerLogs;
import dev.onionyard.container.ContainerProcesses;
import dev.onionyard.container.ContainerRequest;
import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.ContainerSnapshots;
import dev.onionyard.container.ContainerState;
import dev.onionyard.container.ContainerStats;
import dev.onionyard.container.ContainerTerminals;
import dev.onionyard.container.ContainerUpdate;
import dev.onionyard.container.Containers;
import dev.onionyard.container.HealthChecks;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.event.Initiator;
import dev.onionyard.image.Image;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerTrees.Change;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ProcessDefaults;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The container module without a kernel: containers that only remember what was asked of them.
final class FakeYard
        implements Containers,
                ContainerLifecycle,
                ContainerLogs,
                ContainerProcesses,
                HealthChecks,
                ContainerSnapshots,
                ContainerStats,
                ContainerTerminals {

    static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    static final ImageId IMAGE = new ImageId(Digest.of("image".getBytes(StandardCharsets.UTF_8)));
    static final LayerId LAYER = new LayerId(Digest.of("layer".getBytes(StandardCharsets.UTF_8)));

    /// Everything that was done, in words, with who did it.
    final List<String> acts = new CopyOnWriteArrayList<>();

    final List<Change> changes = new ArrayList<>();
    final List<Line> lines = new ArrayList<>();
    final List<CommitRequest> commits = new ArrayList<>();
    final List<ContainerRequest> requests = new ArrayList<>();
    final List<FakeProcess> processes = new CopyOnWriteArrayList<>();
    private final Map<String, Container> containers = new LinkedHashMap<>();

    @Nullable
    String refusal;

    /// Of every container, or null if none is checked.
    @Nullable
    Health health;

    ContainerRequest defaults = ContainerRequest.of("busybox");
    ExitReason exitReason = new ExitReason("exit.no-foreground-process", List.of());

    void clear() {
        health = null;
        containers.clear();
        acts.clear();
        changes.clear();
        lines.clear();
        commits.clear();
        requests.clear();
        processes.clear();
        refusal = null;
        defaults = ContainerRequest.of("busybox");
        exitReason = new ExitReason("exit.no-foreground-process", List.of());
    }

    static String id(String name) {
        return Digest.of(name.getBytes(StandardCharsets.UTF_8)).hex();
    }

    Container add(String name, ContainerState state, int exitCode) {
        return add(name, state, exitCode, ContainerRequest.of("busybox:latest"), List.of());
    }

    Container add(
            String name,
            ContainerState state,
            int exitCode,
            ContainerRequest request,
            List<Container.MountPoint> mounts) {
        var status = new Container.Status(state, state.alive() ? 4242 : 0, exitCode, false, "", NOON, NOON, 0);
        var container = new Container(
                id(name),
                name,
                IMAGE,
                request.image(),
                List.of(LAYER),
                Path.of("/var/lib/onionyard/snapshots/" + name + "/upper"),
                NOON,
                request,
                new Container.Process(
                        request.cmd() == null ? List.of("sh", "-c", "sleep 1") : request.cmd(),
                        request.env(),
                        "/",
                        "",
                        name,
                        "SIGTERM"),
                status,
                request.host().ports(),
                mounts,
                state.alive() ? Map.of("bridge", "172.30.0.2") : Map.of());
        containers.put(container.id(), container);
        return container;
    }

    private void done(String act, String nameOrId) {
        if (refusal != null) {
            throw new ConflictException(refusal);
        }
        acts.add(act + " " + get(nameOrId).name() + " by " + Initiator.current().name());
    }

    private void become(String nameOrId, ContainerState state) {
        change(
                nameOrId,
                old -> new Container.Status(
                        state, state.alive() ? 4242 : 0, old.exitCode(), false, "", NOON, NOON, old.restartCount()));
    }

    private void change(String nameOrId, UnaryOperator<Container.Status> change) {
        Container old = get(nameOrId);
        containers.put(
                old.id(),
                new Container(
                        old.id(),
                        old.name(),
                        old.image(),
                        old.imageName(),
                        old.layers(),
                        old.upper(),
                        old.created(),
                        old.request(),
                        old.process(),
                        change.apply(old.status()),
                        old.ports(),
                        old.mounts(),
                        old.addresses()));
    }

    @Override
    public Container create(ContainerRequest request) {
        if (find(String.valueOf(request.name())).isPresent()) {
            throw new ConflictException("cannot create container: the name \"" + request.name() + "\" is taken");
        }
        requests.add(request);
        String name = request.name() == null ? "made_up" : request.name();
        return add(name, ContainerState.CREATED, 0, request, List.of());
    }

    @Override
    public ProcessDefaults config(String nameOrId) {
        return ProcessDefaults.NONE;
    }

    @Override
    public Files files(String nameOrId) {
        return new Files(Path.of("/hosts"), Path.of("/hostname"), Path.of("/resolv.conf"), Path.of("/log"));
    }

    @Override
    public void update(String nameOrId, ContainerUpdate update) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Table top(String nameOrId, String psArguments) {
        return new Table(List.of("PID", "CMD"), List.of(List.of("4711", "sleep 600")));
    }

    @Override
    public Optional<Health> of(String id) {
        return Optional.ofNullable(health);
    }

    @Override
    public List<String> warnings(ContainerRequest request) {
        return List.of();
    }

    @Override
    public Optional<Container> find(String nameOrId) {
        return containers.values().stream()
                .filter(one -> one.name().equals(nameOrId) || one.id().startsWith(nameOrId))
                .findFirst();
    }

    @Override
    public Container get(String nameOrId) {
        return find(nameOrId).orElseThrow(() -> new NotFoundException("No such container: " + nameOrId));
    }

    @Override
    public List<Container> all() {
        return List.copyOf(containers.values());
    }

    @Override
    public void rename(String nameOrId, String newName) {
        done("rename to " + newName, nameOrId);
    }

    @Override
    public long changes() {
        return 0;
    }

    @Override
    public Pruned prune(Predicate<Container> chosen) {
        throw new UnsupportedOperationException("pages do not prune containers");
    }

    @Override
    public void remove(String nameOrId, boolean force, boolean withVolumes) {
        done("remove" + (force ? " by force" : "") + (withVolumes ? " with volumes" : ""), nameOrId);
        containers.remove(get(nameOrId).id());
    }

    @Override
    public ContainerRequest defaultsOf(String image) {
        if (image.equals("missing")) {
            throw new NotFoundException("No such image: missing");
        }
        return defaults;
    }

    @Override
    public void start(String nameOrId) {
        if ("broken".equals(get(nameOrId).name())) {
            throw new UnavailableException("cannot start container \"broken\": exec: \"nope\": not found");
        }
        done("start", nameOrId);
        become(nameOrId, ContainerState.RUNNING);
    }

    @Override
    public void stop(String nameOrId, @Nullable Duration timeout) {
        done("stop", nameOrId);
        become(nameOrId, ContainerState.EXITED);
    }

    @Override
    public void kill(String nameOrId, String signal) {
        done("kill with " + signal, nameOrId);
        become(nameOrId, ContainerState.EXITED);
    }

    @Override
    public void restart(String nameOrId, @Nullable Duration timeout) {
        done("restart", nameOrId);
        become(nameOrId, ContainerState.RUNNING);
    }

    @Override
    public void pause(String nameOrId) {
        done("pause", nameOrId);
        become(nameOrId, ContainerState.PAUSED);
    }

    @Override
    public void resume(String nameOrId) {
        done("resume", nameOrId);
        become(nameOrId, ContainerState.RUNNING);
    }

    @Override
    public CompletableFuture<Integer> exit(String nameOrId) {
        return new CompletableFuture<>();
    }

    @Override
    public ExitReason explainExit(String nameOrId) {
        return exitReason;
    }

    @Override
    public void read(String nameOrId, Query query, Consumer<Line> sink) {
        get(nameOrId);
        lines.stream()
                .filter(line -> query.since() == null || !line.time().isBefore(query.since()))
                .forEach(sink);
    }

    void print(Stream stream, String text) {
        lines.add(new Line(NOON.plusSeconds(lines.size()), stream, text.getBytes(StandardCharsets.UTF_8), true));
    }

    @Override
    public List<Change> changes(String nameOrId) {
        return List.copyOf(changes);
    }

    @Override
    public Image commit(String nameOrId, CommitRequest request, ProgressListener progress) {
        done("commit", nameOrId);
        commits.add(request);
        return FakeImages.image("committed");
    }

    @Override
    public void export(String nameOrId, OutputStream out, ProgressListener progress) throws IOException {
        done("export", nameOrId);
        out.write("tar of everything".getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public Sample sample(String nameOrId) {
        if (!get(nameOrId).status().state().alive()) {
            throw new ConflictException("cannot measure container \"" + nameOrId + "\": it does not run");
        }
        return new Sample(NOON, 5_000_000, 1 << 20, 1 << 30, 3, 1, 2, 3, 4);
    }

    @Override
    public String prepareExec(String nameOrId, ExecRequest request) {
        return "exec";
    }

    @Override
    public Connection exec(String nameOrId, String execId, ExecRequest request, Output output) {
        done(
                "exec " + String.join(" ", request.args()) + (request.user() == null ? "" : " as " + request.user()),
                nameOrId);
        return begin(output);
    }

    @Override
    public Connection attach(String nameOrId, Output output) {
        done("attach", nameOrId);
        return begin(output);
    }

    private Connection begin(Output output) {
        var process = new FakeProcess(output);
        processes.add(process);
        return process;
    }

    /// Plain host options with one published port.
    static HostOptions publishing(int hostPort, int containerPort) {
        HostOptions plain = HostOptions.DEFAULT;
        return new HostOptions(
                plain.network(),
                List.of(new ContainerRequest.PortBinding("", hostPort, containerPort, "tcp")),
                false,
                plain.mounts(),
                false,
                0,
                0,
                0,
                plain.restartPolicy(),
                false,
                false,
                false,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
