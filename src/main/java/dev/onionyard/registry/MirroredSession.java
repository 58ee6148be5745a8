package dev.onionyard.registry;

import dev.onionyard.error.EngineException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.progress.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads from mirrors as long as they have what is asked for, and from the registry itself otherwise.
/// Everything else goes to the registry.
final class MirroredSession implements RegistrySession {

    private static final Logger log = LoggerFactory.getLogger(MirroredSession.class);

    private final List<RegistrySession> mirrors;
    private final RegistrySession registry;

    MirroredSession(List<RegistrySession> mirrors, RegistrySession registry) {
        this.mirrors = List.copyOf(mirrors);
        this.registry = registry;
    }

    @Override
    public RegistrySession during(ProgressListener work) {
        return new MirroredSession(
                mirrors.stream().map(mirror -> mirror.during(work)).toList(), registry.during(work));
    }

    private interface Read<T> {
        T from(RegistrySession source);
    }

    private <T> T first(Read<T> read) {
        for (RegistrySession mirror : mirrors) {
            try {
                return read.from(mirror);
            } catch (NotFoundException e) {
                log.debug("A mirror does not have it: {}", e.getMessage());
            } catch (EngineException e) {
                log.info("A mirror cannot be used: {}", e.getMessage());
            }
        }
        return read.from(registry);
    }

    @Override
    public Optional<Descriptor> findManifest(ImageReference reference) {
        return first(source -> source == registry
                ? source.findManifest(reference)
                : Optional.of(source.findManifest(reference)
                        .orElseThrow(() -> new NotFoundException("no manifest of \"" + reference.familiar() + "\""))));
    }

    @Override
    public RemoteManifest manifest(ImageReference reference) {
        return first(source -> source.manifest(reference));
    }

    @Override
    public byte[] document(ImageReference repository, Descriptor blob) {
        return first(source -> source.document(repository, blob));
    }

    @Override
    public InputStream openBlob(ImageReference repository, Descriptor blob, long offset) throws IOException {
        for (RegistrySession mirror : mirrors) {
            try {
                if (mirror.hasBlob(repository, blob.digest())) {
                    return mirror.openBlob(repository, blob, offset);
                }
            } catch (EngineException e) {
                log.info("A mirror cannot be used: {}", e.getMessage());
            }
        }
        return registry.openBlob(repository, blob, offset);
    }

    @Override
    public NamePage tags(ImageReference repository, String after, int limit) {
        return first(source -> source.tags(repository, after, limit));
    }

    @Override
    public NamePage repositories(String after, int limit) {
        return first(source -> source.repositories(after, limit));
    }

    @Override
    public void ping() {
        registry.ping();
    }

    @Override
    public boolean hasBlob(ImageReference repository, Digest blob) {
        return registry.hasBlob(repository, blob);
    }

    @Override
    public boolean mount(ImageReference repository, Digest blob, String from) {
        return registry.mount(repository, blob, from);
    }

    @Override
    public void upload(ImageReference repository, Descriptor blob, BlobContent content, ProgressListener progress)
            throws IOException {
        registry.upload(repository, blob, content, progress);
    }

    @Override
    public Digest putManifest(ImageReference reference, String mediaType, byte[] json) {
        return registry.putManifest(reference, mediaType, json);
    }

    @Override
    public void deleteManifest(ImageReference reference) {
        registry.deleteManifest(reference);
    }
}
