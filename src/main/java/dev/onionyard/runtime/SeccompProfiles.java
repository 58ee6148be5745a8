package dev.onionyard.runtime;

import dev.onionyard.runtime.Confinement.Seccomp;
import java.util.Map;
import java.util.Set;

/// Looks at seccomp profiles before a container is made of them.
public final class SeccompProfiles {

    private SeccompProfiles() {}

    /// @throws dev.onionyard.error.InvalidInputException in Docker's words if it is a text that is no profile
    public static void check(Seccomp seccomp) {
        switch (seccomp) {
            case Seccomp.Profile profile -> {
                Map<String, Object> unused = SeccompFile.read(profile.json(), Set.of());
            }
            case Seccomp.Default none -> {}
            case Seccomp.Unconfined none -> {}
        }
    }
}
