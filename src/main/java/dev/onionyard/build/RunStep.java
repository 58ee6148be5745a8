package dev.onionyard.build;

import dev.onionyard.dockerfile.Command;
import dev.onionyard.dockerfile.Dockerfile.Stage;
import dev.onionyard.dockerfile.Heredoc;
import dev.onionyard.dockerfile.IgnoreRules;
import dev.onionyard.dockerfile.Instruction;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `RUN`: a command in a container; what it changes becomes a layer.
final class RunStep {

    private final BuildEngine engine;
    private final BuildRun build;
    private final Stage stage;
    private final StageRun run;
    private final ImageDraft image;
    private final BuildArguments arguments;

    RunStep(BuildEngine engine, BuildRun build, Stage stage, StageRun run, ImageDraft image, BuildArguments arguments) {
        this.engine = engine;
        this.build = build;
        this.stage = stage;
        this.run = run;
        this.image = image;
        this.arguments = arguments;
    }

    void take(Instruction.Run instruction) {
        var words = new StepWords(build, arguments, image, instruction);
        List<String> args = commandLine(instruction);
        List<RunMount> mounts = words.expandAll(instruction.mounts()).stream()
                .map(RunMount::parse)
                .toList();
        List<String> shown = arguments.shownInHistory(image.process().env);
        String createdBy = String.join(" ", args);
        if (!shown.isEmpty()) {
            createdBy = "|" + shown.size() + " " + String.join(" ", shown) + " " + createdBy;
        }
        String content = "run " + instruction.network() + " " + network(instruction) + mountKeys(mounts);
        run.finish(image, createdBy, content, () -> execute(instruction, args, mounts));
    }

    private List<String> commandLine(Instruction.Run instruction) {
        List<String> shell = image.process().shell();
        if (instruction.heredocs().isEmpty() || !(instruction.command() instanceof Command.Shell(String line))) {
            return instruction.command().line(shell);
        }
        return new Command.Shell(script(line, instruction.heredocs())).line(shell);
    }

    /// A here-document alone is the script; beside a command it stays where the shell expects it.
    private static String script(String line, List<Heredoc> heredocs) {
        boolean alone = heredocs.size() == 1
                && !line.strip().contains(" ")
                && line.strip().startsWith("<<");
        if (alone) {
            return heredocs.getFirst().content();
        }
        var text = new StringBuilder(line.replace("<<-", "<<"));
        heredocs.forEach(heredoc -> text.append('\n').append(heredoc.content()).append(heredoc.name()));
        return text.append('\n').toString();
    }

    private String network(Instruction.Run instruction) {
        return instruction.network().equals("default") ? build.request().network() : instruction.network();
    }

    /// What mounts bring decides the result: their words, and what a bind mount shows.
    private String mountKeys(List<RunMount> mounts) {
        var keys = new StringBuilder();
        for (RunMount mount : mounts) {
            keys.append('\n').append(mount.text());
            if (mount.type() == RunMount.Type.BIND) {
                keys.append(' ').append(bindKey(mount));
            }
        }
        return keys.toString();
    }

    private String bindKey(RunMount mount) {
        if (!mount.from().isEmpty()) {
            return build.sourceOf(mount.from(), stage.index()).layers().toString();
        }
        try (var tree = new ContextTree(build.context(), build.ignored())) {
            return tree.resolve(mount.source())
                    .map(entry -> new CopyItem(tree, entry, "", IgnoreRules.NONE, false)
                            .digest()
                            .hex())
                    .orElse("");
        }
    }

    private @Nullable Layer execute(Instruction.Run instruction, List<String> args, List<RunMount> mounts) {
        ConfigDraft process = image.process();
        try (StepMounts.Prepared prepared = engine.mounts()
                .prepare(mounts, process.workingDirOrRoot(), build.request().secrets(), new Sources())) {
            var env = new ArrayList<>(process.environment());
            env.addAll(arguments.environment(process.env));
            env.addAll(prepared.env());
            var plan = new StepContainers.Plan(
                    image.layers(),
                    args,
                    env,
                    process.workingDirOrRoot(),
                    process.user,
                    network(instruction),
                    build.request().extraHosts(),
                    build.request().shmBytes(),
                    build.request().memoryBytes(),
                    prepared.mounts(),
                    prepared.targets(),
                    volumes());
            StepContainers.Result result =
                    engine.containers().run(plan, new Printing(), build.times(), build.progress(), build::stopping);
            build.checkStopping();
            if (result.exitCode() != 0) {
                throw new InvalidInputException(
                        "The command '" + String.join(" ", args) + "' returned a non-zero code: " + result.exitCode());
            }
            return result.layer().orElse(null);
        }
    }

    private List<String> volumes() {
        return image.process().volumes.stream()
                .map(volume -> Path.of("/").resolve(volume).normalize().toString())
                .filter(volume -> !volume.equals("/"))
                .toList();
    }

    /// Where mounts come from.
    private final class Sources implements StepMounts.Sources {

        @Override
        public Path context() {
            return build.context().directory();
        }

        @Override
        public List<LayerId> layersOf(String name) {
            return build.sourceOf(name, stage.index()).layers();
        }
    }

    /// Passes on what the container prints.
    private final class Printing implements StepContainers.Listener {

        private final Utf8Text out = new Utf8Text();
        private final Utf8Text errors = new Utf8Text();

        @Override
        public void onStarted(String containerId) {
            build.journal().container(run.number(), containerId);
        }

        @Override
        public void onOutput(boolean error, byte[] bytes, int length) {
            build.journal().output(run.number(), error, (error ? errors : out).next(bytes, length));
        }
    }
}
