package dev.onionyard.container;

import dev.onionyard.container.Container.MountPoint;
import dev.onionyard.container.Container.Process;
import dev.onionyard.container.Container.Status;
import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.container.ContainerRequest.PortBinding;
import dev.onionyard.container.ContainerRequest.RestartPolicy;
import dev.onionyard.layer.LayerId;
import dev.onionyard.oci.Digest;
import dev.onionyard.oci.HealthCheck;
import dev.onionyard.oci.ImageId;
import dev.onionyard.oci.ProcessDefaults;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Values for tests.
final class Samples {

    static final Instant STARTED = Instant.parse("2026-03-04T05:06:07.123456Z");

    private Samples() {}

    static ProcessDefaults image(List<String> entrypoint, List<String> cmd) {
        return new ProcessDefaults(
                "tomcat",
                Set.of("8080/tcp", "9/udp"),
                List.of("PATH=/bin", "LANG=C"),
                entrypoint,
                cmd,
                Set.of("/data"),
                "/work",
                Map.of("a", "image", "b", "image"),
                "SIGINT",
                List.of("/bin/bash", "-c"),
                List.of("RUN true"),
                new HealthCheck(
                        List.of("CMD", "true"), Duration.ofSeconds(3), Duration.ofSeconds(2), Duration.ZERO, 4));
    }

    static ContainerRequest request(
            @Nullable List<String> entrypoint, @Nullable List<String> cmd, boolean tty, boolean stdin) {
        return new ContainerRequest(
                "name",
                "image:1",
                entrypoint,
                cmd,
                List.of("LANG=zh", "NEW=1"),
                null,
                null,
                "host",
                tty,
                stdin,
                false,
                Map.of("b", "asked"),
                null,
                Duration.ofSeconds(7),
                host(RestartPolicy.NEVER, 0));
    }

    static HostOptions host(RestartPolicy policy, long memoryBytes) {
        return new HostOptions(
                "bridge",
                List.of(new PortBinding("127.0.0.1", 8080, 80, "tcp")),
                false,
                List.of(),
                false,
                memoryBytes,
                0,
                0,
                policy,
                false,
                false,
                false,
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    static Status status(ContainerState state, int code, Duration ran) {
        return new Status(state, 0, code, false, "", STARTED, STARTED.plus(ran), 0);
    }

    static Container container(ContainerRequest request, List<String> args, Status status) {
        return new Container(
                "ab".repeat(32),
                "name",
                new ImageId(new Digest("cd".repeat(32))),
                request.image(),
                List.of(new LayerId(new Digest("01".repeat(32))), new LayerId(new Digest("02".repeat(32)))),
                Path.of("/home/snapshots/x/upper"),
                STARTED,
                request,
                new Process(args, List.of("PATH=/bin", "TERM=dumb"), "/", "", "host", "SIGTERM"),
                status,
                List.of(new PortBinding("", 8080, 80, "tcp")),
                List.of(
                        new MountPoint(MountKind.VOLUME, "v", Path.of("/volumes/v"), "/data", false, true),
                        new MountPoint(MountKind.TMPFS, "", Path.of(""), "/tmp", false, false)),
                Map.of("bridge", "10.1.2.3"));
    }
}
