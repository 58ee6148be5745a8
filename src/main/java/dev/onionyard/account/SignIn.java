package dev.onionyard.account;

import java.time.Duration;

/// Checks names and passwords, slows down guessing, and records each attempt that was looked at and each sign-out.
public interface SignIn {

    /// @param origin the caller's address; failures are counted by user and by address
    Result attempt(String name, String password, String origin);

    /// Notes that a user has ended a session. Audited as `account.sign-out`.
    void signOut(String name);

    /// What came of an attempt.
    sealed interface Result {

        record SignedIn(User user) implements Result {}

        /// Name or password is wrong; it is not said which.
        record Refused() implements Result {}

        /// Too many failures; the password was not even looked at.
        record Throttled(Duration untilNext) implements Result {}
    }
}
