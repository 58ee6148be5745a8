package dev.onionyard.web.containers;

import dev.onionyard.container.Container;
import dev.onionyard.container.Container.MountPoint;
import dev.onionyard.container.ContainerSnapshots;
import dev.onionyard.container.Containers;
import dev.onionyard.error.EngineException;
import dev.onionyard.layer.LayerEntry;
import dev.onionyard.layer.LayerTrees.Change;
import dev.onionyard.layer.LayerTrees.Sign;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Says what is lost when containers are stopped, killed or removed, for the question before it.
@Component
class ContainerLoss {

    private final Containers containers;
    private final ContainerSnapshots snapshots;

    /// What goes with one container.
    ///
    /// @param changed number of changed files in its writable layer, -1 if that cannot be told
    /// @param bytes of these files
    /// @param anonymousVolumes where they are mounted
    /// @param dependants names of containers that use its network
    record Target(
            String id,
            String name,
            String image,
            StateView state,
            boolean alive,
            int changed,
            long bytes,
            List<String> anonymousVolumes,
            List<String> dependants) {}

    ContainerLoss(Containers containers, ContainerSnapshots snapshots) {
        this.containers = containers;
        this.snapshots = snapshots;
    }

    List<Target> of(List<Container> targets) {
        List<Container> all = containers.all();
        return targets.stream().map(target -> of(target, all)).toList();
    }

    private Target of(Container target, List<Container> all) {
        List<Change> changes = changes(target);
        return new Target(
                target.id(),
                target.name(),
                target.imageName(),
                StateView.of(target),
                ContainerAct.STOP.fits(target),
                changes == null ? -1 : changes.size(),
                changes == null ? 0 : WritableLayerSizes.sum(changes),
                target.mounts().stream()
                        .filter(MountPoint::anonymous)
                        .map(MountPoint::target)
                        .toList(),
                all.stream()
                        .filter(other -> sharesNetworkOf(other, target))
                        .map(Container::name)
                        .toList());
    }

    // A folder that was only copied up because something in it changed is no loss of its own.
    private @Nullable List<Change> changes(Container target) {
        try {
            return snapshots.changes(target.id()).stream()
                    .filter(change -> change.kind() != LayerEntry.Kind.DIRECTORY || change.sign() != Sign.CHANGED)
                    .toList();
        } catch (EngineException e) {
            return null;
        }
    }

    private static boolean sharesNetworkOf(Container other, Container target) {
        String network = other.request().host().network();
        return network.equals("container:" + target.id()) || network.equals("container:" + target.name());
    }
}
