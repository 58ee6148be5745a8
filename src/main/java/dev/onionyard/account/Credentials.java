package dev.onionyard.account;

import dev.onionyard.error.InvalidInputException;
import java.util.Locale;
import java.util.regex.Pattern;

/// The rules for names and passwords.
final class Credentials {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,63}");
    private static final int LONGEST_PASSWORD = 256;

    private Credentials() {}

    /// The one spelling of a name.
    static String normalized(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    static String requireName(String name) {
        String normalized = normalized(name);
        if (!NAME.matcher(normalized).matches()) {
            throw new InvalidInputException("cannot accept user name \"" + name
                    + "\": it needs 1 to 64 of a-z, 0-9, \".\", \"_\", \"@\", \"-\" and begins with a letter or digit");
        }
        return normalized;
    }

    static String requirePassword(String password) {
        if (password.length() < Accounts.SHORTEST_PASSWORD || password.length() > LONGEST_PASSWORD) {
            throw new InvalidInputException("cannot accept password: it needs " + Accounts.SHORTEST_PASSWORD + " to "
                    + LONGEST_PASSWORD + " characters");
        }
        return password;
    }
}
