package dev.onionyard.dockerapi;

import dev.onionyard.account.Role;
import dev.onionyard.event.Initiator;
import java.util.Locale;

/// Who makes a request, and what they may do.
record Caller(Initiator initiator, Role role) {

    /// Refuses what the caller's role does not include.
    ///
    /// @param act what was asked for, after "may not"
    void require(Role needed, String act) {
        if (!role.includes(needed)) {
            throw new RoleException("access denied: \"" + initiator.name() + "\" is "
                    + role.name().toLowerCase(Locale.ROOT) + " and may not " + act + "; that takes the role "
                    + needed.name().toLowerCase(Locale.ROOT));
        }
    }

    /// The caller may not do this; answered with 403.
    static final class RoleException extends RuntimeException {

        RoleException(String message) {
            super(message);
        }
    }
}
