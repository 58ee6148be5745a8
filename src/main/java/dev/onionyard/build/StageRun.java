package dev.onionyard.build;

import dev.onionyard.build.BuildRecord.StepState;
import dev.onionyard.dockerfile.Dockerfile.Stage;
import dev.onionyard.dockerfile.DockerfileParser;
import dev.onionyard.dockerfile.Instruction;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.layer.Layer;
import dev.onionyard.oci.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Takes the steps of one stage.
final class StageRun {

    private final BuildEngine engine;
    private final BuildRun build;
    private final Stage stage;
    private final BuildArguments arguments;
    private int number;

    StageRun(BuildEngine engine, BuildRun build, Stage stage) {
        this.engine = engine;
        this.build = build;
        this.stage = stage;
        this.arguments = build.globals().forStage();
    }

    ImageDraft run() {
        ImageDraft image = step(stage.from(), null, this::begin);
        for (Instruction instruction : build.instructionsOf(stage)) {
            step(instruction, image, () -> {
                take(instruction, image);
                return image;
            });
        }
        return image;
    }

    private interface Work {
        ImageDraft run();
    }

    /// Whether the last step was found in the cache.
    private boolean cached;

    private ImageDraft step(Instruction instruction, @Nullable ImageDraft before, Work work) {
        // Waiting for another stage is no time of this step.
        Optional<Stage> base = before == null ? build.standsOn(stage) : Optional.empty();
        base.ifPresent(build::result);
        build.plan().sourcesOf(stage, instruction).forEach(build::result);
        build.checkStopping();
        number = build.numberOf(stage, instruction);
        cached = false;
        int layers = before == null ? 0 : before.layers().size();
        build.journal().begin(number);
        try {
            ImageDraft image = work.run();
            boolean madeLayer = before != null && image.layers().size() > layers;
            build.journal()
                    .end(
                            number,
                            BuildRun.ended(cached),
                            image.id().toString(),
                            madeLayer ? image.diffIds().getLast().toString() : "",
                            before == null ? -1 : image.historySize() - 1);
            return image;
        } catch (RuntimeException e) {
            build.journal().end(number, StepState.FAILED, "", "", -1);
            throw e;
        }
    }

    /// `FROM`: the image to stand on, and its triggers.
    private ImageDraft begin() {
        String name = expand(stage.from(), stage.from().image());
        if (name.isEmpty()) {
            throw build.file()
                    .error(
                            stage.from().source(),
                            stage.from().image(),
                            "base name (" + stage.from().image() + ") should not be blank",
                            "a name, \"scratch\" or an earlier stage");
        }
        ImageDraft image = base(name);
        List<String> triggers = image.process().takeTriggers();
        if (!triggers.isEmpty()) {
            say("# Executing " + triggers.size() + " build trigger" + (triggers.size() > 1 ? "s" : "") + "\n");
            triggers.forEach(trigger -> take(DockerfileParser.parseTrigger(trigger), image));
        }
        return image;
    }

    private ImageDraft base(String name) {
        Optional<Stage> earlier = build.plan().find(name, stage.index());
        if (earlier.isPresent()) {
            return build.result(earlier.get()).copy();
        }
        Platform platform = platform();
        if (name.equals("scratch")) {
            return ImageDraft.scratch(
                    platform == null ? Platform.host() : platform, build.times().now());
        }
        return ImageDraft.on(
                engine.bases()
                        .get(
                                name,
                                platform,
                                build.request().pull(),
                                build.request().credentials(),
                                build.progress()),
                build.times().now());
    }

    private @Nullable Platform platform() {
        String text = expand(stage.from(), stage.from().platform());
        if (text.isEmpty()) {
            text = build.request().platform();
        }
        return text.isEmpty() ? null : Platforms.parse(text);
    }

    private String expand(Instruction at, String word) {
        try {
            return build.expansion().expand(word, build.globals().forFrom());
        } catch (InvalidInputException e) {
            throw build.file().error(at.source(), word, String.valueOf(e.getMessage()), "");
        }
    }

    private void take(Instruction instruction, ImageDraft image) {
        switch (instruction) {
            case Instruction.Run run -> new RunStep(engine, build, stage, this, image, arguments).take(run);
            case Instruction.Copy copy ->
                new CopyStep(engine, build, stage, this, image, arguments).take(copy, copy.files(), false);
            case Instruction.Add add ->
                new CopyStep(engine, build, stage, this, image, arguments).take(add, add.files(), true);
            case Instruction.Workdir workdir -> new WorkdirStep(engine, build, this, image, arguments).take(workdir);
            case Instruction.From from -> throw new IllegalStateException("a stage has one FROM");
            case Instruction.Arg x -> metadata(x, image);
            case Instruction.Cmd x -> metadata(x, image);
            case Instruction.Entrypoint x -> metadata(x, image);
            case Instruction.Env x -> metadata(x, image);
            case Instruction.Expose x -> metadata(x, image);
            case Instruction.HealthCheck x -> metadata(x, image);
            case Instruction.Label x -> metadata(x, image);
            case Instruction.Maintainer x -> metadata(x, image);
            case Instruction.OnBuild x -> metadata(x, image);
            case Instruction.Shell x -> metadata(x, image);
            case Instruction.StopSignal x -> metadata(x, image);
            case Instruction.User x -> metadata(x, image);
            case Instruction.Volume x -> metadata(x, image);
        }
    }

    /// A step that only touches the JSON.
    private void metadata(Instruction instruction, ImageDraft image) {
        var words = new StepWords(build, arguments, image, instruction);
        String comment = new MetadataStep(words, image, arguments).apply(instruction);
        finish(image, noOperation(image, " " + comment), "metadata", () -> null);
    }

    /// The classic builder's way to say that nothing ran.
    static String noOperation(ImageDraft image, String comment) {
        return String.join(" ", image.process().shell()) + " #(nop) " + comment;
    }

    interface Making {

        /// @return null if it made no layer
        @Nullable
        Layer make() throws IOException;
    }

    /// Completes a step: takes it from the cache, or makes it and remembers it.
    ///
    /// @param createdBy for the history
    /// @param content what else decides the result, such as the digest of copied files
    void finish(ImageDraft image, String createdBy, String content, Making making) {
        String key =
                image.keyAfter(createdBy + "\n" + content + "\n" + build.times().key());
        Optional<StepCache.Made> found = cached(image, createdBy, content, key);
        if (found.isPresent()) {
            Layer layer = found.get().layer();
            cached = true;
            build.used(key);
            build.journal().cached(number, found.get().madeBy());
            image.add(createdBy, found.get().created(), layer, key);
            return;
        }
        Layer layer = make(making);
        if (layer != null) {
            build.lease().brought(layer.id());
        }
        Instant now = build.times().now();
        var made = new StepCache.Made(layer, now, build.journal().place(number).toString());
        engine.cache().put(key, made, stage.index() + ": " + createdBy);
        image.add(createdBy, now, layer, key);
    }

    private Optional<StepCache.Made> cached(ImageDraft image, String createdBy, String content, String key) {
        if (!build.request().useCache()) {
            return Optional.empty();
        }
        if (build.request().cacheFrom().isEmpty()) {
            return engine.cache().find(key);
        }
        return new CacheFrom(engine, build.request().cacheFrom())
                .find(image, createdBy)
                .or(() -> engine.cache().find(key));
    }

    private static @Nullable Layer make(Making making) {
        try {
            return making.make();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void say(String text) {
        build.journal().output(number, false, text);
    }

    int number() {
        return number;
    }
}
