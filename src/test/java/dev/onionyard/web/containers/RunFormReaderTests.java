package dev.onionyard.web.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.container.ContainerRequest;
import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.ContainerRequest.MountKind;
import dev.onionyard.container.ContainerRequest.MountRequest;
import dev.onionyard.container.ContainerRequest.PortBinding;
import dev.onionyard.container.ContainerRequest.RestartPolicy;
import dev.onionyard.container.HostSettings;
import dev.onionyard.container.HostSettings.Device;
import dev.onionyard.container.HostSettings.Logging;
import dev.onionyard.container.HostSettings.Ulimit;
import dev.onionyard.oci.HealthCheck;
import java.time.Duration;
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
                RunFormReader.read(RunForm.of(TOMCAT, null), TOMCAT, false).request());
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
        RunForm form = RunForm.of(TOMCAT, null);
        assertThat(form.ports()).containsExactly(new RunForm.Port("", "8080", "8080", "tcp", true));
        assertThat(form.command()).isEqualTo("catalina.sh run");
        assertThat(form.entrypoint()).isEqualTo("/entry.sh --wait");
        assertThat(form.mode()).isEqualTo(RunForm.DETACHED);
    }

    @Test
    void saysTheCommandAgainWhenTheEntrypointIsAnother() {
        RunForm.of(TOMCAT, null);
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

    @Test
    void readsTheRarerFieldsAsDockersOptionsAreWritten() {
        sent.set("network", "shop");
        sent.set("healthMode", "own");
        sent.set("healthCommand", "test -e /ok");
        sent.set("healthInterval", "1m30s");
        sent.set("healthRetries", "2");
        sent.set("stopTimeout", "3");
        sent.set("aliases", "db, store");
        sent.set("dns", "10.0.0.2 fd00::2");
        sent.set("extraHosts", "printer:10.0.0.9\ngate=host-gateway");
        sent.set("shmSize", "64m");
        sent.set("ulimits", "nofile=1024:4096\ncore=unlimited");
        sent.set("sysctls", "net.core.somaxconn=1024");
        sent.set("devices", "/dev/fuse\n/dev/a:/dev/b:rw");
        sent.set("capAdd", "net_admin SYS_TIME");
        sent.set("capDrop", "ALL");
        sent.set("securityOptions", "no-new-privileges");
        sent.set("logDriver", "local");
        sent.set("logOptions", "max-size=1m");

        RunFormReader.Reading reading = read(false);
        ContainerRequest request = Objects.requireNonNull(reading.request());
        HostOptions host = request.host();
        HostSettings settings = host.settings();
        assertThat(reading.aliases()).containsExactly("db", "store");
        assertThat(request.stopTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(request.healthCheck())
                .isEqualTo(new HealthCheck(
                        List.of("CMD-SHELL", "test -e /ok"), Duration.ofSeconds(90), Duration.ZERO, Duration.ZERO, 2));
        assertThat(host.dns()).containsExactly("10.0.0.2", "fd00::2");
        assertThat(host.extraHosts()).containsExactly("printer:10.0.0.9", "gate:host-gateway");
        assertThat(host.capAdd()).containsExactly("NET_ADMIN", "SYS_TIME");
        assertThat(host.capDrop()).containsExactly("ALL");
        assertThat(settings.shmBytes()).isEqualTo(64 << 20);
        assertThat(settings.ulimits()).containsExactly(new Ulimit("nofile", 1024, 4096), new Ulimit("core", -1, -1));
        assertThat(settings.sysctls()).containsExactly(Map.entry("net.core.somaxconn", "1024"));
        assertThat(settings.devices())
                .containsExactly(new Device("/dev/fuse", "/dev/fuse", "rwm"), new Device("/dev/a", "/dev/b", "rw"));
        assertThat(settings.security().options()).containsExactly("no-new-privileges");
        assertThat(settings.logging()).isEqualTo(new Logging("local", Map.of("max-size", "1m")));
    }

    @ParameterizedTest
    @CsvSource({
        "aliases, a/b",
        "aliases, db", // the bridge has no names
        "dns, localhost",
        "extraHosts, printer",
        "shmSize, much",
        "ulimits, nofile",
        "sysctls, net.core.somaxconn",
        "devices, dev/fuse",
        "capAdd, NET-ADMIN",
        "logOptions, max-size",
        "stopTimeout, soon",
    })
    void saysWhichOfTheRarerFieldsIsWrong(String field, String text) {
        sent.set(field, text);
        RunFormReader.Reading reading = read(false);
        assertThat(reading.request()).isNull();
        assertThat(reading.errors().has(field)).isTrue();
    }

    @Test
    void asksForNoHealthCheckOrTheImagesOwn() {
        assertThat(Objects.requireNonNull(read(false).request()).healthCheck()).isNull();
        sent.set("healthMode", "none");
        HealthCheck none = Objects.requireNonNull(read(false).request()).healthCheck();
        assertThat(Objects.requireNonNull(none).disables()).isTrue();
        sent.set("healthMode", "own");
        assertThat(read(false).errors().has("healthCommand")).isTrue();
    }

    @Test
    void showsTheImagesHealthCheck() {
        var check = new HealthCheck(
                List.of("CMD", "curl", "-f", "a b"), Duration.ofSeconds(90), Duration.ofMillis(500), Duration.ZERO, 0);
        RunExtras extras = RunForm.of(TOMCAT, check).extras();
        assertThat(extras.get("healthMode")).isEqualTo("image");
        assertThat(extras.get("healthCommand")).isEqualTo("curl -f 'a b'");
        assertThat(extras.get("healthInterval")).isEqualTo("1m30s");
        assertThat(extras.get("healthTimeout")).isEqualTo("500ms");
        assertThat(extras.get("healthRetries")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "invalid ulimit type: x, ulimits",
        "sysctl \"x\" is not in a separate kernel namespace, sysctls",
        "invalid capability: \"CAP_X\", capAdd",
        "unknown log opt 'x' for local log driver, logOptions",
        "something else, ''",
    })
    void putsTheEnginesWordsBesideTheirField(String message, String field) {
        assertThat(RunExtrasReader.fieldOf(message)).isEqualTo(field);
    }
}
