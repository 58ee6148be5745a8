package dev.onionyard.build;

import dev.onionyard.build.BuildRecord.StepState;
import dev.onionyard.dockerfile.Dockerfile;
import dev.onionyard.dockerfile.Dockerfile.Stage;
import dev.onionyard.dockerfile.Expansion;
import dev.onionyard.dockerfile.IgnoreRules;
import dev.onionyard.dockerfile.Instruction;
import dev.onionyard.dockerfile.PathPattern;
import dev.onionyard.dockerfile.Problem;
import dev.onionyard.image.Image;
import dev.onionyard.image.LayerLeases;
import dev.onionyard.layer.LayerId;
import dev.onionyard.oci.Platform;
import dev.onionyard.progress.ProgressListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// One build: its stages side by side, each on a thread of its own, each waiting for those it needs.
final class BuildRun {

    private static final String IGNORED_RULE = "CopyIgnoredFile";

    private final BuildEngine engine;
    private final BuildRequest request;
    private final ReceivedContext context;
    private final Dockerfile file;
    private final BuildJournal journal;
    private final ProgressListener progress;
    private final LayerLeases.Lease lease;
    private final Reproducibility times;
    private final BuildArguments globals;
    private final Expansion expansion;
    private final IgnoreRules ignored;
    private final StagePlan plan;
    private final Map<Integer, FutureTask<ImageDraft>> results = new HashMap<>();
    private final Map<Integer, Map<Instruction, Integer>> numbers = new HashMap<>();
    private final Set<String> usedKeys = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Throwable failure;
    private volatile boolean cancelled;

    BuildRun(
            BuildEngine engine,
            BuildRequest request,
            ReceivedContext context,
            Dockerfile file,
            BuildJournal journal,
            ProgressListener progress,
            LayerLeases.Lease lease) {
        this.engine = engine;
        this.request = request;
        this.context = context;
        this.file = file;
        this.journal = journal;
        this.progress = progress;
        this.lease = lease;
        this.times = Reproducibility.of(engine.clock(), request.buildArgs());
        this.expansion = new Expansion(file.escape());
        this.globals = BuildArguments.global(request.buildArgs(), platformArguments(request));
        file.globalArgs().stream().flatMap(arg -> arg.declarations().stream()).forEach(declared -> {
            String value = declared.value();
            globals.declare(declared.name(), value == null ? null : expansion.expand(value, globals.forFrom()));
        });
        this.ignored = context.find(request.dockerfilePath() + ".dockerignore")
                .or(() -> context.find(".dockerignore"))
                .map(IgnoreRules::parse)
                .orElse(IgnoreRules.NONE);
        this.plan = StagePlan.of(file, request.target(), name -> expansion.expand(name, globals.forFrom()));
        planSteps();
    }

    private static Map<String, String> platformArguments(BuildRequest request) {
        Platform host = Platform.host();
        Platform target = request.platform().isEmpty() ? host : Platforms.parse(request.platform());
        var values = new HashMap<String, String>();
        for (var entry : Map.of("BUILD", host, "TARGET", target).entrySet()) {
            Platform platform = entry.getValue();
            values.put(entry.getKey() + "PLATFORM", platform.toString());
            values.put(entry.getKey() + "OS", platform.os());
            values.put(entry.getKey() + "ARCH", platform.architecture());
            values.put(entry.getKey() + "VARIANT", Objects.requireNonNullElse(platform.variant(), ""));
        }
        values.put("TARGETSTAGE", request.target());
        return values;
    }

    /// Gives every instruction of the needed stages its number.
    private void planSteps() {
        for (Stage stage : plan.needed()) {
            var ofStage = new LinkedHashMap<Instruction, Integer>();
            number(ofStage, stage, stage.from());
            instructionsOf(stage).forEach(instruction -> number(ofStage, stage, instruction));
            numbers.put(stage.index(), ofStage);
        }
        for (Problem warning : file.warnings()) {
            journal.warn(warning.line(), warning.rule() + ": " + warning.message());
        }
        if (file.checks().wants(IGNORED_RULE)) {
            plan.needed().forEach(this::warnOfIgnored);
        }
    }

    /// What only somebody who has the context can tell.
    private void warnOfIgnored(Stage stage) {
        for (Instruction instruction : stage.instructions()) {
            if (instruction instanceof Instruction.Copy copy) {
                warnOfIgnored(copy, copy.files(), "Copy");
            } else if (instruction instanceof Instruction.Add add) {
                warnOfIgnored(add, add.files(), "Add");
            }
        }
    }

    private void warnOfIgnored(Instruction at, Instruction.Files files, String verb) {
        if (!files.from().isEmpty()) {
            return;
        }
        for (String source : files.sources()) {
            if (!RemoteSources.isHttp(source) && ignored.excludes(PathPattern.clean(source))) {
                journal.warn(
                        at.source().line(),
                        IGNORED_RULE + ": Attempting to " + verb + " file \"" + source
                                + "\" that is excluded by .dockerignore");
            }
        }
    }

    private void number(Map<Instruction, Integer> ofStage, Stage stage, Instruction instruction) {
        ofStage.put(instruction, journal.plan(StagePlan.nameOf(stage), instruction.source()));
    }

    /// The labels of the request are one more instruction at the end of the target.
    List<Instruction> instructionsOf(Stage stage) {
        if (request.labels().isEmpty() || stage.index() != plan.target().index()) {
            return stage.instructions();
        }
        var all = new ArrayList<>(stage.instructions());
        all.add(RequestLabels.instruction(new TreeMap<>(request.labels())));
        return all;
    }

    /// Takes all steps.
    ///
    /// @return the image of the target
    ImageDraft run() {
        for (Stage stage : plan.needed()) {
            results.put(stage.index(), new FutureTask<>(() -> runStage(stage)));
        }
        var threads = new ArrayList<Thread>();
        for (Stage stage : plan.needed()) {
            FutureTask<ImageDraft> task = resultOf(stage);
            if (stage.index() == plan.target().index()) {
                task.run();
            } else {
                threads.add(Thread.ofPlatform().daemon().name("build-stage").start(task));
            }
        }
        awaitAll(threads);
        throwFailure();
        engine.cache().markUsed(usedKeys);
        globals.unused().stream()
                .findAny()
                .ifPresent(
                        name -> journal.warn(0, "One or more build-args " + globals.unused() + " were not consumed"));
        journal.keepHistoryOf(plan.standsOn(name -> expansion.expand(name, globals.forFrom())));
        return await(resultOf(plan.target()));
    }

    private FutureTask<ImageDraft> resultOf(Stage stage) {
        return Objects.requireNonNull(results.get(stage.index()), "only needed stages are asked for");
    }

    private ImageDraft runStage(Stage stage) {
        try {
            return new StageRun(engine, this, stage).run();
        } catch (RuntimeException e) {
            noteFailure(e);
            throw e;
        }
    }

    private synchronized void noteFailure(Throwable e) {
        // The first failure makes the other stages stop, which looks like failures of theirs.
        if (failure == null) {
            failure = e;
        }
    }

    private void awaitAll(List<Thread> threads) {
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                cancelled = true;
                Thread.currentThread().interrupt();
            }
        }
    }

    private void throwFailure() {
        Throwable failed = failure;
        if (failed instanceof RuntimeException e) {
            throw e;
        }
    }

    /// The stage that a stage stands on, if it is none of an image.
    Optional<Stage> standsOn(Stage stage) {
        return plan.find(expansion.expand(stage.from().image(), globals.forFrom()), stage.index());
    }

    /// The image of an earlier stage; waits for it.
    ImageDraft result(Stage stage) {
        return await(resultOf(stage));
    }

    private ImageDraft await(FutureTask<ImageDraft> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    /// Whether steps should stop where they are.
    boolean stopping() {
        if (!cancelled && failure == null) {
            try {
                progress.checkCancelled();
            } catch (CancellationException e) {
                cancelled = true;
            }
        }
        return cancelled || failure != null;
    }

    void checkStopping() {
        progress.checkCancelled();
        if (stopping()) {
            throw new CancellationException("another stage failed");
        }
    }

    /// An image, or the stage of that name, to copy from.
    ///
    /// @param before index of the stage that asks
    StackSource sourceOf(String name, int before) {
        return plan.find(name, before)
                .map(stage -> new StackSource(result(stage).layers(), "stage \"" + StagePlan.nameOf(stage) + "\""))
                .orElseGet(() -> {
                    Image image = engine.bases().get(name, null, false, request.credentials(), progress);
                    return new StackSource(image.layers(), "image \"" + name + "\"");
                });
    }

    /// Layers, bottom first, and what to call them.
    record StackSource(List<LayerId> layers, String shownName) {}

    int numberOf(Stage stage, Instruction instruction) {
        return Objects.requireNonNull(
                Objects.requireNonNull(numbers.get(stage.index()), "a needed stage")
                        .get(instruction),
                "planned");
    }

    /// Notes that a step was found in the cache.
    void used(String key) {
        usedKeys.add(key);
    }

    ReceivedContext context() {
        return context;
    }

    IgnoreRules ignored() {
        return ignored;
    }

    BuildRequest request() {
        return request;
    }

    Dockerfile file() {
        return file;
    }

    BuildJournal journal() {
        return journal;
    }

    ProgressListener progress() {
        return progress;
    }

    LayerLeases.Lease lease() {
        return lease;
    }

    Reproducibility times() {
        return times;
    }

    BuildArguments globals() {
        return globals;
    }

    Expansion expansion() {
        return expansion;
    }

    StagePlan plan() {
        return plan;
    }

    /// What a step's state is when it ends well.
    static StepState ended(boolean cached) {
        return cached ? StepState.CACHED : StepState.DONE;
    }
}
