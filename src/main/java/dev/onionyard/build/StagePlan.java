package dev.onionyard.build;

import dev.onionyard.dockerfile.Dockerfile;
import dev.onionyard.dockerfile.Dockerfile.Stage;
import dev.onionyard.dockerfile.Instruction;
import dev.onionyard.error.InvalidInputException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Which stages a target needs. Stages form a graph without circles, because a stage can only name earlier ones.
///
/// @param target the stage whose image is wanted
/// @param needed the target and all that it needs, in the order of the file
record StagePlan(Dockerfile file, Stage target, List<Stage> needed) {

    /// @param expand replaces variables in what a `FROM` names
    /// @throws InvalidInputException in Docker's words if there is no such target
    static StagePlan of(Dockerfile file, String targetName, UnaryOperator<String> expand) {
        Stage target = targetName.isEmpty()
                ? file.stages().getLast()
                : file.stage(targetName)
                        .orElseThrow(() -> new InvalidInputException(
                                "failed to reach build target " + targetName + " in Dockerfile"));
        var needed = new TreeSet<Integer>();
        Deque<Stage> open = new ArrayDeque<>(List.of(target));
        while (!open.isEmpty()) {
            Stage stage = open.pop();
            if (needed.add(stage.index())) {
                references(stage, expand)
                        .flatMap(name -> find(file, name, stage.index()).stream())
                        .forEach(open::push);
            }
        }
        return new StagePlan(
                file,
                target,
                needed.stream().map(index -> file.stages().get(index)).toList());
    }

    /// The stage before `before` with this name or number, the latest of several.
    Optional<Stage> find(String name, int before) {
        return find(file, name, before);
    }

    /// Names of the target and of the stages below it, whose steps are the image's own history.
    Set<String> standsOn(UnaryOperator<String> expand) {
        var names = new HashSet<String>();
        Optional<Stage> stage = Optional.of(target);
        while (stage.isPresent()) {
            Stage current = stage.get();
            names.add(nameOf(current));
            stage = find(expand.apply(current.from().image()), current.index());
        }
        return names;
    }

    private static Optional<Stage> find(Dockerfile file, String name, int before) {
        String lower = name.toLowerCase(Locale.ROOT);
        List<Stage> earlier = file.stages().subList(0, before);
        return earlier.reversed().stream()
                .filter(stage -> lower.equals(stage.name()))
                .findFirst()
                .or(() -> earlier.stream()
                        .filter(stage -> Integer.toString(stage.index()).equals(name))
                        .findFirst());
    }

    private static Stream<String> references(Stage stage, UnaryOperator<String> expand) {
        return Stream.concat(
                        Stream.of(expand.apply(stage.from().image())),
                        stage.instructions().stream().flatMap(StagePlan::references))
                .filter(name -> !name.isEmpty());
    }

    private static Stream<String> references(Instruction instruction) {
        if (instruction instanceof Instruction.Copy copy) {
            return Stream.of(copy.files().from());
        }
        return instruction instanceof Instruction.Run run
                ? run.mounts().stream().map(RunMount::parse).map(RunMount::from)
                : Stream.empty();
    }

    /// The earlier stages that an instruction of a stage takes files from.
    List<Stage> sourcesOf(Stage stage, Instruction instruction) {
        return references(instruction)
                .flatMap(name -> find(name, stage.index()).stream())
                .toList();
    }

    /// What a stage is called in messages and records.
    static String nameOf(Stage stage) {
        String name = stage.name();
        return name == null ? Integer.toString(stage.index()) : name;
    }
}
