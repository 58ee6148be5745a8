package dev.onionyard.container;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.runtime.Confinement.Seccomp;
import java.util.List;
import java.util.Locale;

/// What `--security-opt` asks for.
///
/// @param noNewPrivileges setuid programs give its processes nothing
record SecurityOptions(boolean noNewPrivileges, Seccomp seccomp) {

    private static final String UNCONFINED = "unconfined";

    /// AppArmor profiles and SELinux labels are taken, as by dockerd, where the host has neither: they change
    /// nothing there.
    ///
    /// @throws InvalidInputException in Docker's words
    static SecurityOptions parse(List<String> options) {
        var parsed = new SecurityOptions(false, new Seccomp.Default());
        for (String option : options) {
            parsed = parsed.with(option);
        }
        return parsed;
    }

    private SecurityOptions with(String option) {
        if (option.equals("no-new-privileges")) {
            return new SecurityOptions(true, seccomp);
        }
        if (option.equals("disable")) {
            return this;
        }
        int separator = option.indexOf('=') >= 0 ? option.indexOf('=') : option.indexOf(':');
        if (separator < 0) {
            throw new InvalidInputException("invalid --security-opt 1: \"" + option + "\"");
        }
        String value = option.substring(separator + 1);
        return switch (option.substring(0, separator)) {
            case "label", "apparmor" -> this;
            case "no-new-privileges" -> new SecurityOptions(isTrue(option, value), seccomp);
            case "seccomp" -> new SecurityOptions(noNewPrivileges, seccomp(value));
            default -> throw new InvalidInputException("invalid --security-opt 2: \"" + option + "\"");
        };
    }

    private static Seccomp seccomp(String value) {
        return switch (value) {
            case UNCONFINED -> new Seccomp.Unconfined();
            case "builtin" -> new Seccomp.Default();
            default -> new Seccomp.Profile(value);
        };
    }

    private static boolean isTrue(String option, String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "1", "t", "true" -> true;
            case "0", "f", "false" -> false;
            default -> throw new InvalidInputException("invalid --security-opt 2: \"" + option + "\"");
        };
    }
}
