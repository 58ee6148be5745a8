package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.fixtures.SharedYard;
import dev.onionyard.fixtures.SocketAnswer;
import dev.onionyard.fixtures.TestImages;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Ping, version, info, disk usage: what clients ask before anything else.
class SystemApiIT {

    private final SharedYard yard = SharedYard.shared();

    static List<Path> clients() {
        return SharedYard.clients();
    }

    @ParameterizedTest
    @CsvSource({"GET, OK", "HEAD, ''"})
    void pingTellsClientsHowToSpeak(String method, String body) {
        SocketAnswer ping = yard.ask(method, "/_ping");

        assertThat(ping.status()).isEqualTo(200);
        assertThat(ping.body()).isEqualTo(body);
        assertThat(ping.headers())
                .containsEntry("api-version", ApiVersion.MAXIMUM.toString())
                .containsEntry("ostype", "linux")
                .containsEntry("docker-experimental", "false")
                .containsEntry("builder-version", "1")
                .containsEntry("swarm", "inactive")
                .containsEntry("cache-control", "no-cache, no-store, must-revalidate");
    }

    @ParameterizedTest
    @CsvSource({"/info, 200", "/v1.24/info, 200", "/v1.47/info, 200", "/v1.23/info, 400", "/v1.99/info, 400"})
    void speaksTheVersionsItSaysItSpeaks(String path, int status) {
        assertThat(yard.ask("GET", path).status()).isEqualTo(status);
    }

    @Test
    void refusesOtherVersionsInDockersWords() {
        assertThat(yard.ask("GET", "/v1.23/info").message())
                .isEqualTo("client version 1.23 is too old. Minimum supported API version is 1.24, please upgrade your"
                        + " client to a newer version");
        assertThat(yard.ask("GET", "/v1.99/info").message())
                .isEqualTo("client version 1.99 is too new. Maximum supported API version is " + ApiVersion.MAXIMUM);
    }

    @ParameterizedTest
    @CsvSource({"GET, /nothing", "DELETE, /info", "HEAD, /info", "GET, /v1.41"})
    void unknownPathsAndMethodsAreNotFound(String method, String path) {
        SocketAnswer answer = yard.ask(method, path);

        assertThat(answer.status()).isEqualTo(404);
        if (!method.equals("HEAD")) {
            assertThat(answer.message()).isEqualTo("page not found");
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void versionNamesServerAndRuntime(Path client) {
        assertThat(yard.run(client, "version", "--format", "{{.Server.APIVersion}} {{.Server.MinAPIVersion}}"))
                .isEqualTo(ApiVersion.MAXIMUM + " " + ApiVersion.MINIMUM);
        assertThat(yard.run(client, "version")).containsOnlyOnce("Engine:").containsAnyOf("crun:", "runc:");
    }

    @ParameterizedTest
    @MethodSource("clients")
    void infoCountsAndDescribes(Path client) {
        String info = yard.run(client, "info");

        assertThat(info)
                .contains("Storage Driver: overlay2", "Supports d_type: true", "Volume: local", "Swarm: inactive")
                .contains("Docker Root Dir: " + yard.home())
                .doesNotContain("ERROR");
    }

    @Test
    void infoHasEveryFieldThatDockersClientsRead() {
        JsonNode info = yard.ask("GET", "/info").json();

        assertThat(info.propertyNames())
                .contains("ID", "Containers", "ContainersRunning", "ContainersPaused", "ContainersStopped", "Images")
                .contains("Driver", "DriverStatus", "Plugins", "MemoryLimit", "SwapLimit", "CpuCfsPeriod", "CPUSet")
                .contains("PidsLimit", "IPv4Forwarding", "BridgeNfIptables", "Debug", "NFd", "OomKillDisable")
                .contains("NGoroutines", "SystemTime", "LoggingDriver", "CgroupDriver", "CgroupVersion")
                .contains("NEventsListener", "KernelVersion", "OperatingSystem", "OSVersion", "OSType", "Architecture")
                .contains("IndexServerAddress", "RegistryConfig", "NCPU", "MemTotal", "DockerRootDir", "HttpProxy")
                .contains("Name", "Labels", "ExperimentalBuild", "ServerVersion", "Runtimes", "DefaultRuntime")
                .contains("Swarm", "LiveRestoreEnabled", "Isolation", "InitBinary", "ContainerdCommit", "RuncCommit")
                .contains("InitCommit", "SecurityOptions", "Warnings");
        assertThat(info.path("NFd").asInt()).isGreaterThan(10);
        assertThat(info.path("ID").asString())
                .isEqualTo(yard.ask("GET", "/info").json().path("ID").asString());
    }

    @ParameterizedTest
    @MethodSource("clients")
    void diskUsageCountsEachLayerOnce(Path client) {
        yard.docker("tag", TestImages.BUSYBOX, "df/same:1");
        String container = yard.docker("create", TestImages.BUSYBOX, "true");
        yard.docker("volume", "create", "df-volume");
        try {
            assertThat(yard.run(client, "system", "df", "--verbose"))
                    .contains("Images space usage:", "busybox", "df-volume", container.substring(0, 12));
            JsonNode usage = yard.ask("GET", "/system/df").json();
            JsonNode busybox = StreamSupport.stream(usage.path("Images").spliterator(), false)
                    .filter(image -> image.path("RepoTags").toString().contains(TestImages.BUSYBOX))
                    .findFirst()
                    .orElseThrow();
            assertThat(busybox.path("Containers").asInt()).isEqualTo(1);
            assertThat(busybox.path("SharedSize").asLong()).isZero();
            assertThat(usage.path("LayersSize").asLong())
                    .isEqualTo(busybox.path("Size").asLong());
            JsonNode created = usage.path("Containers").path(0);
            assertThat(created.path("SizeRootFs").asLong())
                    .isEqualTo(busybox.path("Size").asLong()
                            + created.path("SizeRw").asLong());
            JsonNode volume = usage.path("Volumes").path(0).path("UsageData");
            assertThat(volume.path("RefCount").asInt()).isZero();
            assertThat(volume.path("Size").asLong()).isZero();
        } finally {
            yard.docker("rm", container);
            yard.docker("volume", "rm", "df-volume");
            yard.docker("rmi", "df/same:1");
        }
    }

    @Test
    void diskUsageOfChosenTypesLeavesTheOthersOut() {
        JsonNode usage =
                yard.ask("GET", "/v1.47/system/df?type=volume&type=image").json();

        assertThat(usage.path("Volumes").isArray()).isTrue();
        assertThat(usage.path("Images").isArray()).isTrue();
        assertThat(usage.path("Containers").isNull()).isTrue();
        assertThat(usage.path("BuildCache").isNull()).isTrue();
        assertThat(yard.ask("GET", "/v1.47/system/df?type=nothing").status()).isEqualTo(400);
    }
}
