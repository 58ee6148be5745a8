package dev.onionyard.registry;

import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.MediaType;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/// The endpoints of the distribution specification, one method each, on one server.
final class EndpointSession implements RegistrySession {

    private static final int DOCUMENT_LIMIT = 8 << 20;
    private static final String CATALOGUE_SCOPE = "registry:catalog:*";
    private static final String DIGEST_HEADER = "Docker-Content-Digest";
    private static final String MANIFEST_TYPES = String.join(
            ", ",
            MediaType.OCI_INDEX,
            MediaType.OCI_MANIFEST,
            MediaType.DOCKER_MANIFEST_LIST,
            MediaType.DOCKER_MANIFEST);

    private final RegistryHttp http;

    EndpointSession(RegistryHttp http) {
        this.http = http;
    }

    @Override
    public RegistrySession during(ProgressListener work) {
        return new EndpointSession(http.during(work));
    }

    @Override
    public void ping() {
        HttpResponse<InputStream> answer = http.send(Ask.of("GET", "", ""));
        if (answer.statusCode() != 200) {
            throw refused("cannot sign in at \"" + registry() + "\"", RegistryProblem.of(answer));
        }
        Wire.discard(answer);
    }

    @Override
    public Optional<Descriptor> findManifest(ImageReference reference) {
        HttpResponse<InputStream> answer = http.send(manifestAsk("HEAD", reference));
        Wire.discard(answer);
        Optional<Digest> digest = digestOf(answer);
        return switch (answer.statusCode()) {
            case 200 ->
                Optional.of(
                        digest.isPresent()
                                ? Descriptor.of(mediaType(answer), digest.get(), length(answer))
                                : manifest(reference).descriptor());
            case 404 -> Optional.empty();
            // The answer to HEAD has no words.
            default -> throw refused("cannot look up \"" + reference.familiar() + "\"", RegistryProblem.of(answer));
        };
    }

    private static long length(HttpResponse<InputStream> answer) {
        return answer.headers().firstValueAsLong("Content-Length").orElse(0);
    }

    @Override
    public RemoteManifest manifest(ImageReference reference) {
        HttpResponse<InputStream> answer = http.send(manifestAsk("GET", reference));
        if (answer.statusCode() != 200) {
            throw noManifest(reference, RegistryProblem.of(answer));
        }
        byte[] json = bytes(answer, MANIFEST_LIMIT, "manifest of \"" + reference.familiar() + "\"");
        Digest actual = Digest.of(json);
        Optional<Digest> expected = Optional.ofNullable(reference.digest()).or(() -> digestOf(answer));
        if (expected.isPresent() && !expected.get().equals(actual)) {
            throw new InvalidInputException("cannot fetch manifest of \"" + reference.familiar()
                    + "\": expected digest \"" + expected.get() + "\", but the registry sent \"" + actual + "\"");
        }
        return new RemoteManifest(ManifestKind.of(mediaType(answer), json, reference), actual, json);
    }

    private Ask manifestAsk(String method, ImageReference reference) {
        return Ask.of(method, pathOf(reference) + "/manifests/" + target(reference), pull(reference))
                .with("Accept", MANIFEST_TYPES);
    }

    private static String target(ImageReference reference) {
        Digest digest = reference.digest();
        return digest != null
                ? digest.toString()
                : Objects.requireNonNullElse(reference.tag(), ImageReference.DEFAULT_TAG);
    }

    /// In the words that Docker's clients know.
    private EngineException noManifest(ImageReference reference, RegistryProblem problem) {
        if (problem.isRefusal()) {
            return new NotFoundException("pull access denied for " + reference.familiarRepository()
                    + ", repository does not exist or may require 'docker login': " + problem.text());
        }
        return problem.isMissing()
                ? new NotFoundException("manifest for " + reference.familiar() + " not found: manifest unknown: "
                        + (problem.code().isEmpty()
                                ? "manifest unknown"
                                : problem.text().replaceFirst("^[^:]*: ", "")))
                : refused("cannot fetch manifest of \"" + reference.familiar() + "\"", problem);
    }

    @Override
    public byte[] document(ImageReference repository, Descriptor blob) {
        if (blob.size() > DOCUMENT_LIMIT) {
            throw new InvalidInputException("cannot fetch \"" + blob.digest() + "\": it has " + blob.size()
                    + " bytes, and the limit is " + DOCUMENT_LIMIT);
        }
        try (InputStream in = openBlob(repository, blob, 0)) {
            byte[] content = in.readAllBytes();
            Digest actual = Digest.of(content);
            if (!actual.equals(blob.digest())) {
                throw new InvalidInputException("cannot fetch \"" + blob.digest()
                        + "\": the registry sent something with the digest \"" + actual + "\"");
            }
            return content;
        } catch (IOException e) {
            throw http.unreachable(e);
        }
    }

    @Override
    public InputStream openBlob(ImageReference repository, Descriptor blob, long offset) {
        return new ResumingBlob(
                http, Ask.of("GET", blobPath(repository, blob.digest()), pull(repository)), blob, offset);
    }

    @Override
    public boolean hasBlob(ImageReference repository, Digest blob) {
        return hasBlob(repository, blob, pull(repository));
    }

    private boolean hasBlob(ImageReference repository, Digest blob, String scope) {
        HttpResponse<InputStream> answer = http.send(Ask.of("HEAD", blobPath(repository, blob), scope));
        Wire.discard(answer);
        return switch (answer.statusCode()) {
            case 200 -> true;
            case 404 -> false;
            default -> throw refused("cannot look up \"" + blob + "\"", RegistryProblem.of(answer));
        };
    }

    @Override
    public boolean mount(ImageReference repository, Digest blob, String from) {
        String target =
                pathOf(repository) + "/blobs/uploads/?mount=" + encoded(blob.toString()) + "&from=" + encoded(from);
        String scope = push(repository) + " repository:" + from + ":pull";
        HttpResponse<InputStream> answer = http.send(Ask.of("POST", target, scope));
        Wire.discard(answer);
        if (answer.statusCode() == 202) {
            answer.headers().firstValue("Location").ifPresent(location -> cancelUpload(answer, location, scope));
        }
        return answer.statusCode() == 201;
    }

    /// The registry began an upload instead, which nobody will finish.
    private void cancelUpload(HttpResponse<InputStream> answer, String location, String scope) {
        String address = http.resolved(answer.uri(), location).toString();
        Wire.discard(http.send(Ask.of("DELETE", address, scope).once(() -> 0)));
    }

    @Override
    public void upload(ImageReference repository, Descriptor blob, BlobContent content, ProgressListener progress)
            throws IOException {
        String scope = push(repository);
        new BlobUpload(http, pathOf(repository), scope, blob, content, progress)
                .run(() -> hasBlob(repository, blob.digest(), scope));
    }

    @Override
    public Digest putManifest(ImageReference reference, String mediaType, byte[] json) {
        Digest expected = Digest.of(json);
        String name = reference.tag() == null ? expected.toString() : reference.tag();
        Ask ask = Ask.of("PUT", pathOf(reference) + "/manifests/" + name, push(reference))
                .with("Content-Type", mediaType)
                .with(() -> BodyPublishers.ofByteArray(json));
        HttpResponse<InputStream> answer = http.send(ask);
        if (answer.statusCode() != 201) {
            RegistryProblem problem = RegistryProblem.of(answer);
            throw problem.isReadOnly()
                    ? problem.readOnly(registry())
                    : refused("cannot push \"" + reference.familiar() + "\"", problem);
        }
        Wire.discard(answer);
        Digest actual = digestOf(answer).orElse(expected);
        if (!actual.equals(expected)) {
            throw new InvalidInputException("cannot push \"" + reference.familiar() + "\": the registry stored \""
                    + actual + "\" where \"" + expected + "\" was sent");
        }
        return actual;
    }

    @Override
    public void deleteManifest(ImageReference reference) {
        String scope = "repository:" + pathOf(reference) + ":delete";
        HttpResponse<InputStream> answer =
                http.send(Ask.of("DELETE", pathOf(reference) + "/manifests/" + target(reference), scope));
        if (answer.statusCode() != 202 && answer.statusCode() != 200) {
            throw refused("cannot delete \"" + reference.familiar() + "\"", RegistryProblem.of(answer));
        }
        Wire.discard(answer);
    }

    @Override
    public NamePage tags(ImageReference repository, String after, int limit) {
        String path = pathOf(repository) + "/tags/list";
        return names("tags", path, pull(repository), after, limit, "\"" + repository.familiarRepository() + "\"");
    }

    @Override
    public NamePage repositories(String after, int limit) {
        return names("repositories", "_catalog", CATALOGUE_SCOPE, after, limit, "\"" + registry() + "\"");
    }

    private NamePage names(String field, String path, String scope, String after, int limit, String where) {
        boolean isLink = after.startsWith("/v2/");
        String query = "?n=" + limit + (after.isEmpty() ? "" : "&last=" + encoded(after));
        HttpResponse<InputStream> answer =
                http.send(Ask.of("GET", isLink ? after.substring("/v2/".length()) : path + query, scope));
        if (answer.statusCode() != 200) {
            throw refused("cannot list " + field + " of " + where, RegistryProblem.of(answer));
        }
        try (InputStream body = answer.body()) {
            return new NameReader(field, isLink ? "" : after, limit)
                    .read(body, answer.headers().firstValue("Link").orElse(""));
        } catch (IOException e) {
            throw http.unreachable(e);
        }
    }

    private byte[] bytes(HttpResponse<InputStream> answer, int limit, String what) {
        try (InputStream body = answer.body()) {
            byte[] content = body.readNBytes(limit + 1);
            if (content.length > limit) {
                throw new InvalidInputException(
                        "cannot fetch " + what + ": it has more than " + limit + " bytes, which is the limit");
            }
            return content;
        } catch (IOException e) {
            throw http.unreachable(e);
        }
    }

    private EngineException refused(String what, RegistryProblem problem) {
        if (problem.isMissing()) {
            return new NotFoundException(what + ": " + problem.text());
        }
        return problem.status() < 500 && problem.status() != 429
                ? new InvalidInputException(what + ": " + problem.text())
                : new UnavailableException(what + ": the registry answered: " + problem.text());
    }

    private static Optional<Digest> digestOf(HttpResponse<InputStream> answer) {
        return answer.headers()
                .firstValue(DIGEST_HEADER)
                .filter(text -> text.matches("sha256:[0-9a-f]{64}"))
                .map(Digest::parse);
    }

    private static String mediaType(HttpResponse<InputStream> answer) {
        return answer.headers()
                .firstValue("Content-Type")
                .orElse("")
                .split(";", 2)[0]
                .strip();
    }

    private String registry() {
        return http.endpoint().authority();
    }

    private String pathOf(ImageReference repository) {
        return http.endpoint().pathOf(repository);
    }

    private String blobPath(ImageReference repository, Digest blob) {
        return pathOf(repository) + "/blobs/" + blob;
    }

    private String pull(ImageReference repository) {
        return "repository:" + pathOf(repository) + ":pull";
    }

    private String push(ImageReference repository) {
        return "repository:" + pathOf(repository) + ":pull,push";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
