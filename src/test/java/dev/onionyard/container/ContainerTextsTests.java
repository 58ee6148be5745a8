package dev.onionyard.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.ContainerRequest.PortBinding;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Small texts and numbers that are put together for a container.
class ContainerTextsTests {

    @Test
    void writesHosts() {
        String hosts = ContainerFiles.hostsText(
                "web",
                List.of("10.0.0.7", "10.1.0.7"),
                List.of("10.0.0.9\tother abc"),
                "10.0.0.1",
                List.of("db:10.0.0.2", "up:host-gateway", "six:2001:db8::1"));

        assertThat(hosts)
                .startsWith("127.0.0.1\tlocalhost\n")
                .endsWith(
                        "10.0.0.2\tdb\n10.0.0.1\tup\n2001:db8::1\tsix\n10.0.0.9\tother abc\n10.0.0.7\tweb\n10.1.0.7\tweb\n");
        assertThat(ContainerFiles.hostsText("web", List.of(), List.of(), "", List.of()))
                .doesNotContain("web");
    }

    @Test
    void addsWhatDockerAddsToTheEnvironment() {
        Container view = Samples.container(
                Samples.request(null, null, true, true),
                List.of("sh"),
                Samples.status(ContainerState.RUNNING, 0, Duration.ZERO));
        var container = new StoredContainer(view, Samples.image(List.of(), List.of()), false);

        assertThat(SpecAssembly.env(container, List.of("X=1", "PATH=/mine"), true))
                .containsExactly("HOSTNAME=host", "TERM=dumb", "X=1", "PATH=/mine");
    }

    @ParameterizedTest
    @CsvSource({
        "127,cannot create container: executable file `x` not found in $PATH: No such file or directory",
        "127,exec: \"/x\": stat /x: no such file or directory",
        "126,open executable: Permission denied",
        "126,exec: \"/etc\": is a directory",
        "128,cannot publish port 80",
        "128,mount `/x` to `/y`: No such file or directory"
    })
    void readsTheCodeOfAFailedStart(int code, String message) {
        assertThat(ContainerRunner.exitCode(message)).isEqualTo(code);
    }

    @Test
    void publishesWhatIsAskedAndWithAllWhatIsExposed() {
        var asked = new PortBinding("127.0.0.1", 1234, 8080, "tcp");
        HostOptions plain = Samples.host(ContainerRequest.RestartPolicy.NEVER, 0);
        var all = new HostOptions(
                plain.network(),
                List.of(asked),
                true,
                plain.mounts(),
                false,
                0,
                0,
                0,
                plain.restartPolicy(),
                false,
                false,
                false,
                List.of(),
                List.of(),
                List.of(),
                List.of());

        assertThat(PortPlan.of(plain, Samples.image(List.of(), List.of()))).isEqualTo(plain.ports());
        assertThat(PortPlan.of(all, Samples.image(List.of(), List.of())))
                .containsExactly(asked, new PortBinding("", 0, 9, "udp"));
    }
}
