package dev.onionyard.account;

import java.util.List;
import java.util.Optional;

/// The users of this server. Every mutating method leaves an audit row.
public interface Accounts {

    /// By name.
    List<User> all();

    /// Finds by name; upper and lower case are the same.
    Optional<User> find(String name);

    /// As [#find].
    ///
    /// @throws dev.onionyard.error.NotFoundException if there is no such user
    User get(String name);

    /// @param name 1 to 64 of `a-z 0-9 . _ @ -`, beginning with a letter or digit; stored in lower case
    /// @param password at least [#SHORTEST_PASSWORD] characters
    /// @throws dev.onionyard.error.ConflictException if the name is taken
    /// @throws dev.onionyard.error.InvalidInputException if name or password cannot be accepted
    User create(String name, Role role, String password);

    /// Gives a user another role; their sessions end.
    ///
    /// @throws dev.onionyard.error.ConflictException if nobody would be administrator any more
    void changeRole(String name, Role role);

    /// Sets a password without asking for the present one; the user's sessions end.
    void resetPassword(String name, String password);

    /// Changes one's own password.
    ///
    /// @throws dev.onionyard.error.InvalidInputException if `present` is not the present password
    /// @return the user with the new stamp, so that the session at hand may go on
    User changePassword(String name, String present, String password);

    /// Removes a user and their tokens; their sessions end. What they did stays in the audit trail.
    ///
    /// @throws dev.onionyard.error.ConflictException if nobody would be administrator any more
    void remove(String name);

    int SHORTEST_PASSWORD = 8;
}
