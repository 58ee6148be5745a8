package dev.onionyard.account;

import java.util.Optional;

/// The way in while nobody has an account: a one-time key, printed in the log, lets the first visitor choose a
/// name and a password. With `onionyard.admin.password` there is no key, because the user `admin` exists from
/// the start.
public interface FirstAdministrator {

    /// True while there is no user at all.
    boolean awaited();

    /// The key while one is needed. It changes with each start of the server.
    Optional<String> key();

    /// Creates the first administrator and makes the key worthless.
    ///
    /// @throws dev.onionyard.error.InvalidInputException if the key is wrong, or name or password cannot be
    ///     accepted
    /// @throws dev.onionyard.error.ConflictException if there is a user already
    User create(String key, String name, String password);
}
