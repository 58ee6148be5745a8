package dev.onionyard.container;

import dev.onionyard.container.Container.MountPoint;
import dev.onionyard.container.Container.Process;
import dev.onionyard.container.Container.Status;
import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.container.ContainerRequest.MountOptions;
import dev.onionyard.container.ContainerRequest.PortBinding;
import dev.onionyard.layer.LayerId;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ProcessDefaults;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// Turns containers into rows and rows into containers.
final class ContainerRowCodec {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// A mount with its path as text, which does not depend on how JSON libraries print paths.
    private record MountText(
            MountKind kind,
            String name,
            String source,
            String target,
            boolean readOnly,
            boolean anonymous,
            @Nullable MountOptions options) {

        static MountText of(MountPoint mount) {
            return new MountText(
                    mount.kind(),
                    mount.name(),
                    mount.source().toString(),
                    mount.target(),
                    mount.readOnly(),
                    mount.anonymous(),
                    mount.options());
        }

        MountPoint toMountPoint() {
            return new MountPoint(
                    kind,
                    name,
                    Path.of(source),
                    target,
                    readOnly,
                    anonymous,
                    Objects.requireNonNullElse(options, MountOptions.NONE));
        }
    }

    private ContainerRowCodec() {}

    static ContainerRow toRow(StoredContainer container) {
        Container view = container.view();
        Status status = view.status();
        var row = new ContainerRow(view.id());
        row.name = view.name();
        row.imageId = view.image().toString();
        row.imageName = view.imageName();
        row.created = view.created();
        row.state = status.state();
        row.pid = status.pid();
        row.exitCode = status.exitCode();
        row.oomKilled = status.oomKilled();
        row.error = status.error();
        row.started = status.started();
        row.finished = status.finished();
        row.restartCount = status.restartCount();
        row.stoppedOnPurpose = container.stoppedOnPurpose();
        row.layers = view.layers().stream().map(LayerId::toString).collect(Collectors.joining("\n"));
        row.upperDirectory = view.upper().toString();
        row.request = JSON.writeValueAsString(view.request());
        row.config = JSON.writeValueAsString(container.config());
        row.process = JSON.writeValueAsString(view.process());
        row.mounts = JSON.writeValueAsString(
                view.mounts().stream().map(MountText::of).toList());
        row.ports = JSON.writeValueAsString(view.ports());
        row.addresses = JSON.writeValueAsString(view.addresses());
        return row;
    }

    static StoredContainer fromRow(ContainerRow row) {
        var view = new Container(
                row.id,
                row.name,
                ImageId.parse(row.imageId),
                row.imageName,
                row.layers.lines().map(LayerId::parse).toList(),
                Path.of(row.upperDirectory),
                row.created,
                JSON.readValue(row.request, ContainerRequest.class),
                JSON.readValue(row.process, Process.class),
                new Status(
                        row.state,
                        row.pid,
                        row.exitCode,
                        row.oomKilled,
                        row.error,
                        row.started,
                        row.finished,
                        row.restartCount),
                JSON.readValue(row.ports, new TypeReference<List<PortBinding>>() {}),
                JSON.readValue(row.mounts, new TypeReference<List<MountText>>() {}).stream()
                        .map(MountText::toMountPoint)
                        .toList(),
                JSON.readValue(row.addresses, new TypeReference<Map<String, String>>() {}));
        return new StoredContainer(view, JSON.readValue(row.config, ProcessDefaults.class), row.stoppedOnPurpose);
    }
}
