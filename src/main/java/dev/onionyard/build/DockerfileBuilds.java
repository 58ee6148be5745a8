package dev.onionyard.build;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.build.BuildRecord.State;
import dev.onionyard.dockerfile.Dockerfile;
import dev.onionyard.dockerfile.DockerfileParser;
import dev.onionyard.dockerfile.Problem;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.event.Initiator;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.image.LayerLeases;
import dev.onionyard.oci.ImageId;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.task.Jobs;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/// Runs builds as jobs and keeps their records.
@Service
class DockerfileBuilds implements Builds {

    private final BuildEngine engine;
    private final BuildRecords records;
    private final Images images;
    private final LayerLeases leases;
    private final Jobs jobs;
    private final AuditTrail audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, LiveBuild> live = new ConcurrentHashMap<>();

    DockerfileBuilds(
            BuildEngine engine,
            BuildRecords records,
            Images images,
            LayerLeases leases,
            Jobs jobs,
            AuditTrail audit,
            Clock clock) {
        this.engine = engine;
        this.records = records;
        this.images = images;
        this.leases = leases;
        this.jobs = jobs;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public BuildRecord submit(BuildRequest request, ReceivedContext context) {
        return start(request, context, event -> {}).record();
    }

    @Override
    public BuildRecord run(BuildRequest request, ReceivedContext context, Consumer<BuildEvent> listener) {
        LiveBuild build = start(request, context, new OrderedEvents(listener));
        try {
            return build.done().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private LiveBuild start(BuildRequest request, ReceivedContext context, Consumer<BuildEvent> listener) {
        Dockerfile file = DockerfileParser.parse(request.dockerfilePath(), context.text(request.dockerfilePath()));
        String id = newId();
        var build = new LiveBuild(
                id,
                request,
                context,
                file,
                new BuildJournal(id, clock),
                Initiator.current(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                context.digest().toString(),
                new CompletableFuture<>(),
                new CompletableFuture<>());
        checkTarget(request, file);
        checkWarnings(file);
        context.take();
        live.put(build.id(), build);
        build.journal().follow(event -> tell(build, listener, event));
        String title =
                request.tags().isEmpty() ? "image" : request.tags().getFirst().familiar();
        try {
            build.jobId()
                    .complete(jobs.submit("image.build", title, progress -> work(build, progress))
                            .id());
        } catch (RuntimeException e) {
            build.jobId().cancel(false);
            live.remove(build.id());
            context.remove();
            throw e;
        }
        return build;
    }

    private static void checkTarget(BuildRequest request, Dockerfile file) {
        if (!request.target().isEmpty() && file.stage(request.target()).isEmpty()) {
            throw new InvalidInputException("failed to reach build target " + request.target() + " in Dockerfile");
        }
    }

    private static void checkWarnings(Dockerfile file) {
        if (file.checks().error() && !file.warnings().isEmpty()) {
            throw new InvalidInputException(file.warnings().stream()
                    .map(Problem::rule)
                    .distinct()
                    .collect(Collectors.joining(", ", "lint violation found for rules: ", "")));
        }
    }

    /// A client that is gone ends its build.
    private void tell(LiveBuild build, Consumer<BuildEvent> listener, BuildEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            cancel(build);
        }
    }

    private String work(LiveBuild build, ProgressListener progress) {
        build.jobId().join();
        records.begin(build.record());
        build.journal().follow(new StepProgress(progress));
        try {
            var act = new AuditAct("image.build", "", build.record().name(), "");
            Image image = audit.record(act, row -> {
                Image built = build(build, progress);
                row.object(built.id().toString(), built.displayName());
                return built;
            });
            end(build, State.SUCCEEDED, image.id(), "", null);
            return "/images/" + image.id();
        } catch (CancellationException e) {
            end(build, State.CANCELLED, null, "", e);
            throw e;
        } catch (RuntimeException e) {
            RuntimeException known = known(e);
            end(build, State.FAILED, null, String.valueOf(known.getMessage()), known);
            throw known;
        }
    }

    private Image build(LiveBuild build, ProgressListener progress) {
        try (LayerLeases.Lease lease = leases.open()) {
            var run = new BuildRun(
                    engine, build.request(), build.context(), build.file(), build.journal(), progress, lease);
            return register(build, run.run());
        }
    }

    private Image register(LiveBuild build, ImageDraft draft) {
        Image base = draft.base();
        if (draft.changed()) {
            return images.register(
                    draft.config(),
                    draft.layers(),
                    build.request().tags(),
                    Image.Origin.BUILD,
                    base == null ? null : base.id());
        }
        if (base == null) {
            throw new InvalidInputException("No image was generated. Is your Dockerfile empty?");
        }
        build.request().tags().forEach(tag -> images.tag(base.id(), tag));
        return images.get(base.id());
    }

    private static RuntimeException known(RuntimeException e) {
        return e instanceof EngineException || e.getMessage() == null
                ? e
                : new UnavailableException("cannot build image: " + e.getMessage(), e);
    }

    /// Nobody hears of the end before the record tells it.
    private void end(
            LiveBuild build, State state, @Nullable ImageId image, String error, @Nullable RuntimeException failure) {
        build.context().remove();
        build.journal().stop();
        BuildRecord record = build.record(state, clock.instant().truncatedTo(ChronoUnit.MICROS), image, error);
        try {
            records.end(record);
        } finally {
            live.remove(build.id());
            build.journal().end(new BuildEvent.Ended(state, image, error));
            if (failure == null) {
                build.done().complete(record);
            } else {
                build.done().completeExceptionally(failure);
            }
        }
    }

    @Override
    public List<BuildRecord> recent(int limit) {
        var all = new ArrayList<BuildRecord>();
        for (BuildRecord record : records.recent(limit)) {
            LiveBuild running = live.get(record.id());
            all.add(running == null ? record : running.record());
        }
        live.values().stream()
                .filter(build -> all.stream().noneMatch(record -> record.id().equals(build.id())))
                .map(LiveBuild::record)
                .forEach(all::add);
        all.sort(Comparator.comparing(BuildRecord::started).reversed());
        return List.copyOf(all);
    }

    @Override
    public Optional<BuildRecord> find(String id) {
        LiveBuild running = live.get(id);
        return running == null ? records.find(id) : Optional.of(running.record());
    }

    @Override
    public BuildRecord get(String id) {
        return find(id).orElseThrow(
                        () -> new NotFoundException("cannot find build \"" + id + "\": there is no such build"));
    }

    @Override
    public Optional<BuildRecord> ofImage(ImageId image) {
        return records.ofImage(image);
    }

    /// A child's history begins with its parent's, so an entry keeps its index.
    @Override
    public Map<Integer, BuiltStep> stepsOf(ImageId image) {
        var steps = new HashMap<Integer, BuiltStep>();
        var seen = new HashSet<ImageId>();
        Optional<Image> next = images.find(image.toString());
        while (next.isPresent() && seen.add(next.get().id())) {
            ofImage(next.get().id())
                    .ifPresent(record -> record.steps().stream()
                            .filter(step -> step.historyIndex() >= 0)
                            .forEach(step -> steps.putIfAbsent(step.historyIndex(), new BuiltStep(record, step))));
            next = Optional.ofNullable(next.get().parent()).flatMap(parent -> images.find(parent.toString()));
        }
        return steps;
    }

    @Override
    public String logOf(BuildRecord.Step step) {
        if (!step.log().isEmpty()) {
            return step.log();
        }
        return StepPlace.parse(step.madeBy())
                .flatMap(place -> find(place.build()).stream()
                        .flatMap(record -> record.steps().stream())
                        .filter(made -> made.number() == place.number())
                        .findFirst())
                .map(BuildRecord.Step::log)
                .orElse("");
    }

    @Override
    public List<Problem> check(String dockerfile) {
        return DockerfileParser.check("Dockerfile", dockerfile);
    }

    @Override
    public Following follow(String id, Consumer<BuildEvent> listener) {
        LiveBuild running = live.get(id);
        if (running != null) {
            return running.journal().follow(listener);
        }
        BuildJournal.replay(get(id), listener);
        return () -> {};
    }

    @Override
    public void cancel(String id) {
        LiveBuild running = live.get(id);
        if (running != null) {
            cancel(running);
        } else {
            get(id);
        }
    }

    @Override
    public void cancelByClientId(String clientId) {
        live.values().stream()
                .filter(build ->
                        !clientId.isEmpty() && build.request().clientId().equals(clientId))
                .forEach(this::cancel);
    }

    private void cancel(LiveBuild build) {
        build.jobId().thenAccept(jobs::cancel);
    }

    @Override
    public void remove(String id) {
        if (live.containsKey(id)) {
            throw new ConflictException("cannot remove build \"" + id + "\": it is running; cancel it first");
        }
        BuildRecord record = get(id);
        audit.record(AuditAct.of("build.remove", id, record.name()), () -> {
            records.remove(id);
            return true;
        });
    }

    private String newId() {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
