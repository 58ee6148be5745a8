package dev.onionyard.web;

import dev.onionyard.account.Accounts;
import dev.onionyard.account.ProgramSignIn;
import dev.onionyard.account.Role;
import dev.onionyard.account.SignIn;
import dev.onionyard.account.Tokens;
import dev.onionyard.account.User;
import dev.onionyard.event.Initiator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/// The frame of the dashboard without anything below it: three users, whose passwords are their names, and whose tokens
/// are their names after `oy_`.
@TestConfiguration
@Import({
    SecurityConfiguration.class,
    MessagesConfiguration.class,
    TemplateVariables.class,
    PasswordAuthentication.class,
    Sessions.class,
    StreamThreads.class,
    EventStreams.class,
    Frame.class,
    Assets.class,
    Formats.class,
    PageLinks.class,
    Permissions.class
})
class FrameTestConfiguration {

    @Bean
    People people() {
        return new People();
    }

    /// Users in a map.
    static final class People implements Accounts, SignIn, ProgramSignIn, Tokens {

        private final Map<String, User> users = new ConcurrentHashMap<>();
        volatile Duration throttled = Duration.ZERO;
        volatile @Nullable String signedOut;

        People() {
            reset();
        }

        void reset() {
            throttled = Duration.ZERO;
            signedOut = null;
            users.clear();
            for (Role role : Role.values()) {
                String name = role.name().toLowerCase(Locale.ROOT);
                users.put(name, new User(name, role, 0, Instant.EPOCH, null));
            }
        }

        @Override
        public Result attempt(String name, String password, String origin) {
            if (!throttled.isZero()) {
                return new Result.Throttled(throttled);
            }
            return name.equals(password) && users.containsKey(name)
                    ? new Result.SignedIn(users.get(name))
                    : new Result.Refused();
        }

        @Override
        public void signOut(String name) {
            signedOut = name;
        }

        @Override
        public Optional<User> authenticate(String secret) {
            return secret.startsWith("oy_") ? find(secret.substring(3)) : Optional.empty();
        }

        @Override
        public Result attempt(String secret, Initiator caller) {
            return authenticate(secret).<Result>map(Result.SignedIn::new).orElseGet(Result.Refused::new);
        }

        @Override
        public Result turnAway(Initiator caller, String reason) {
            return new Result.Refused();
        }

        @Override
        public IssuedToken issue(String userName, String label, @Nullable Duration lifetime) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Token> of(String userName) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void revoke(String userName, long tokenId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<User> all() {
            return List.copyOf(users.values());
        }

        @Override
        public Optional<User> find(String name) {
            return Optional.ofNullable(users.get(name));
        }

        @Override
        public User get(String name) {
            return find(name).orElseThrow();
        }

        @Override
        public User create(String name, Role role, String password) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void changeRole(String name, Role role) {
            users.computeIfPresent(
                    name, (key, user) -> new User(name, role, user.stamp() + 1, user.created(), user.signedIn()));
        }

        @Override
        public void resetPassword(String name, String password) {
            throw new UnsupportedOperationException();
        }

        @Override
        public User changePassword(String name, String present, String password) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void remove(String name) {
            users.remove(name);
        }
    }
}
