package dev.onionyard.container;

import dev.onionyard.container.Container.Status;
import dev.onionyard.oci.ProcessDefaults;
import java.util.List;
import java.util.Map;

/// What is kept about a container: what everybody may see, and what only this module needs.
///
/// @param view its request has the image's labels too
/// @param config image and request put together: what a commit puts into the new image
/// @param stoppedOnPurpose somebody stopped or killed it since it was started, so `unless-stopped` leaves it
///     alone
record StoredContainer(Container view, ProcessDefaults config, boolean stoppedOnPurpose) {

    String id() {
        return view.id();
    }

    String name() {
        return view.name();
    }

    ContainerState state() {
        return view.status().state();
    }

    boolean alive() {
        return state().alive();
    }

    ContainerRequest.HostOptions host() {
        return view.request().host();
    }

    StoredContainer withStatus(Status status) {
        return with(view.name(), status, view.ports(), view.addresses(), stoppedOnPurpose);
    }

    /// The same but for the state; no process where that has none.
    StoredContainer withState(ContainerState state) {
        Status status = view.status();
        return withStatus(new Status(
                state,
                state.alive() ? status.pid() : 0,
                status.exitCode(),
                status.oomKilled(),
                status.error(),
                status.started(),
                status.finished(),
                status.restartCount()));
    }

    StoredContainer withName(String name) {
        return with(name, view.status(), view.ports(), view.addresses(), stoppedOnPurpose);
    }

    StoredContainer withNetwork(List<ContainerRequest.PortBinding> ports, Map<String, String> addresses) {
        return with(view.name(), view.status(), ports, addresses, stoppedOnPurpose);
    }

    StoredContainer withStoppedOnPurpose(boolean onPurpose) {
        return with(view.name(), view.status(), view.ports(), view.addresses(), onPurpose);
    }

    StoredContainer withRequest(ContainerRequest request) {
        return with(view.name(), request, view.status(), view.ports(), view.addresses(), stoppedOnPurpose);
    }

    private StoredContainer with(
            String name,
            Status status,
            List<ContainerRequest.PortBinding> ports,
            Map<String, String> addresses,
            boolean onPurpose) {
        return with(name, view.request(), status, ports, addresses, onPurpose);
    }

    private StoredContainer with(
            String name,
            ContainerRequest request,
            Status status,
            List<ContainerRequest.PortBinding> ports,
            Map<String, String> addresses,
            boolean onPurpose) {
        var changed = new Container(
                view.id(),
                name,
                view.image(),
                view.imageName(),
                view.layers(),
                view.upper(),
                view.created(),
                request,
                view.process(),
                status,
                ports,
                view.mounts(),
                addresses);
        return new StoredContainer(changed, config, onPurpose);
    }
}
