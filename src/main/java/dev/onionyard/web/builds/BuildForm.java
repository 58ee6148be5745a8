package dev.onionyard.web.builds;

import dev.onionyard.build.BuildRecord;
import dev.onionyard.build.BuildRequest;
import dev.onionyard.error.InvalidInputException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the form of a new build holds.
///
/// @param tags names, separated by blanks or commas
/// @param dockerfile the text, or empty for the context's own
/// @param path of the Dockerfile in an uploaded context
/// @param args `NAME=value`, one a line
record BuildForm(String tags, String dockerfile, String path, String args, String target, boolean noCache) {

    static final BuildForm EMPTY = new BuildForm("", "FROM ", "", "", "", false);

    /// What a browser sent; fields that it left out are empty.
    static BuildForm of(Map<String, String> fields) {
        return new BuildForm(
                fields.getOrDefault("tags", ""),
                fields.getOrDefault("dockerfile", "").replace("\r\n", "\n"),
                fields.getOrDefault("path", ""),
                fields.getOrDefault("args", ""),
                fields.getOrDefault("target", ""),
                fields.containsKey("noCache"));
    }

    /// The same build once more.
    static BuildForm again(BuildRecord record) {
        String args = record.buildArgs().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(arg -> arg.getKey() + "=" + arg.getValue())
                .collect(Collectors.joining("\n"));
        return new BuildForm(
                String.join(" ", record.tags()),
                record.dockerfile(),
                record.dockerfilePath(),
                args,
                record.target(),
                false);
    }

    /// @throws InvalidInputException naming what was expected
    BuildRequest request() {
        BuildRequest request = BuildRequest.of(names().toArray(String[]::new))
                .withBuildArgs(arguments())
                .withTarget(target.strip())
                .withDockerfile(path.strip());
        return noCache ? request.withoutCache() : request;
    }

    private List<String> names() {
        return Arrays.stream(tags.split("[\\s,]+"))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private Map<String, @Nullable String> arguments() {
        var arguments = new LinkedHashMap<String, @Nullable String>();
        args.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> {
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new InvalidInputException("cannot read build argument \"" + line + "\": expected NAME=value");
            }
            arguments.put(line.substring(0, equals), line.substring(equals + 1));
        });
        return arguments;
    }
}
