package dev.onionyard.dockerapi;

import static dev.onionyard.dockerapi.Route.get;
import static dev.onionyard.dockerapi.Route.post;

import dev.onionyard.distribution.ImageTransfers;
import dev.onionyard.distribution.ImageTransfers.LayerCompression;
import dev.onionyard.distribution.ImageTransfers.PullRequest;
import dev.onionyard.distribution.ImageTransfers.Pulled;
import dev.onionyard.distribution.ImageTransfers.PushRequest;
import dev.onionyard.distribution.ImageTransfers.Pushed;
import dev.onionyard.distribution.Registries;
import dev.onionyard.distribution.RemoteImages;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.image.Images;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Platform;
import dev.onionyard.registry.Credential;
import dev.onionyard.registry.NamePage;
import dev.onionyard.task.Jobs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Images to and from registries: pull, push, sign in, look, search. A pull or push is a job, too, so that the
/// dashboard shows it and can cancel it.
@Component
class TransferRoutes implements Route.Source {

    private static final int TAG_PAGE = 1000;
    private static final int DEFAULT_FOUND = 25;
    private static final int MOST_FOUND = 100;

    private final ImageTransfers transfers;
    private final RemoteImages remote;
    private final Registries registries;
    private final Images images;
    private final ArchiveRoutes archives;
    private final Jobs jobs;

    TransferRoutes(
            ImageTransfers transfers,
            RemoteImages remote,
            Registries registries,
            Images images,
            ArchiveRoutes archives,
            Jobs jobs) {
        this.transfers = transfers;
        this.remote = remote;
        this.registries = registries;
        this.images = images;
        this.archives = archives;
        this.jobs = jobs;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                post("/images/create", this::create),
                post("/images/{name}/push", this::push),
                post("/auth", this::signIn),
                get("/images/search", this::search),
                get("/distribution/{name}/json", this::distribution).since(1, 30));
    }

    private void create(Exchange exchange) throws Exception {
        if (exchange.query("fromImage", "").isEmpty()) {
            archives.importFiles(exchange);
        } else {
            pull(exchange);
        }
    }

    /// Without tag all tags of the repository are pulled, as the API says.
    private void pull(Exchange exchange) throws Exception {
        String tag = exchange.query("tag", "");
        ImageReference named = reference(exchange.query("fromImage", ""));
        Credential credential = RegistryAuth.of(exchange);
        Platform platform = platform(exchange.query("platform", ""));
        var stream = new TransferStream(exchange);
        List<ImageReference> references = tag.isEmpty() && named.tag() == null && named.digest() == null
                ? allTags(named, credential)
                : List.of(withTag(named, tag));
        for (ImageReference reference : references) {
            boolean goesOn = transfer(stream, "image.pull", reference, job -> {
                Runnable begin = () ->
                        stream.send(Map.of("status", "Pulling from " + reference.path(), "id", tagOrDigest(reference)));
                var progress = new TransferProgress(job, stream, TransferProgress.Words.PULL, begin);
                Pulled pulled = transfers.pull(new PullRequest(reference, platform, credential), progress);
                progress.begin();
                return tell(pulled, stream);
            });
            if (!goesOn) {
                return;
            }
        }
    }

    private static String tell(Pulled pulled, TransferStream stream) {
        String name = pulled.reference().familiar();
        stream.status("Digest: " + pulled.digest());
        stream.status(
                pulled.newer()
                        ? "Status: Downloaded newer image for " + name
                        : "Status: Image is up to date for " + name);
        return "/images/" + pulled.image().id();
    }

    private List<ImageReference> allTags(ImageReference repository, @Nullable Credential credential) {
        var references = new ArrayList<ImageReference>();
        String after = "";
        do {
            NamePage page = remote.tags(repository, after, TAG_PAGE, credential);
            page.names().forEach(tag -> references.add(repository.withTag(tag)));
            after = page.next();
        } while (!after.isEmpty());
        return references;
    }

    private static String tagOrDigest(ImageReference reference) {
        return reference.digest() == null
                ? Objects.requireNonNullElse(reference.tag(), ImageReference.DEFAULT_TAG)
                : reference.digest().toString();
    }

    /// @param tag a tag or a digest, in place of the name's own, or empty
    private static ImageReference withTag(ImageReference reference, String tag) {
        if (tag.startsWith("sha256:")) {
            return reference(reference.repository() + "@" + tag);
        }
        return tag.isEmpty() ? reference.withDefaultTag() : reference(reference.repository() + ":" + tag);
    }

    private static ImageReference reference(String name) {
        try {
            return ImageReference.parse(name);
        } catch (InvalidInputException e) {
            throw new InvalidInputException("invalid reference format", e);
        }
    }

    /// @return null if nothing is asked for
    static @Nullable Platform platform(String text) {
        if (text.isEmpty()) {
            return null;
        }
        String[] parts = text.split("/", -1);
        if (parts.length < 2 || parts.length > 3 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new InvalidInputException("cannot read platform \"" + text + "\": expected \"linux/amd64\"");
        }
        return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : null);
    }

    /// Without tag all names that the image store has in that repository are pushed.
    private void push(Exchange exchange) throws Exception {
        String tag = exchange.query("tag", "");
        ImageReference named = reference(exchange.id());
        Credential credential = RegistryAuth.of(exchange);
        var stream = new TransferStream(exchange);
        stream.status("The push refers to repository [" + named.repository() + "]");
        for (ImageReference target :
                tag.isEmpty() && named.tag() == null ? localTags(named) : List.of(withTag(named, tag))) {
            boolean goesOn = transfer(stream, "image.push", target, job -> {
                requireLocal(target);
                var progress = new TransferProgress(job, stream, TransferProgress.Words.PUSH, () -> {});
                var request = new PushRequest(target.toString(), target, LayerCompression.GZIP, credential);
                return tell(transfers.push(request, progress), stream);
            });
            if (!goesOn) {
                return;
            }
        }
    }

    private List<ImageReference> localTags(ImageReference repository) {
        return images.all().stream()
                .flatMap(image -> image.tags().stream())
                .filter(tag -> tag.repository().equals(repository.repository()))
                .sorted(Comparator.comparing(ImageReference::toString))
                .toList();
    }

    /// In Docker's words.
    private void requireLocal(ImageReference target) {
        if (images.find(target.toString()).isEmpty()) {
            throw new NotFoundException(
                    localTags(target).isEmpty()
                            ? "An image does not exist locally with the tag: " + target.familiarRepository()
                            : "tag does not exist: " + target.familiar());
        }
    }

    private static String tell(Pushed pushed, TransferStream stream) {
        String tag = Objects.requireNonNullElse(pushed.target().tag(), "");
        stream.status(tag + ": digest: " + pushed.digest() + " size: " + pushed.manifestBytes());
        var aux = new LinkedHashMap<String, Object>();
        aux.put("Tag", tag);
        aux.put("Digest", pushed.digest().toString());
        aux.put("Size", pushed.manifestBytes());
        stream.send(Map.of("progressDetail", Map.of(), "aux", aux));
        return "/images/" + pushed.image().id();
    }

    /// @return false if it failed, and the client heard of it
    private boolean transfer(TransferStream stream, String kind, ImageReference reference, Jobs.Work work)
            throws Exception {
        try {
            jobs.runHere(kind, reference.familiar(), work);
            return true;
        } catch (EngineException | IOException e) {
            if (!stream.hasBegun()) {
                throw e;
            }
            stream.fail(String.valueOf(e.getMessage()));
        } catch (CancellationException e) {
            stream.fail("context canceled");
        }
        return false;
    }

    /// `docker login`. What is good is kept, as if it had been typed into the dashboard.
    private void signIn(Exchange exchange) throws IOException {
        RegistryAuth auth = exchange.json(RegistryAuth.class);
        String host = Objects.requireNonNullElse(auth.serveraddress(), "");
        Credential credential = auth.credential();
        try {
            if (credential == null) {
                registries.test(host, null);
            } else {
                registries.signIn(host, credential);
            }
        } catch (InvalidInputException e) {
            exchange.respond(401, Map.of("message", String.valueOf(e.getMessage())));
            return;
        }
        exchange.respond(Map.of("Status", "Login Succeeded", "IdentityToken", ""));
    }

    private void search(Exchange exchange) throws IOException {
        int limit = Math.clamp(exchange.number("limit", DEFAULT_FOUND), 1, MOST_FOUND);
        String term = exchange.query("term", "");
        if (term.isEmpty()) {
            throw new InvalidInputException("cannot search: expected a term");
        }
        exchange.respond(remote.search(term, limit, RegistryAuth.of(exchange)).stream()
                .map(TransferRoutes::found)
                .toList());
    }

    private static Map<String, Object> found(String name) {
        var view = new LinkedHashMap<String, Object>();
        view.put("star_count", 0);
        view.put("is_official", false);
        view.put("name", name);
        view.put("is_automated", false);
        view.put("description", "");
        return view;
    }

    private void distribution(Exchange exchange) throws IOException {
        RemoteImages.Distribution found = remote.distribution(reference(exchange.id()), RegistryAuth.of(exchange));
        var descriptor = new LinkedHashMap<String, Object>();
        descriptor.put("mediaType", found.descriptor().mediaType());
        descriptor.put("digest", found.descriptor().digest().toString());
        descriptor.put("size", found.descriptor().size());
        exchange.respond(Map.of(
                "Descriptor",
                descriptor,
                "Platforms",
                found.platforms().stream().map(TransferRoutes::platform).toList()));
    }

    private static Map<String, Object> platform(Platform platform) {
        var view = new LinkedHashMap<String, Object>();
        view.put("architecture", platform.architecture());
        view.put("os", platform.os());
        if (platform.variant() != null) {
            view.put("variant", platform.variant());
        }
        return view;
    }
}
