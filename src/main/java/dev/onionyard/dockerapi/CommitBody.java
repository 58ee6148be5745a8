package dev.onionyard.dockerapi;

import dev.onionyard.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The configuration that a commit may bring in its body (Engine API, ImageCommit), as the Dockerfile instructions that
/// say the same.
final class CommitBody {

    private CommitBody() {}

    /// @param body an object, or null for nothing
    static List<String> instructions(JsonNode body) {
        var lines = new ArrayList<String>();
        if (body.isNull() || body.isMissingNode()) {
            return lines;
        }
        if (!body.isObject()) {
            throw new InvalidInputException("invalid JSON: expected an object");
        }
        addWord(lines, "USER", body.path("User"));
        addWord(lines, "WORKDIR", body.path("WorkingDir"));
        addWord(lines, "STOPSIGNAL", body.path("StopSignal"));
        body.path("ExposedPorts").propertyNames().forEach(port -> lines.add("EXPOSE " + port));
        body.path("Volumes").propertyNames().forEach(path -> lines.add("VOLUME " + List.of(quoted(path))));
        body.path("Env").forEach(pair -> addPair(lines, "ENV", pair.asString()));
        body.path("Labels")
                .properties()
                .forEach(label -> addPair(
                        lines, "LABEL", label.getKey() + "=" + label.getValue().asString()));
        addCommand(lines, "ENTRYPOINT", body.path("Entrypoint"));
        addCommand(lines, "CMD", body.path("Cmd"));
        body.path("OnBuild").forEach(line -> lines.add("ONBUILD " + line.asString()));
        return lines;
    }

    private static void addWord(List<String> lines, String instruction, JsonNode value) {
        if (value.isString() && !value.asString().isEmpty()) {
            lines.add(instruction + " " + value.asString());
        }
    }

    private static void addPair(List<String> lines, String instruction, String pair) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
            lines.add(
                    instruction + " " + escaped(pair.substring(0, equals)) + "=" + escaped(pair.substring(equals + 1)));
        }
    }

    /// In double quotes, with what the Dockerfile's language would read in them escaped.
    private static String escaped(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$") + '"';
    }

    private static void addCommand(List<String> lines, String instruction, JsonNode command) {
        if (command.isArray() && !command.isEmpty()) {
            lines.add(instruction + " " + DockerJson.MAPPER.writeValueAsString(command));
        }
    }

    private static String quoted(String text) {
        return DockerJson.MAPPER.writeValueAsString(text);
    }
}
