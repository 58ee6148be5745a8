package dev.onionyard.dockerapi;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerRequest.PortBinding;
import dev.onionyard.container.Containers;
import dev.onionyard.container.HealthChecks;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.springframework.stereotype.Component;

/// The filters of a list of containers (Engine API, ContainerList).
@Component
class ContainerFilter {

    private static final Set<String> NAMES = Set.of(
            "id",
            "name",
            "label",
            "status",
            "exited",
            "ancestor",
            "before",
            "since",
            "volume",
            "network",
            "publish",
            "expose",
            "health",
            "isolation",
            "is-task");

    private static final Set<String> STATES =
            Set.of("created", "running", "paused", "restarting", "removing", "exited", "dead");
    private static final Set<String> HEALTH = Set.of("none", "starting", "healthy", "unhealthy");
    private static final Set<String> BOOLEANS = Set.of("true", "false", "1", "0", "True", "False", "TRUE", "FALSE");

    private final Containers containers;
    private final HealthChecks health;
    private final Images images;

    ContainerFilter(Containers containers, HealthChecks health, Images images) {
        this.containers = containers;
        this.health = health;
        this.images = images;
    }

    /// The containers that pass, newest first.
    ///
    /// @throws InvalidInputException in Docker's words for a filter or a value that there is not
    /// @throws NotFoundException if `before` or `since` name no container
    List<Container> select(Filters filters) {
        check(filters);
        return containers.all().stream()
                .filter(container -> accepts(filters, container))
                .toList();
    }

    private void check(Filters filters) {
        filters.allow(NAMES);
        checkValues(filters, "status", STATES);
        checkValues(filters, "health", HEALTH);
        checkValues(filters, "is-task", BOOLEANS);
        filters.get("exited").forEach(ContainerFilter::exitCode);
        filters.get("publish").forEach(ContainerFilter::port);
        filters.get("expose").forEach(ContainerFilter::port);
        filters.get("before").forEach(containers::get);
        filters.get("since").forEach(containers::get);
    }

    private static void checkValues(Filters filters, String name, Set<String> known) {
        for (String value : filters.get(name)) {
            if (!known.contains(value)) {
                throw new InvalidInputException("invalid filter '" + name + "=" + value + "'");
            }
        }
    }

    private boolean accepts(Filters filters, Container container) {
        return filters.any("id", id -> container.id().startsWith(id))
                && filters.any("name", name -> matchesName(container, name))
                && filters.any("status", ContainerViews.stateWord(container)::equals)
                && filters.any("exited", code -> hasExited(container, exitCode(code)))
                && filters.any("ancestor", image -> isFrom(container, image))
                && filters.any("volume", volume -> hasVolume(container, volume))
                && filters.any("network", network -> hasNetwork(container, network))
                && filters.any("publish", port -> isPublished(container, port(port)))
                && filters.any("expose", port -> isExposed(container, port(port)))
                && filters.any("health", ContainerViews.healthWord(health.of(container.id()))::equals)
                && filters.any("isolation", "default"::equals)
                // A task belongs to a swarm, which there is none of.
                && filters.any("is-task", word -> Set.of("false", "0").contains(word.toLowerCase(Locale.ROOT)))
                && filters.any("before", other -> container.created().isBefore(createdOf(other)))
                && filters.any("since", other -> container.created().isAfter(createdOf(other)))
                && filters.labels(container.request().labels());
    }

    /// Docker matches names as regular expressions, with and without the leading slash.
    private static boolean matchesName(Container container, String pattern) {
        try {
            Pattern compiled = Pattern.compile(pattern);
            return compiled.matcher(container.name()).find()
                    || compiled.matcher("/" + container.name()).find();
        } catch (PatternSyntaxException e) {
            return container.name().equals(pattern);
        }
    }

    private static boolean hasExited(Container container, int code) {
        return switch (container.status().state()) {
            case EXITED, DEAD -> container.status().exitCode() == code;
            case CREATED, RUNNING, PAUSED, RESTARTING -> false;
        };
    }

    /// Of this image, or of one that stands on all of its layers.
    private boolean isFrom(Container container, String nameOrId) {
        if (container.imageName().equals(nameOrId) || container.imageName().equals(nameOrId + ":latest")) {
            return true;
        }
        Optional<Image> image = findImage(nameOrId);
        return image.isPresent() && (image.get().id().equals(container.image()) || standsOn(container, image.get()));
    }

    private Optional<Image> findImage(String nameOrId) {
        try {
            return images.find(nameOrId);
        } catch (InvalidInputException e) {
            return Optional.empty();
        }
    }

    private static boolean standsOn(Container container, Image image) {
        int depth = image.layers().size();
        return depth > 0
                && container.layers().size() > depth
                && container.layers().subList(0, depth).equals(image.layers());
    }

    private static boolean hasVolume(Container container, String volume) {
        return container.mounts().stream()
                .anyMatch(mount -> mount.name().equals(volume)
                        || mount.target().equals(volume)
                        || mount.source().toString().equals(volume));
    }

    private static boolean hasNetwork(Container container, String network) {
        return container.addresses().containsKey(network)
                || container.request().host().network().equals(network);
    }

    private record PortRange(int first, int last, String protocol) {
        boolean has(int port, String otherProtocol) {
            return port >= first && port <= last && protocol.equals(otherProtocol);
        }
    }

    private static boolean isPublished(Container container, PortRange range) {
        return container.ports().stream()
                .anyMatch(port -> port.hostPort() > 0 && range.has(port.hostPort(), port.protocol()));
    }

    private boolean isExposed(Container container, PortRange range) {
        return container.ports().stream().anyMatch(port -> isPort(port, range))
                || containers.config(container.id()).exposedPorts().stream()
                        .map(ContainerFilter::port)
                        .anyMatch(port -> range.has(port.first(), port.protocol()));
    }

    private static boolean isPort(PortBinding port, PortRange range) {
        return range.has(port.containerPort(), port.protocol());
    }

    /// `80`, `80/tcp`, `8000-8080/udp`.
    private static PortRange port(String text) {
        int slash = text.indexOf('/');
        String numbers = slash < 0 ? text : text.substring(0, slash);
        int hyphen = numbers.indexOf('-');
        try {
            int first = Integer.parseInt(hyphen < 0 ? numbers : numbers.substring(0, hyphen));
            int last = hyphen < 0 ? first : Integer.parseInt(numbers.substring(hyphen + 1));
            return new PortRange(first, last, slash < 0 ? "tcp" : text.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw new InvalidInputException("invalid port: '" + text + "'", e);
        }
    }

    private static int exitCode(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new InvalidInputException("invalid filter 'exited=" + text + "'", e);
        }
    }

    private Instant createdOf(String other) {
        return containers.get(other).created();
    }
}
