package dev.onionyard.account;

import dev.onionyard.audit.AuditAct;
import dev.onionyard.audit.AuditTrail;
import dev.onionyard.error.ConflictException;
import dev.onionyard.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Service;

/// [FirstAdministrator]: looks at start-up whether somebody can sign in at all.
@Service
class FirstVisitor implements FirstAdministrator, InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(FirstVisitor.class);

    private final AccountDirectory directory;
    private final AuditTrail audit;
    private final String configuredPassword;
    private volatile @Nullable String key;

    FirstVisitor(
            AccountDirectory directory,
            AuditTrail audit,
            @Value("${onionyard.admin.password:}") String configuredPassword) {
        this.directory = directory;
        this.audit = audit;
        this.configuredPassword = configuredPassword;
    }

    @Override
    public void afterPropertiesSet() {
        if (!directory.isEmpty()) {
            return;
        }
        if (configuredPassword.isBlank()) {
            key = Secrets.create();
        } else {
            createConfigured();
        }
    }

    private void createConfigured() {
        if (configuredPassword.length() < Accounts.SHORTEST_PASSWORD) {
            log.warn("onionyard.admin.password is shorter than {} characters", Accounts.SHORTEST_PASSWORD);
        }
        createAudited("admin", configuredPassword);
        log.info("Created the first administrator \"admin\" with the password given by onionyard.admin.password");
    }

    @Override
    public boolean awaited() {
        return key != null;
    }

    @Override
    public Optional<String> key() {
        return Optional.ofNullable(key);
    }

    @Override
    public synchronized User create(String givenKey, String name, String password) {
        String expected = key;
        if (expected == null || !directory.isEmpty()) {
            throw new ConflictException("cannot create the first administrator: there is one already; sign in");
        }
        if (!sameText(expected, givenKey)) {
            throw new InvalidInputException("cannot create the first administrator: the link is not the one that the"
                    + " server's log shows; it changes with each start");
        }
        User user = createAudited(Credentials.requireName(name), Credentials.requirePassword(password));
        key = null;
        return user;
    }

    private User createAudited(String name, String password) {
        return audit.record(AuditAct.of("account.create", name, name), row -> {
            row.after(Role.ADMINISTRATOR.name());
            return directory.insert(name, Role.ADMINISTRATOR, password);
        });
    }

    private static boolean sameText(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
