package dev.onionyard.archive;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.Descriptor;
import dev.onionyard.oci.Platform;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Chooses from the manifests of one image: the host's platform, else the only one that is there.
final class PlatformChoice {

    private PlatformChoice() {}

    /// @param isThere an index may name manifests that were not saved with it
    static Descriptor among(List<Descriptor> candidates, Platform host, Predicate<Descriptor> isThere) {
        List<Descriptor> there = candidates.stream().filter(isThere).toList();
        if (there.isEmpty()) {
            throw new InvalidInputException(
                    "cannot read archive: an index names " + platforms(candidates) + ", but none of them is in it");
        }
        return there.stream()
                .filter(candidate -> runsOn(host, candidate))
                .findFirst()
                .orElseGet(() -> onlyOne(there, host));
    }

    /// What does not say its platform is taken to fit.
    private static boolean runsOn(Platform host, Descriptor candidate) {
        return candidate.platform() == null || host.accepts(candidate.platform());
    }

    private static Descriptor onlyOne(List<Descriptor> there, Platform host) {
        if (there.size() > 1) {
            throw new InvalidInputException("cannot restore image: it is for " + platforms(there)
                    + ", and this host is " + host + "; save one platform alone to restore it all the same");
        }
        return there.getFirst();
    }

    private static String platforms(List<Descriptor> candidates) {
        return candidates.isEmpty()
                ? "no manifest"
                : candidates.stream()
                        .map(candidate -> String.valueOf(candidate.platform()))
                        .distinct()
                        .collect(Collectors.joining(", "));
    }
}
