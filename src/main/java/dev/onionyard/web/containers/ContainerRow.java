package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A container in the list.
///
/// @param command as a shell would read it
/// @param image name or short id, for people
/// @param imageId for links
/// @param health in brief, or null if nothing is checked or it does not run
/// @param size bytes of its writable layer, or null while it is being measured
record ContainerRow(
        String id,
        String shortId,
        String name,
        String image,
        String imageId,
        String command,
        StateView state,
        @Nullable HealthView health,
        Instant created,
        @Nullable Instant started,
        @Nullable Instant finished,
        List<PortLink> ports,
        @Nullable Long size) {

    static ContainerRow of(Container container, String host, @Nullable HealthView health, @Nullable Long size) {
        return new ContainerRow(
                container.id(),
                container.shortId(),
                container.name(),
                container.imageName(),
                container.image().shortForm(),
                ShellWords.join(container.process().args()),
                StateView.of(container),
                health,
                container.created(),
                container.status().started(),
                container.status().finished(),
                PortLink.of(container.ports(), host),
                size);
    }

    /// Whether a search for `text` finds it: in name, image, id and command.
    static boolean found(Container container, String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        return container.id().startsWith(wanted)
                || container.name().toLowerCase(Locale.ROOT).contains(wanted)
                || container.imageName().toLowerCase(Locale.ROOT).contains(wanted)
                || String.join(" ", container.process().args())
                        .toLowerCase(Locale.ROOT)
                        .contains(wanted);
    }
}
