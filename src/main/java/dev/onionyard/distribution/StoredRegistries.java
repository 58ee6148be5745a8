package dev.onionyard.distribution;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.error.CorruptedException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.oci.ImageReference;
import dev.onionyard.progress.ProgressListener;
import dev.onionyard.registry.Credential;
import dev.onionyard.registry.RegistryClient;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// [Registries] as rows.
@Service
class StoredRegistries implements Registries {

    private static final Logger log = LoggerFactory.getLogger(StoredRegistries.class);
    private static final Comparator<KnownRegistry> HUB_FIRST = Comparator.<KnownRegistry, Boolean>comparing(
                    registry -> !registry.host().equals(ImageReference.DEFAULT_DOMAIN))
            .thenComparing(KnownRegistry::host);
    private static final String TOKEN_USER = "(token)";

    private final RegistryRows rows;
    private final RegistryClient client;
    private final CredentialCipher cipher;
    private final DockerConfigReader dockerConfigs;
    private final AuditTrail audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    StoredRegistries(
            RegistryRows rows,
            RegistryClient client,
            CredentialCipher cipher,
            DockerConfigReader dockerConfigs,
            AuditTrail audit,
            Clock clock,
            PlatformTransactionManager transactionManager) {
        this.rows = rows;
        this.client = client;
        this.cipher = cipher;
        this.dockerConfigs = dockerConfigs;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactionManager);
    }

    @Override
    public List<KnownRegistry> list() {
        var known =
                new ArrayList<>(rows.findAll().stream().map(RegistryRow::view).toList());
        if (known.stream().noneMatch(registry -> registry.host().equals(ImageReference.DEFAULT_DOMAIN))) {
            known.add(new KnownRegistry(ImageReference.DEFAULT_DOMAIN, "", Instant.EPOCH, null));
        }
        return known.stream().sorted(HUB_FIRST).toList();
    }

    @Override
    public KnownRegistry add(String address) {
        String host = RegistryHost.of(address);
        return audit.record(AuditAct.of("registry.add", host, host), () -> change(host, row -> row));
    }

    @Override
    public void test(String address, @Nullable Credential credential) {
        String host = RegistryHost.of(address);
        Credential shown = credential == null ? credentialFor(host) : credential;
        client.open(host, shown, ProgressListener.NONE).ping();
    }

    @Override
    public KnownRegistry signIn(String address, Credential credential) {
        String host = RegistryHost.of(address);
        return audit.record(AuditAct.of("registry.sign-in", host, host), row -> {
            test(host, credential);
            row.after(userOf(credential));
            return keep(host, credential);
        });
    }

    @Override
    public void signOut(String address) {
        String host = RegistryHost.of(address);
        audit.record(AuditAct.of("registry.sign-out", host, host), () -> {
            requireKnown(host);
            return change(host, row -> {
                row.signOut();
                return row;
            });
        });
    }

    @Override
    public void forget(String address) {
        String host = RegistryHost.of(address);
        audit.record(AuditAct.of("registry.forget", host, host), () -> {
            requireKnown(host);
            rows.deleteById(host);
            return host;
        });
    }

    private void requireKnown(String host) {
        if (!rows.existsById(host)) {
            throw new NotFoundException("cannot find registry \"" + host + "\": it is not known here");
        }
    }

    @Override
    public Imported importDockerConfig(byte[] json) {
        return audit.record(AuditAct.of("registry.import", "", "config.json"), row -> {
            DockerConfigReader.Found found = dockerConfigs.read(json);
            found.credentials().forEach(this::keep);
            var taken = List.copyOf(found.credentials().keySet());
            row.after(String.join(", ", taken));
            return new Imported(taken, found.failures());
        });
    }

    @Override
    public Credential credentialFor(String address) {
        String host = client.hostOf(RegistryHost.of(address));
        return rows.findById(host).map(row -> credential(host, row)).orElse(Credential.ANONYMOUS);
    }

    private Credential credential(String host, RegistryRow row) {
        try {
            return switch (row.kind()) {
                case NONE -> Credential.ANONYMOUS;
                case PASSWORD -> new Credential.Password(row.userName(), cipher.decrypt(host, row.secret()));
                case IDENTITY_TOKEN -> new Credential.IdentityToken(cipher.decrypt(host, row.secret()));
            };
        } catch (CorruptedException e) {
            // What may be fetched by anybody still can.
            log.warn("{}", e.getMessage());
            return Credential.ANONYMOUS;
        }
    }

    private KnownRegistry keep(String host, Credential credential) {
        Instant now = now();
        return change(host, row -> {
            switch (credential) {
                case Credential.Anonymous none -> row.signOut();
                case Credential.Password password ->
                    row.signIn(
                            RegistryRow.Kind.PASSWORD,
                            userOf(password),
                            cipher.encrypt(host, password.password()),
                            now);
                case Credential.IdentityToken identity ->
                    row.signIn(
                            RegistryRow.Kind.IDENTITY_TOKEN, TOKEN_USER, cipher.encrypt(host, identity.token()), now);
            }
            return row;
        });
    }

    private static String userOf(Credential credential) {
        return switch (credential) {
            case Credential.Anonymous none -> "";
            case Credential.IdentityToken identity -> TOKEN_USER;
            case Credential.Password password -> {
                if (password.user().length() > 255) {
                    throw new InvalidInputException("cannot sign in: a user name has 255 characters at most");
                }
                yield password.user();
            }
        };
    }

    private KnownRegistry change(String host, UnaryOperator<RegistryRow> change) {
        return transaction.execute(status -> {
            RegistryRow row = rows.findById(host).orElseGet(() -> new RegistryRow(host, now()));
            return rows.save(change.apply(row)).view();
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
