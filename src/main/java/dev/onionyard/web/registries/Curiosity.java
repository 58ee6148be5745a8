package dev.onionyard.web.registries;

import dev.onionyard.distribution.Registries;
import dev.onionyard.web.Permissions;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Component;

/// Which registries this server asks in whose name: for operators any, as a pull would; for viewers only those that
/// operators made known, so that nobody has the server call addresses of their choice.
@Component
class Curiosity {

    private final Permissions permissions;
    private final Registries registries;

    Curiosity(Permissions permissions, Registries registries) {
        this.permissions = permissions;
        this.registries = registries;
    }

    /// @throws AccessDeniedException if this user may not look there
    void require(String host) {
        boolean known =
                registries.list().stream().anyMatch(registry -> registry.host().equals(host));
        if (!known) {
            requireOperator();
        }
    }

    void requireOperator() {
        if (!permissions.operate()) {
            throw new AccessDeniedException("only operators have the server ask registries that are not known");
        }
    }
}
