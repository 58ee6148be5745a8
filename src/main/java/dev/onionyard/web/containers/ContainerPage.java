package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerLifecycle.ExitReason;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The head of a container's page, the same above all of its tabs.
///
/// @param acts what fits its state, by [ContainerAct#word]
/// @param terminal it has a terminal of its own, so one can attach to it
/// @param exit why it stopped, in words, or null if it runs or never ran
record ContainerPage(
        String id,
        String shortId,
        String name,
        String image,
        String imageId,
        StateView state,
        List<String> acts,
        List<PortLink> ports,
        boolean terminal,
        Instant created,
        @Nullable Instant started,
        @Nullable Instant finished,
        int restartCount,
        String error,
        @Nullable ExitReason exit) {

    static ContainerPage of(Container container, @Nullable ExitReason exit, String host) {
        Container.Status status = container.status();
        return new ContainerPage(
                container.id(),
                container.shortId(),
                container.name(),
                container.imageName(),
                container.image().shortForm(),
                StateView.of(container),
                ContainerAct.fitting(container).stream().map(ContainerAct::word).toList(),
                PortLink.of(container.ports(), host),
                container.request().tty(),
                container.created(),
                status.started(),
                status.finished(),
                status.restartCount(),
                status.error(),
                exit);
    }

    public boolean can(String act) {
        return acts.contains(act);
    }
}
