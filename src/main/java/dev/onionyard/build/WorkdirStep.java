package dev.onionyard.build;

import dev.onionyard.dockerfile.Instruction;
import dev.onionyard.layer.Layer;
import dev.onionyard.tar.TarWriter;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// `WORKDIR`: changes the configuration and makes the folder, if it is missing.
final class WorkdirStep {

    private final BuildEngine engine;
    private final BuildRun build;
    private final StageRun stage;
    private final ImageDraft image;
    private final BuildArguments arguments;

    WorkdirStep(BuildEngine engine, BuildRun build, StageRun stage, ImageDraft image, BuildArguments arguments) {
        this.engine = engine;
        this.build = build;
        this.stage = stage;
        this.image = image;
        this.arguments = arguments;
    }

    void take(Instruction.Workdir instruction) {
        String word = new StepWords(build, arguments, image, instruction).expand(instruction.path());
        ConfigDraft process = image.process();
        process.workingDir =
                Path.of("/", process.workingDir).resolve(word).normalize().toString();
        String comment = StageRun.noOperation(image, "WORKDIR " + process.workingDir);
        stage.finish(image, comment, "workdir", this::makeFolder);
    }

    private @Nullable Layer makeFolder() throws IOException {
        String path = image.process().workingDir.substring(1);
        try (var below = new StackTree(engine.layers(), engine.lookup(), image.layers(), "image")) {
            var probe = new TargetTree(
                    below,
                    new TarWriter(java.io.OutputStream.nullOutputStream()),
                    build.times().now());
            if (probe.isDirectory(probe.locate(path))) {
                return null;
            }
            return engine.layers()
                    .write(
                            out -> {
                                var tar = new TarWriter(out);
                                var target =
                                        new TargetTree(below, tar, build.times().now());
                                target.makeDirectory(target.locate(path), Owner.ROOT);
                                tar.finish();
                            },
                            image.layers(),
                            build.progress());
        }
    }
}
