package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.get;
import static dev.onionyard.dockerapi.Route.post;

import dev.onionyard.account.Role;
import dev.onionyard.archive.ImageArchives;
import dev.onionyard.archive.ImageArchives.Backup;
import dev.onionyard.container.ContainerSnapshots;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.image.Image;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Platform;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/// Images to and from bytes: load, save, import, commit.
@Component
class ArchiveRoutes implements Route.Source {

    private final ImageArchives archives;
    private final ContainerSnapshots snapshots;

    ArchiveRoutes(ImageArchives archives, ContainerSnapshots snapshots) {
        this.archives = archives;
        this.snapshots = snapshots;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                post("/images/load", this::load),
                get("/images/get", exchange -> save(exchange, exchange.queries("names")))
                        .needs(Role.OPERATOR),
                get("/images/{name}/get", exchange -> save(exchange, List.of(exchange.id())))
                        .needs(Role.OPERATOR),
                post("/commit", this::commit));
    }

    private void load(Exchange exchange) throws IOException {
        JsonStream out = exchange.jsonStream();
        try {
            ProgressListener progress = exchange.flag("quiet") ? ProgressListener.NONE : new JsonProgress(out);
            for (Image image : archives.restore(exchange.body(), "docker load", progress)) {
                loadedLines(image).forEach(line -> out.send(Map.of("stream", line + "\n")));
            }
        } catch (EngineException e) {
            fail(out, e);
        }
    }

    private static List<String> loadedLines(Image image) {
        return image.tags().isEmpty()
                ? List.of("Loaded image ID: " + image.id())
                : image.tags().stream()
                        .map(tag -> "Loaded image: " + tag.familiar())
                        .toList();
    }

    /// The status went out with the first byte, so a failure is a message of the stream.
    private static void fail(JsonStream out, EngineException e) {
        String message = String.valueOf(e.getMessage());
        out.send(Map.of("errorDetail", Map.of("message", message), "error", message));
    }

    private void save(Exchange exchange, List<String> names) throws IOException {
        Backup backup = archives.backup(names, ImageArchives.Format.DOCKER_ARCHIVE);
        backup.length().ifPresent(exchange.response()::setContentLengthLong);
        backup.writeTo(exchange.stream("application/x-tar"), ProgressListener.NONE);
    }

    /// `docker import`: `/images/create` with `fromSrc`.
    void importFiles(Exchange exchange) throws IOException {
        if (!exchange.query("fromSrc", "").equals("-")) {
            throw new InvalidInputException("cannot import \"" + exchange.query("fromSrc", "")
                    + "\": expected fromSrc=- with the files as the body, or fromImage");
        }
        // Answered at its end, so that what is wrong has a status of its own.
        Image image = archives.importFiles(
                exchange.body(),
                "docker import",
                reference(exchange),
                exchange.query("message", "Imported from -"),
                exchange.queries("changes"),
                Objects.requireNonNullElseGet(TransferRoutes.platform(exchange.query("platform", "")), Platform::host),
                ProgressListener.NONE);
        exchange.jsonStream().send(Map.of("status", image.id().toString()));
    }

    private void commit(Exchange exchange) throws IOException {
        JsonNode body = exchange.jsonOrNull(JsonNode.class);
        var changes = new ArrayList<String>(body == null ? List.of() : CommitBody.instructions(body));
        changes.addAll(exchange.queries("changes"));
        var request = new ContainerSnapshots.CommitRequest(
                reference(exchange),
                exchange.query("comment", ""),
                exchange.query("author", ""),
                exchange.flag("pause", true),
                changes);
        Image image = snapshots.commit(exchange.query("container", ""), request, ProgressListener.NONE);
        exchange.respond(201, Map.of("Id", image.id().toString()));
    }

    private static @Nullable ImageReference reference(Exchange exchange) {
        String repository = exchange.query("repo", "");
        if (repository.isEmpty()) {
            return null;
        }
        return ImageNames.of(repository, exchange.query("tag", ""));
    }
}
