package dev.onionyard.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Someone who may sign in.
///
/// @param stamp grows with each new password and each new role; a session that was opened with a smaller one is
///     over
/// @param signedIn when they last signed in
public record User(
        String name,
        Role role,
        int stamp,
        Instant created,
        @Nullable Instant signedIn) {}
