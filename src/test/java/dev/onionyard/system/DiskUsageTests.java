package dev.onionyard.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.onionyard.container.Container;
import dev.onionyard.container.ContainerRequest;
import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.container.ContainerState;
import dev.onionyard.container.Containers;
import dev.onionyard.image.Image;
import dev.onionyard.image.Images;
import dev.onionyard.layer.Layer;
import dev.onionyard.layer.LayerId;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.oci.DiffId;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.ImageConfigJson;
import dev.onionyard.oci.ImageId;
import dev.onionyard.volume.Volume;
import dev.onionyard.volume.Volumes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two images share layer `base`; a container runs from the first.
class DiskUsageTests {

    @TempDir
    Path temp;

    private final Images images = mock(Images.class);
    private final LayerStore layers = mock(LayerStore.class);
    private final Containers containers = mock(Containers.class);
    private final Volumes volumes = mock(Volumes.class);
    private final DiskUsage usage = new DiskUsage(images, layers, containers, volumes);

    private final LayerId base = layerId("base");
    private final Image used = image("used", List.of(base, layerId("of used")));
    private final Image unused = image("unused", List.of(base, layerId("of unused")));

    @BeforeEach
    void fill() {
        when(images.all()).thenReturn(List.of(used, unused));
        when(layers.all())
                .thenReturn(List.of(layer(base, 1000), layer(layerId("of used"), 20), layer(layerId("of unused"), 3)));
        when(containers.all()).thenReturn(List.of());
        when(volumes.all()).thenReturn(List.of());
    }

    @Test
    void sharedLayersCountOnceAndAreNotReclaimableWhileOneImageIsUsed() {
        Container running = container("a", ContainerState.RUNNING, List.of());
        when(containers.all()).thenReturn(List.of(running));
        assertThat(usage.images()).isEqualTo(new Usage(2, 1, 1023, 3));
    }

    @Test
    void withoutContainersEveryLayerIsReclaimable() {
        assertThat(usage.images()).isEqualTo(new Usage(2, 0, 1023, 1023));
    }

    @Test
    void stoppedContainersAreReclaimable() throws IOException {
        Container running = container("a", ContainerState.PAUSED, List.of());
        Container stopped = container("b", ContainerState.EXITED, List.of());
        Container gone = container("c", ContainerState.EXITED, List.of());
        Files.write(Files.createDirectory(running.upper()).resolve("f"), new byte[100_000]);
        Files.write(Files.createDirectory(stopped.upper()).resolve("f"), new byte[300_000]);
        when(containers.all()).thenReturn(List.of(running, stopped, gone));

        Usage found = usage.containers();

        assertThat(found.count()).isEqualTo(3);
        assertThat(found.active()).isEqualTo(1);
        assertThat(found.reclaimableBytes()).isBetween(300_000L, 400_000L);
        assertThat(found.bytes() - found.reclaimableBytes()).isBetween(100_000L, 200_000L);
    }

    @Test
    void volumesOfStoppedContainersAreUsed() throws IOException {
        Volume kept = volume("kept", 100_000);
        Volume left = volume("left", 300_000);
        Container stopped = container("a", ContainerState.EXITED, List.of("kept"));
        when(containers.all()).thenReturn(List.of(stopped));
        when(volumes.all()).thenReturn(List.of(kept, left));

        Usage found = usage.volumes();

        assertThat(found.count()).isEqualTo(2);
        assertThat(found.active()).isEqualTo(1);
        assertThat(found.reclaimableBytes()).isBetween(300_000L, 400_000L);
        assertThat(found.bytes()).isBetween(400_000L, 500_000L);
    }

    private Volume volume(String name, int bytes) throws IOException {
        Path data = Files.createDirectory(temp.resolve(name));
        Files.write(data.resolve("f"), new byte[bytes]);
        return new Volume(name, data, Map.of(), Instant.EPOCH, false);
    }

    private Container container(String name, ContainerState state, List<String> volumeNames) {
        return new Container(
                name.repeat(64),
                name,
                used.id(),
                "used",
                used.layers(),
                temp.resolve(name),
                Instant.EPOCH,
                ContainerRequest.of("used"),
                new Container.Process(List.of(), List.of(), "/", "", name, ""),
                new Container.Status(state, 0, 0, false, "", null, null, 0),
                List.of(),
                volumeNames.stream()
                        .map(volume -> new Container.MountPoint(
                                MountKind.VOLUME, volume, temp.resolve(volume), "/data", false, false))
                        .toList(),
                Map.of());
    }

    private static Image image(String name, List<LayerId> stack) {
        String json = """
                {"architecture":"amd64","os":"linux","author":"%s","config":{},"rootfs":{"type":"layers","diff_ids":[]}}""".formatted(name);
        var config = ImageConfigJson.read(json.getBytes(StandardCharsets.UTF_8));
        ImageId id = config.id();
        return new Image(id, config, stack, List.of(), 0, Instant.EPOCH, Image.Origin.RESTORE, null);
    }

    private static LayerId layerId(String name) {
        return new LayerId(Digest.of(name.getBytes(StandardCharsets.UTF_8)));
    }

    private static Layer layer(LayerId id, long storedBytes) {
        return new Layer(id, new DiffId(id.digest()), 0, 0, storedBytes, 0, Path.of("/nowhere"));
    }
}
