package dev.onionyard.account;

import dev.onionyard.event.Initiator;

/// Lets programs in, and turns them away. Failures are counted by address; those that come too fast are not recorded.
public interface ProgramSignIn {

    /// Checks an access token. Only a refusal is recorded, as `account.sign-in`, because a token comes with each
    /// request. A good token is let in even from an address that failed often: many programs may share an address,
    /// and nobody guesses 256 bits.
    ///
    /// @param caller how and from where it came; its name is that of nobody
    SignIn.Result attempt(String secret, Initiator caller);

    /// Counts and records somebody who was found out elsewhere, such as the bearer of a certificate that is not
    /// trusted.
    ///
    /// @param caller with the name that they gave
    /// @return refused or throttled, never signed in
    SignIn.Result turnAway(Initiator caller, String reason);
}
