package dev.onionyard.web;

import dev.onionyard.account.Role;
import org.springframework.stereotype.Component;

/// What the current user may do, for templates: `th:if="${may.operate()}"`. The rules themselves are in
/// [AccessRules]; this only keeps buttons away from those whom they would refuse.
@Component
public class Permissions {

    public boolean view() {
        return has(Role.VIEWER);
    }

    public boolean operate() {
        return has(Role.OPERATOR);
    }

    public boolean administer() {
        return has(Role.ADMINISTRATOR);
    }

    private static boolean has(Role role) {
        return Sessions.current().filter(user -> user.role().includes(role)).isPresent();
    }
}
