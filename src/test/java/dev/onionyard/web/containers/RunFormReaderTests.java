package dev.onionyard.web.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.container.ContainerRequest;
import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.container.ContainerRequest.MountRequest;
import dev.onionyard.container.ContainerRequest.PortBinding;
import dev.onionyard.container.ContainerRequest.RestartPolicy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

class RunFormReaderTests {

    private static final HostOptions PLAIN = HostOptions.DEFAULT;

    /// Tomcat as its image's JSON would fill it in.
    private static final ContainerRequest TOMCAT = new ContainerRequest(
            null,
            "tomcat:11",
            List.of("/entry.sh", "--wait"),
            List.of("catalina.sh", "run"),
            List.of("PATH=/usr/bin", "CATALINA_HOME=/usr/local/tomcat"),
            "/usr/local/tomcat",
            "tomcat",
            null,
            false,
            false,
            false,
            Map.of("maintainer", "lxl"),
            "SIGTERM",
            null,
            new HostOptions(
                    "bridge",
                    List.of(new PortBinding("", 0, 8080, "tcp")),
                    false,
                    List.of(new MountRequest(MountKind.VOLUME, "", "/data", false)),
                    false,
                    0,
                    0,
                    0,
                    RestartPolicy.NEVER,
                    false,
                    false,
                    false,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of()));

    private final MultiValueMap<String, String> sent = new LinkedMultiValueMap<>(Map.of(
            "image",
            List.of("busybox"),
            "mode",
            List.of("detached"),
            "network",
            List.of("bridge"),
            "restart",
            List.of("no")));

    private RunFormReader.Reading read(boolean administrator) {
        return RunFormReader.read(RunForm.of(sent), ContainerRequest.of("busybox"), administrator);
    }

    private ContainerRequest request() {
        RunFormReader.Reading reading = read(true);
        assertThat(reading.errors().isEmpty()).isTrue();
        return Objects.requireNonNull(reading.request());
    }

    private FieldErrors errors() {
        return read(true).errors();
    }

    @Test
    void asksForNothingWhereTheImageDecides() {
        ContainerRequest request = Objects.requireNonNull(
                RunFormReader.read(RunForm.of(TOMCAT), TOMCAT, false).request());
        assertThat(request.entrypoint()).isNull();
        assertThat(request.cmd()).isNull();
        assertThat(request.env()).isEmpty();
        assertThat(request.workingDir()).isNull();
        assertThat(request.user()).isNull();
        assertThat(request.labels()).isEmpty();
        assertThat(request.stopSignal()).isNull();
        assertThat(request.host().mounts()).isEmpty();
    }

    @Test
    void offersWhatTheImageExposesAtTheSamePort() {
        RunForm form = RunForm.of(TOMCAT);
        assertThat(form.ports()).containsExactly(new RunForm.Port("", "8080", "8080", "tcp", true));
        assertThat(form.command()).isEqualTo("catalina.sh run");
        assertThat(form.entrypoint()).isEqualTo("/entry.sh --wait");
        assertThat(form.mode()).isEqualTo(RunForm.DETACHED);
    }

    @Test
    void saysTheCommandAgainWhenTheEntrypointIsAnother() {
        RunForm.of(TOMCAT);
        sent.add("command", "catalina.sh run");
        sent.add("entrypoint", "/bin/other");
        ContainerRequest request = Objects.requireNonNull(
                RunFormReader.read(RunForm.of(sent), TOMCAT, false).request());
        assertThat(request.entrypoint()).containsExactly("/bin/other");
        assertThat(request.cmd()).containsExactly("catalina.sh", "run");
    }

    @Test
    void readsTheSeedsCommandLine() {
        sent.set("mode", "terminal");
        sent.set("name", "test");
        sent.set("command", "sh -c 'echo \"hello  world\"; sleep 5'");
        sent.add("portHost", "8080");
        sent.add("portContainer", "8080");
        ContainerRequest request = request();
        assertThat(request.tty()).isTrue();
        assertThat(request.openStdin()).isTrue();
        assertThat(request.name()).isEqualTo("test");
        assertThat(request.cmd()).containsExactly("sh", "-c", "echo \"hello  world\"; sleep 5");
        assertThat(request.host().ports()).containsExactly(new PortBinding("", 8080, 8080, "tcp"));
    }

    @Test
    void readsRowsInOrderAndLeavesOutEmptyOnes() {
        sent.addAll("envName", List.of("A", "", "B"));
        sent.addAll("envValue", List.of("1,2", "", "x=y"));
        sent.addAll("portAddress", List.of("127.0.0.1", "", ""));
        sent.addAll("portHost", List.of("9000", "", ""));
        sent.addAll("portContainer", List.of("80", "53", ""));
        sent.addAll("portProtocol", List.of("tcp", "udp", "tcp"));
        ContainerRequest request = request();
        assertThat(request.env()).containsExactly("A=1,2", "B=x=y");
        assertThat(request.host().ports())
                .containsExactly(new PortBinding("127.0.0.1", 9000, 80, "tcp"), new PortBinding("", 0, 53, "udp"));
    }

    @Test
    void readsMounts() {
        sent.addAll("mountKind", List.of("volume", "bind", "tmpfs", "volume"));
        sent.addAll("mountSource", List.of("data", "/srv/site", "", ""));
        sent.addAll("mountTarget", List.of("/data", "/site", "/tmp", "/cache"));
        sent.addAll("mountMode", List.of("rw", "ro", "rw", "rw"));
        assertThat(request().host().mounts())
                .containsExactly(
                        new MountRequest(MountKind.VOLUME, "data", "/data", false),
                        new MountRequest(MountKind.BIND, "/srv/site", "/site", true),
                        new MountRequest(MountKind.TMPFS, "", "/tmp", false),
                        new MountRequest(MountKind.VOLUME, "", "/cache", false));
    }

    @Test
    void readsLimitsAndPolicies() {
        sent.set("memory", "512m");
        sent.set("cpus", "1.5");
        sent.set("pids", "100");
        sent.set("restart", "on-failure");
        sent.set("restartRetries", "3");
        sent.set("readOnly", "on");
        HostOptions host = request().host();
        assertThat(host.memoryBytes()).isEqualTo(512L << 20);
        assertThat(host.nanoCpus()).isEqualTo(1_500_000_000L);
        assertThat(host.pidsLimit()).isEqualTo(100);
        assertThat(host.restartPolicy()).isEqualTo(new RestartPolicy(RestartPolicy.Mode.ON_FAILURE, 3));
        assertThat(host.readOnlyRoot()).isTrue();
    }

    @Test
    void theEmptyFormAsksForThePlainContainer() {
        assertThat(request()).isEqualTo(ContainerRequest.of("busybox"));
        assertThat(request().host()).isEqualTo(PLAIN);
    }

    @ParameterizedTest
    @CsvSource({
        "name, -x",
        "name, a",
        "name, a b",
        "name, <b>",
        "command, 'it''s'",
        "entrypoint, \"open",
        "workingDir, relative",
        "workingDir, /a/../b",
        "user, a b",
        "user, 1:2:3",
        "hostname, -a",
        "hostname, under_score",
        "network, a b",
        "memory, much",
        "memory, 1m",
        "memory, -5g",
        "cpus, 0",
        "cpus, 1e9",
        "cpus, two",
        "pids, 0",
        "pids, 1.5",
        "stopSignal, KI LL",
    })
    void saysWhichFieldIsWrong(String field, String value) {
        sent.set(field, value);
        assertThat(errors().has(field)).isTrue();
        assertThat(errors().getCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "http", "99999999999", ""})
    void refusesPortsThatDoNotExist(String port) {
        sent.addAll("portHost", List.of("80", "81"));
        sent.addAll("portContainer", List.of("80", port));
        assertThat(errors().has("port.0")).isFalse();
        assertThat(errors().has("port.1")).isTrue();
    }

    @Test
    void refusesAPortThatIsPublishedTwice() {
        sent.addAll("portHost", List.of("80", "80"));
        sent.addAll("portContainer", List.of("80", "81"));
        assertThat(errors().has("port.1")).isTrue();
        sent.put("portProtocol", List.of("tcp", "udp"));
        assertThat(errors().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, true", "::1, true", "[::1], true", "256.0.0.1, false", "localhost, false", "1.2.3, false"})
    void knowsHostAddresses(String address, boolean fine) {
        sent.add("portAddress", address);
        sent.add("portContainer", "80");
        assertThat(errors().isEmpty()).isEqualTo(fine);
    }

    @Test
    void publishesNoPortsWithoutABridge() {
        sent.add("portContainer", "80");
        sent.set("network", "none");
        assertThat(errors().has("ports")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "bind, relative, /x",
        "bind, /etc/../root, /x",
        "bind, '', /x",
        "volume, a b, /x",
        "volume, ../escape, /x",
        "volume, data, x",
        "volume, data, /",
        "tmpfs, '', /a/../b",
    })
    void refusesMountsThatCannotBe(String kind, String source, String target) {
        sent.add("mountKind", kind);
        sent.add("mountSource", source);
        sent.add("mountTarget", target);
        assertThat(errors().has("mount.0")).isTrue();
    }

    @Test
    void refusesTwoMountsAtOnePlace() {
        sent.addAll("mountKind", List.of("tmpfs", "tmpfs"));
        sent.addAll("mountTarget", List.of("/x", "/x"));
        assertThat(errors().has("mount.1")).isTrue();
    }

    @Test
    void refusesNamelessVariablesAndLabels() {
        sent.addAll("envName", List.of("", "A=B"));
        sent.addAll("envValue", List.of("x", "y"));
        sent.addAll("labelName", List.of(""));
        sent.addAll("labelValue", List.of("x"));
        assertThat(errors().any("env")).isTrue();
        assertThat(errors().has("env.0")).isTrue();
        assertThat(errors().has("env.1")).isTrue();
        assertThat(errors().has("label.0")).isTrue();
    }

    @Test
    void leavesPrivilegedToAdministrators() {
        sent.set("privileged", "on");
        assertThat(read(false).errors().has("privileged")).isTrue();
        assertThat(read(true).errors().isEmpty()).isTrue();
    }

    @Test
    void refusesToRemoveWhatIsToBeStartedAgain() {
        sent.set("autoRemove", "on");
        sent.set("restart", "always");
        assertThat(errors().has("autoRemove")).isTrue();
    }

    @Test
    void readsMemorySizes() {
        assertThat(MemorySize.parse("1g")).hasValue(1L << 30);
        assertThat(MemorySize.parse("1.5 GiB")).hasValue(3L << 29);
        assertThat(MemorySize.parse("64KB")).hasValue(65536);
        assertThat(MemorySize.parse("1048576")).hasValue(1048576);
        assertThat(MemorySize.parse("9999999t")).isEmpty();
        assertThat(MemorySize.parse("1 2")).isEmpty();
    }
}
