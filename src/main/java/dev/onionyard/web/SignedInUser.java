package dev.onionyard.web;

import dev.onionyard.account.Role;
import dev.onionyard.account.User;
import java.io.Serializable;
import java.security.Principal;

/// The user of a session; controllers get it with `@AuthenticationPrincipal`.
///
/// @param stamp of the account when the session began, see [User#stamp]
public record SignedInUser(String name, Role role, int stamp) implements Principal, Serializable {

    static SignedInUser of(User user) {
        return new SignedInUser(user.name(), user.role(), user.stamp());
    }

    @Override
    public String getName() {
        return name;
    }

    boolean isStill(User user) {
        return stamp == user.stamp() && role == user.role();
    }
}
