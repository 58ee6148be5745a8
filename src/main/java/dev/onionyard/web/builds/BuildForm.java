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
/// @param source where the context comes from
/// @param address of a repository, or path of a folder of the server
/// @param written whether the Dockerfile is the text of the form; else the context has one
/// @param dockerfile the text
/// @param path of the Dockerfile in the context
/// @param tags names, separated by blanks or commas
/// @param args `NAME=value`, one a line
record BuildForm(
        Source source,
        String address,
        boolean written,
        String dockerfile,
        String path,
        String tags,
        String args,
        String target,
        boolean noCache,
        boolean pull) {

    /// Where a context comes from.
    enum Source {
        /// There is none: the Dockerfile copies nothing.
        NONE,
        /// A folder that the browser sends as a tar.
        FOLDER,
        /// A tar that somebody made.
        TAR,
        /// A Git repository, or the address of a tar.
        GIT,
        /// A folder of the server; for administrators.
        SERVER
    }

    static final BuildForm EMPTY = new BuildForm(Source.NONE, "", true, "FROM ", "", "", "", "", false, false);

    /// What a browser sent; fields that it left out are empty.
    static BuildForm of(Map<String, String> fields) {
        return new BuildForm(
                source(fields.getOrDefault("source", "NONE")),
                fields.getOrDefault("address", "").strip(),
                fields.containsKey("written"),
                fields.getOrDefault("dockerfile", "").replace("\r\n", "\n"),
                fields.getOrDefault("path", "").strip(),
                fields.getOrDefault("tags", ""),
                fields.getOrDefault("args", ""),
                fields.getOrDefault("target", "").strip(),
                fields.containsKey("noCache"),
                fields.containsKey("pull"));
    }

    private static Source source(String name) {
        return Arrays.stream(Source.values())
                .filter(source -> source.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("cannot read the source of a build: \"" + name
                        + "\"; expected one of " + Arrays.toString(Source.values())));
    }

    /// The same build once more. What was uploaded is not kept, so it has to be chosen again.
    static BuildForm again(BuildRecord record) {
        Source source = sourceOf(record.contextOrigin());
        String args = record.buildArgs().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(arg -> arg.getKey() + "=" + arg.getValue())
                .collect(Collectors.joining("\n"));
        return new BuildForm(
                source,
                source == Source.GIT || source == Source.SERVER ? record.contextOrigin() : "",
                source == Source.NONE,
                record.dockerfile(),
                record.dockerfilePath().equals("Dockerfile") ? "" : record.dockerfilePath(),
                String.join(" ", record.tags()),
                args,
                record.target(),
                record.options().noCache(),
                record.options().pull());
    }

    private static Source sourceOf(String origin) {
        return switch (origin) {
            case "Dockerfile" -> Source.NONE;
            case "upload" -> Source.FOLDER;
            default -> origin.startsWith("/") ? Source.SERVER : Source.GIT;
        };
    }

    BuildForm withDockerfile(String text) {
        return new BuildForm(source, address, true, text, path, tags, args, target, noCache, pull);
    }

    /// Whether all that it needs is in it: the context does not have to be chosen again.
    public boolean complete() {
        return source != Source.FOLDER && source != Source.TAR;
    }

    /// @throws InvalidInputException naming what was expected
    BuildRequest request() {
        return BuildRequest.of(names().toArray(String[]::new))
                .withBuildArgs(arguments())
                .withTarget(target)
                .withDockerfile(source == Source.NONE ? "" : path)
                .withCache(!noCache)
                .withPull(pull);
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
