package dev.onionyard.image;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.ProcessDefaults;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;

/// Reads the instructions as a Dockerfile's lines: comments and line continuations are understood, words are
/// expanded with the image's own environment.
@Component
class DockerfileChanges implements ConfigChanges {

    @Override
    public ProcessDefaults apply(ProcessDefaults base, List<String> instructions) {
        var draft = new ProcessDraft(base);
        String.join("\n", instructions)
                .replaceAll("\\\\[ \\t]*\\r?\\n", "")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(line -> apply(draft, line));
        return draft.finish();
    }

    private static void apply(ProcessDraft draft, String line) {
        String[] parts = line.split("\\s+", 2);
        String rest = parts.length == 2 ? parts[1].strip() : "";
        String word = parts[0].toUpperCase(Locale.ROOT);
        if (rest.isEmpty()) {
            throw refused(line, word + " with an argument");
        }
        switch (word) {
            case "CMD" -> draft.cmd(rest);
            case "ENTRYPOINT" -> draft.entrypoint(rest);
            case "ENV" -> draft.env(line, rest);
            case "EXPOSE" -> draft.expose(line, rest);
            case "LABEL" -> draft.label(line, rest);
            case "ONBUILD" -> draft.onBuild(line, rest);
            case "STOPSIGNAL" -> draft.stopSignal(line, rest);
            case "USER" -> draft.user(line, rest);
            case "VOLUME" -> draft.volume(line, rest);
            case "WORKDIR" -> draft.workingDir(line, rest);
            case "HEALTHCHECK" -> draft.healthCheck(line, rest);
            default ->
                throw refused(
                        line,
                        "CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, ONBUILD, STOPSIGNAL, USER, VOLUME, WORKDIR or HEALTHCHECK");
        }
    }

    static InvalidInputException refused(String line, String expected) {
        return new InvalidInputException("cannot apply change \"" + line + "\": expected " + expected);
    }
}
