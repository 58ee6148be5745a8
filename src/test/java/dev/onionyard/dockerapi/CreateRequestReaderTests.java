package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.container.ContainerRequest;
import dev.onionyard.container.ContainerRequest.MountForm;
import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.container.ContainerRequest.MountOptions;
import dev.onionyard.container.ContainerRequest.MountRequest;
import dev.onionyard.container.ContainerRequest.PortBinding;
import dev.onionyard.container.ContainerRequest.RestartPolicy;
import dev.onionyard.container.HostSettings;
import dev.onionyard.error.InvalidInputException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CreateRequestReaderTests {

    @Test
    void readsWhatTheCliSends() {
        ContainerRequest request = read("""
                {"Image":"tomcat","Tty":true,"OpenStdin":true,"StdinOnce":true,"Cmd":["sh","-c","date"],"Entrypoint":null,
                 "Env":["A=b"],"StopTimeout":3,"Labels":{"x":"y"},
                 "HostConfig":{"NetworkMode":"default","AutoRemove":true,"Memory":1048576,"NanoCpus":500000000,
                  "PidsLimit":100,"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":2},
                  "PortBindings":{"8080/tcp":[{"HostIp":"127.0.0.1","HostPort":"80"}]}}}""");

        assertThat(request.image()).isEqualTo("tomcat");
        assertThat(request.tty()).isTrue();
        assertThat(request.stdinOnce()).isTrue();
        assertThat(request.cmd()).containsExactly("sh", "-c", "date");
        assertThat(request.entrypoint()).isNull();
        assertThat(request.stopTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(request.host().network()).isEqualTo("bridge");
        assertThat(request.host().autoRemove()).isTrue();
        assertThat(request.host().memoryBytes()).isEqualTo(1 << 20);
        assertThat(request.host().nanoCpus()).isEqualTo(500_000_000);
        assertThat(request.host().restartPolicy()).isEqualTo(new RestartPolicy(RestartPolicy.Mode.ON_FAILURE, 2));
        assertThat(request.host().ports()).containsExactly(new PortBinding("127.0.0.1", 80, 8080, "tcp"));
    }

    @Test
    void commandsMayBeASingleString() {
        assertThat(read("{\"Image\":\"a\",\"Cmd\":\"date\"}").cmd()).containsExactly("date");
    }

    @Test
    void bindsAreVolumesUnlessTheirSourceIsAPath() {
        var request = read("""
                {"Image":"a","HostConfig":{"Binds":["data:/data","/srv/www:/www:ro"],"Tmpfs":{"/scratch":""}},
                 "Volumes":{"/data":{},"/cache":{}}}""");

        assertThat(request.host().mounts())
                .containsExactly(
                        new MountRequest(MountKind.VOLUME, "data", "/data", false, MountOptions.of(MountForm.BIND, "")),
                        new MountRequest(
                                MountKind.BIND, "/srv/www", "/www", true, MountOptions.of(MountForm.BIND, "ro")),
                        new MountRequest(MountKind.TMPFS, "", "/scratch", false, MountOptions.of(MountForm.TMPFS, "")),
                        new MountRequest(MountKind.VOLUME, "", "/cache", false, MountOptions.of(MountForm.PLACE, "")));
    }

    @Test
    void refusesWhatItCannotRead() {
        assertThatThrownBy(() -> read("{}")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> read("{\"Image\":\"a\",\"HostConfig\":{\"Binds\":[\"a:b:c:d\"]}}"))
                .hasMessage("invalid volume specification: 'a:b:c:d'");
        assertThatThrownBy(() -> read("{\"Image\":\"a\",\"HostConfig\":{\"RestartPolicy\":{\"Name\":\"often\"}}}"))
                .hasMessageContaining("unknown policy 'often'");
        assertThatThrownBy(() -> read("{\"Image\":\"a\",\"HostConfig\":{\"PortBindings\":{\"x/tcp\":null}}}"))
                .hasMessageContaining("invalid port specification");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"HostConfig\":{\"UsernsMode\":\"private\"} | HostConfig.UsernsMode",
                "\"hostconfig\":{\"usernsmode\":\"private\"} | HostConfig.UsernsMode",
                "\"HostConfig\":{\"CpuRealtimeRuntime\":5} | HostConfig.CpuRealtimeRuntime",
                "\"HostConfig\":{\"DeviceRequests\":[{\"Count\":-1}]} | HostConfig.DeviceRequests",
                "\"HostConfig\":{\"StorageOpt\":{\"size\":\"1\"}} | HostConfig.StorageOpt",
                "\"HostConfig\":{\"Mounts\":[{\"Type\":\"volume\",\"Target\":\"/a\","
                        + "\"VolumeOptions\":{\"DriverConfig\":{\"Name\":\"nfs\"}}}]} | DriverConfig.Name",
                "\"HostConfig\":{\"Mounts\":[{\"Type\":\"npipe\",\"Target\":\"/a\"}]} | mount type unknown",
                "\"Healthcheck\":{\"Interval\":5} | Interval in Healthcheck cannot be less than 1ms",
            })
    void refusesByNameWhatItCannotHonour(String field, String words) {
        assertThatThrownBy(() -> read("{\"Image\":\"a\"," + field + "}"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(words);
    }

    @Test
    void toleratesDefaultsAndWhatNobodyKnows() {
        assertThat(read("""
                {"Image":"a","MacAddress":"","OnBuild":null,"Novelty":{"x":1},"HostConfig":{"UsernsMode":"host",
                 "Isolation":"default","CgroupParent":"","KernelMemory":0,"DeviceRequests":[],"StorageOpt":{},
                 "IOMaximumIOps":0,"MemorySwappiness":-1,"Runtime":"runc","Surprise":true,
                 "BlkioDeviceReadIOps":[{"Path":"/dev/sda","Rate":5}]}}""").host().settings().limits().readOperations())
                .containsExactly(new HostSettings.DeviceRate("/dev/sda", 5));
    }

    private static ContainerRequest read(String json) {
        return CreateRequestReader.read(null, DockerJson.MAPPER.readTree(json));
    }
}
