package dev.onionyard.container;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.oci.HealthCheck;
import dev.onionyard.oci.ProcessDefaults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Puts what an image says and what somebody asks together, by Docker's rules: what is asked wins; an
/// entrypoint that is asked for drops the image's command, because that was made for the image's entrypoint.
final class RequestMerge {

    private RequestMerge() {}

    /// What the container runs with. It is also what a commit puts into the new image.
    static ProcessDefaults merge(ProcessDefaults image, ContainerRequest request) {
        List<String> entrypoint = request.entrypoint() == null ? image.entrypoint() : request.entrypoint();
        List<String> cmd = cmd(image, request);
        return new ProcessDefaults(
                either(request.user(), image.user()),
                exposedPorts(image.exposedPorts(), request.exposedPorts()),
                env(image.env(), request.env()),
                // Docker's client sends one empty word for "no entrypoint".
                entrypoint.equals(List.of("")) ? List.of() : entrypoint,
                cmd,
                image.volumes(),
                workingDir(either(request.workingDir(), image.workingDir())),
                labels(image.labels(), request.labels()),
                either(request.stopSignal(), image.stopSignal()),
                image.shell(),
                List.of(),
                healthCheck(image.healthCheck(), request.healthCheck()));
    }

    private static Set<String> exposedPorts(Set<String> image, List<String> asked) {
        var merged = new TreeSet<>(image);
        merged.addAll(asked);
        return merged;
    }

    /// What is asked for, and the image's where nothing is.
    private static @Nullable HealthCheck healthCheck(@Nullable HealthCheck image, @Nullable HealthCheck asked) {
        if (asked == null || image == null) {
            return asked == null ? image : asked;
        }
        return new HealthCheck(
                asked.test().isEmpty() ? image.test() : asked.test(),
                either(asked.interval(), image.interval()),
                either(asked.timeout(), image.timeout()),
                either(asked.startPeriod(), image.startPeriod()),
                asked.retries() == 0 ? image.retries() : asked.retries(),
                either(asked.startInterval(), image.startInterval()));
    }

    private static Duration either(Duration asked, Duration image) {
        return asked.isZero() ? image : asked;
    }

    /// The words of the command line.
    ///
    /// @throws InvalidInputException in Docker's words if there are none
    static List<String> args(ProcessDefaults merged) {
        var args = new ArrayList<>(merged.entrypoint());
        args.addAll(merged.cmd());
        if (args.isEmpty()) {
            throw new InvalidInputException("No command specified");
        }
        return List.copyOf(args);
    }

    private static List<String> cmd(ProcessDefaults image, ContainerRequest request) {
        List<String> asked = request.cmd() == null ? List.of() : request.cmd();
        boolean entrypointAsked =
                request.entrypoint() != null && !request.entrypoint().isEmpty();
        return asked.isEmpty() && !entrypointAsked ? image.cmd() : asked;
    }

    /// The asked ones, then the image's that were not asked for otherwise. A name without `=` takes the image's
    /// away.
    private static List<String> env(List<String> image, List<String> asked) {
        Set<String> askedNames = new java.util.HashSet<>();
        asked.forEach(variable -> askedNames.add(name(variable)));
        var merged = new ArrayList<>(
                asked.stream().filter(variable -> variable.contains("=")).toList());
        image.stream().filter(variable -> !askedNames.contains(name(variable))).forEach(merged::add);
        return List.copyOf(merged);
    }

    private static String name(String variable) {
        int equals = variable.indexOf('=');
        return equals < 0 ? variable : variable.substring(0, equals);
    }

    private static String workingDir(String workingDir) {
        if (workingDir.isEmpty()) {
            return "";
        }
        if (!workingDir.startsWith("/")) {
            throw new InvalidInputException(
                    "the working directory '" + workingDir + "' is invalid, it needs to be an absolute path");
        }
        return workingDir;
    }

    private static Map<String, String> labels(Map<String, String> image, Map<String, String> asked) {
        var merged = new LinkedHashMap<>(image);
        merged.putAll(asked);
        return Map.copyOf(merged);
    }

    private static String either(@Nullable String asked, String image) {
        return asked == null || asked.isEmpty() ? image : asked;
    }
}
