package dev.onionyard.system;

import dev.onionyard.linux.Host;
import dev.onionyard.system.Readiness.Problem;
import dev.onionyard.system.Readiness.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Which of the programs that containers need are not installed, and the command that installs them.
final class MissingHelpers {

    /// A program, another that does as well, and the package it comes in.
    private record Helper(String program, String instead, String packageName) {}

    private static final List<Helper> HELPERS = List.of(
            new Helper("conmon", "conmon", "conmon"),
            new Helper("crun", "runc", "crun"),
            new Helper("nft", "nft", "nftables"));

    private MissingHelpers() {}

    /// @param installed tells whether a program is there
    static Optional<Problem> find(Predicate<String> installed) {
        List<Helper> missing = HELPERS.stream()
                .filter(helper -> !installed.test(helper.program()) && !installed.test(helper.instead()))
                .toList();
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        String programs =
                String.join(", ", missing.stream().map(Helper::program).toList());
        List<String> packages = missing.stream().map(Helper::packageName).toList();
        return Optional.of(new Problem(Reason.HELPERS_MISSING, programs, command(packages, installed)));
    }

    private static String command(List<String> packages, Predicate<String> installed) {
        List<String> words = new ArrayList<>(Host.isRoot() ? List.of() : List.of("sudo"));
        if (installed.test("apt-get")) {
            words.addAll(List.of("apt-get", "install", "-y"));
            words.addAll(packages);
        } else if (installed.test("dnf")) {
            words.addAll(List.of("dnf", "install", "-y"));
            words.addAll(packages);
        } else {
            return "";
        }
        return String.join(" ", words);
    }
}
