package dev.onionyard.dockerapi;

import dev.onionyard.container.Container;
import dev.onionyard.container.Containers;
import java.time.Instant;
import java.util.regex.Pattern;

/// The filters of a list of containers (Engine API, ContainerList).
record ContainerFilter(Filters filters, Containers containers) {

    boolean accepts(Container container) {
        return filters.any("id", id -> container.id().startsWith(id))
                && filters.any("name", name -> matchesName(container, name))
                && filters.any("status", ContainerViews.stateWord(container)::equals)
                && filters.any(
                        "exited",
                        code -> code.equals(String.valueOf(container.status().exitCode())))
                && filters.any("ancestor", image -> isFrom(container, image))
                && filters.any("volume", volume -> hasVolume(container, volume))
                && filters.any("network", network -> container.addresses().containsKey(network))
                && filters.any("before", other -> container.created().isBefore(createdOf(other)))
                && filters.any("since", other -> container.created().isAfter(createdOf(other)))
                && filters.labels(container.request().labels());
    }

    /// Docker matches names as regular expressions, with and without the leading slash.
    private static boolean matchesName(Container container, String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return compiled.matcher(container.name()).find()
                || compiled.matcher("/" + container.name()).find();
    }

    private static boolean isFrom(Container container, String image) {
        return container.imageName().equals(image)
                || container.imageName().equals(image + ":latest")
                || container.image().toString().equals(image)
                || container.image().digest().hex().startsWith(image);
    }

    private static boolean hasVolume(Container container, String volume) {
        return container.mounts().stream()
                .anyMatch(mount -> mount.name().equals(volume) || mount.target().equals(volume));
    }

    private Instant createdOf(String other) {
        return containers.get(other).created();
    }
}
