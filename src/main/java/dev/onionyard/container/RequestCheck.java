package dev.onionyard.container;

import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.ContainerRequest.RestartPolicy;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.network.PublishedPort;
import dev.onionyard.runtime.Capabilities;
import dev.onionyard.runtime.Signals;
import java.util.Locale;
import java.util.regex.Pattern;

/// Refuses what no container can be made of, in Docker's words where clients know them.
final class RequestCheck {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");
    private static final Pattern HOSTNAME = Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9.-]{0,62})");
    private static final Pattern ADDRESS = Pattern.compile("[0-9a-fA-F:.]+|host-gateway");
    private static final int NAME_LIMIT = 255;
    private static final long MINIMUM_MEMORY = 6 << 20;
    private static final long NANO_CPUS = 1_000_000_000L;

    private RequestCheck() {}

    static void check(ContainerRequest request) {
        if (request.name() != null) {
            checkName(request.name());
        }
        if (request.hostname() != null && !request.hostname().isEmpty()) {
            require(
                    HOSTNAME.matcher(request.hostname()).matches(),
                    "invalid hostname \"" + request.hostname() + "\": expected letters, digits, \"-\" and \".\"");
        }
        if (request.stopSignal() != null && !request.stopSignal().isEmpty()) {
            Signals.parse(request.stopSignal());
        }
        for (String variable : request.env()) {
            require(
                    !variable.isEmpty() && !variable.startsWith("=") && variable.indexOf('\0') < 0,
                    "invalid environment variable: " + variable);
        }
        checkHost(request.host());
        SettingsCheck.check(request);
    }

    static void checkName(String name) {
        require(
                NAME.matcher(name).matches() && name.length() <= NAME_LIMIT,
                "Invalid container name (" + name + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
    }

    private static void checkHost(HostOptions host) {
        checkLimits(host);
        checkRestart(host);
        // Each throws naming what is wrong.
        Capabilities.of(host.capAdd(), host.capDrop());
        host.ports()
                .forEach(port ->
                        new PublishedPort(port.hostAddress(), port.hostPort(), port.containerPort(), port.protocol()));
        checkAddresses(host);
    }

    private static void checkLimits(HostOptions host) {
        require(host.memoryBytes() == 0 || host.memoryBytes() >= MINIMUM_MEMORY, "Minimum memory limit allowed is 6MB");
        int processors = Runtime.getRuntime().availableProcessors();
        require(
                host.nanoCpus() >= 0 && host.nanoCpus() <= processors * NANO_CPUS,
                String.format(
                        Locale.ROOT,
                        "range of CPUs is from 0.01 to %d.00, as there are only %d CPUs available",
                        processors,
                        processors));
        require(host.pidsLimit() >= -1, "invalid limit of processes: expected 0 or more");
    }

    private static void checkRestart(HostOptions host) {
        RestartPolicy policy = host.restartPolicy();
        require(
                !host.autoRemove() || policy.mode() == RestartPolicy.Mode.NO,
                "can't create 'AutoRemove' container with restart policy");
        require(
                policy.maximumRetries() == 0 || policy.mode() == RestartPolicy.Mode.ON_FAILURE,
                "invalid restart policy: maximum retry count can only be used with 'on-failure'");
        require(policy.maximumRetries() >= 0, "invalid restart policy: maximum retry count cannot be negative");
    }

    private static void checkAddresses(HostOptions host) {
        for (String extra : host.extraHosts()) {
            int colon = extra.indexOf(':');
            require(
                    colon > 0
                            && isLine(extra)
                            && ADDRESS.matcher(extra.substring(colon + 1)).matches(),
                    "bad format for add-host: \"" + extra + "\"");
        }
        for (String server : host.dns()) {
            require(ADDRESS.matcher(server).matches(), server + " is not an ip address");
        }
    }

    private static boolean isLine(String text) {
        return text.chars().noneMatch(Character::isWhitespace);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new InvalidInputException(message);
        }
    }
}
