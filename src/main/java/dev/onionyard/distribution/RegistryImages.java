package dev.onionyard.distribution;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.error.UnavailableException;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.oci.Platform;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.registry.Credential;
import dev.onionyard.registry.NamePage;
import dev.onionyard.registry.RegistrySession;
import dev.onionyard.registry.RemoteManifest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/// [RemoteImages] by asking the registries.
@Service
class RegistryImages implements RemoteImages {

    /// Of a large catalogue only the beginning is searched.
    private static final int MOST_SEARCHED = 10_000;

    private static final int PAGE = 1000;
    private static final Duration SEARCH_LIMIT = Duration.ofSeconds(10);
    private static final Logger log = LoggerFactory.getLogger(RegistryImages.class);

    private final RegistrySessions sessions;
    private final Registries registries;
    private final LayerStore store;
    private final AuditTrail audit;

    RegistryImages(RegistrySessions sessions, Registries registries, LayerStore store, AuditTrail audit) {
        this.sessions = sessions;
        this.registries = registries;
        this.store = store;
        this.audit = audit;
    }

    @Override
    public RemoteImage inspect(ImageReference reference, @Nullable Platform platform, @Nullable Credential credential) {
        ImageReference full = reference.withDefaultTag();
        ResolvedImage found = new ManifestResolver(open(full, credential), platform).resolve(full);
        var layers = new ArrayList<RemoteImage.RemoteLayer>();
        List<DiffId> diffIds = found.config().diffIds();
        for (int i = 0; i < diffIds.size(); i++) {
            boolean present = LayerStacks.find(store, diffIds.get(i), diffIds.subList(0, i))
                    .isPresent();
            layers.add(new RemoteImage.RemoteLayer(found.manifest().layers().get(i), diffIds.get(i), present));
        }
        return new RemoteImage(full, found.top(), found.descriptor(), found.platforms(), found.config(), layers);
    }

    @Override
    public Optional<Descriptor> find(ImageReference reference, @Nullable Credential credential) {
        return open(reference, credential).findManifest(reference.withDefaultTag());
    }

    @Override
    public Distribution distribution(ImageReference reference, @Nullable Credential credential) {
        ImageReference full = reference.withDefaultTag();
        RegistrySession session = open(full, credential);
        RemoteManifest top = session.manifest(full);
        List<Platform> platforms = top.isIndex()
                ? ManifestResolver.platforms(top)
                : new ManifestResolver(session, null).resolve(full).platforms();
        return new Distribution(top.descriptor(), platforms);
    }

    @Override
    public NamePage tags(ImageReference repository, String after, int limit, @Nullable Credential credential) {
        return open(repository, credential).tags(repository, after, limit);
    }

    @Override
    public NamePage repositories(String address, String after, int limit, @Nullable Credential credential) {
        String host = RegistryHost.of(address);
        return sessions.open(host, credential, ProgressListener.NONE).repositories(after, limit);
    }

    @Override
    public List<String> search(String term, int limit, @Nullable Credential credential) {
        Optional<String> host = hostIn(term);
        String wanted =
                host.map(name -> term.substring(name.length() + 1)).orElse(term).toLowerCase(Locale.ROOT);
        List<String> hosts = host.map(List::of).orElseGet(this::searchable);
        var found = new ArrayList<String>();
        var failures = new ArrayList<String>();
        for (Future<List<String>> answer : ask(hosts, name -> search(name, wanted, limit, credential))) {
            try {
                found.addAll(answer.get());
            } catch (ExecutionException e) {
                log.debug("cannot list repositories", e);
                failures.add(e.getCause() instanceof EngineException reason ? reason.getMessage() : e.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new UnavailableException("cannot search: interrupted", e);
            } catch (CancellationException e) {
                failures.add("no answer within " + SEARCH_LIMIT.toSeconds() + " seconds");
            }
        }
        if (failures.size() == hosts.size()) {
            throw new UnavailableException("cannot search: none of the registries " + String.join(", ", hosts)
                    + " lists its repositories"
                    + (failures.isEmpty() ? "" : " (" + failures.getFirst() + ")")
                    + "; add one that does, or pull by full name");
        }
        return found.stream().limit(limit).toList();
    }

    /// Docker Hub never lists its repositories.
    private List<String> searchable() {
        return registries.list().stream()
                .map(Registries.KnownRegistry::host)
                .filter(name -> !name.equals(ImageReference.DEFAULT_DOMAIN))
                .toList();
    }

    /// All at once: one that does not answer does not hold up the others.
    private static <T> List<Future<T>> ask(List<String> hosts, Function<String, T> question) {
        try (ExecutorService threads = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("search-", 1).factory())) {
            List<Callable<T>> questions = hosts.stream()
                    .<Callable<T>>map(name -> () -> question.apply(name))
                    .toList();
            List<Future<T>> answers = threads.invokeAll(questions, SEARCH_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            threads.shutdownNow();
            return answers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("cannot search: interrupted", e);
        }
    }

    private List<String> search(String host, String wanted, int limit, @Nullable Credential credential) {
        RegistrySession session = sessions.open(host, credential, ProgressListener.NONE);
        var found = new ArrayList<String>();
        int read = 0;
        NamePage page = new NamePage(List.of(), "");
        do {
            page = session.repositories(page.next(), PAGE);
            read += page.names().size();
            page.names().stream()
                    .filter(name -> name.toLowerCase(Locale.ROOT).contains(wanted))
                    .limit(limit - found.size())
                    .forEach(name -> found.add(new ImageReference(host, name, null, null).familiarRepository()));
        } while (page.hasNext() && found.size() < limit && read < MOST_SEARCHED);
        return found;
    }

    private static Optional<String> hostIn(String term) {
        int slash = term.indexOf('/');
        String first = slash < 0 ? "" : term.substring(0, slash);
        boolean isHost = first.equals("localhost") || first.indexOf('.') > 0 || first.indexOf(':') > 0;
        return isHost ? Optional.of(first) : Optional.empty();
    }

    @Override
    public void delete(ImageReference reference) {
        audit.record(AuditAct.of("registry.delete", "", reference.familiar()), row -> {
            RegistrySession session = open(reference, null);
            Descriptor found = session.findManifest(reference.withDefaultTag())
                    .orElseThrow(() -> new NotFoundException(
                            "cannot delete \"" + reference.familiar() + "\": the registry has no such image"));
            row.before(found.digest().toString());
            session.deleteManifest(new ImageReference(reference.domain(), reference.path(), null, found.digest()));
            return found;
        });
    }

    private RegistrySession open(ImageReference reference, @Nullable Credential credential) {
        return sessions.open(reference.domain(), credential, ProgressListener.NONE);
    }
}
