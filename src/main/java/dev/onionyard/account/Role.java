package dev.onionyard.account;

/// What a person may do; each role includes the ones before it.
public enum Role {
    /// Looks at everything, changes nothing but their own password and tokens.
    VIEWER,
    /// Runs, commits, backs up, restores, removes.
    OPERATOR,
    /// Also decides who may do what.
    ADMINISTRATOR;

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
