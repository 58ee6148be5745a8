package dev.onionyard.container;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.container.ContainerRequest.HostOptions;
import dev.onionyard.container.ContainerRequest.PortBinding;
import dev.onionyard.container.ContainerRequest.RestartPolicy;
import dev.onionyard.container.ContainerRequest.RestartPolicy.Mode;
import dev.onionyard.error.InvalidInputException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestCheckTests {

    private String name = "good-name";
    private List<String> env = List.of("A=b", "B");
    private String stopSignal = "SIGTERM";
    private List<PortBinding> ports = List.of(new PortBinding("127.0.0.1", 0, 80, "tcp"));
    private long memory;
    private long nanoCpus;
    private RestartPolicy restart = RestartPolicy.NEVER;
    private boolean autoRemove;
    private List<String> capAdd = List.of();
    private List<String> extraHosts = List.of("db:10.0.0.2", "gate:host-gateway", "six:2001:db8::1");
    private List<String> dns = List.of("9.9.9.9");

    @Test
    void letsGoodRequestsThrough() {
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "-x", "a b", "a/b", "ü1", "../x"})
    void refusesNames(String bad) {
        name = bad;
        assertRefused("Invalid container name (" + bad + "), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
    }

    @Test
    void refusesSignals() {
        stopSignal = "SIGFOO";
        assertRefused("Invalid signal: SIGFOO");
    }

    @Test
    void refusesEnvironments() {
        env = List.of("=x");
        assertRefused("invalid environment variable: =x");
    }

    @Test
    void refusesPorts() {
        ports = List.of(new PortBinding("", 70000, 80, "tcp"));
        assertRefused("ports are numbers from 1 to 65535");
    }

    @Test
    void refusesLimits() {
        memory = 1 << 20;
        assertRefused("Minimum memory limit allowed is 6MB");
        memory = 0;
        nanoCpus = 1_000_000_000_000L;
        assertRefused("range of CPUs is from 0.01 to");
    }

    @Test
    void refusesRestartPoliciesThatContradict() {
        autoRemove = true;
        restart = new RestartPolicy(Mode.ALWAYS, 0);
        assertRefused("can't create 'AutoRemove' container with restart policy");
        autoRemove = false;
        restart = new RestartPolicy(Mode.ALWAYS, 3);
        assertRefused("maximum retry count can only be used with 'on-failure'");
    }

    @Test
    void refusesCapabilities() {
        capAdd = List.of("FLY");
        assertRefused("invalid CapAdd: unknown capability: \"CAP_FLY\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"db", ":1.2.3.4", "db:", "db:x y", "a\nb:1.2.3.4", "db:evil.example"})
    void refusesHosts(String bad) {
        extraHosts = List.of(bad);
        assertRefused("bad format for add-host");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dns.example", "1.1.1.1\nsearch evil"})
    void refusesNameServers(String bad) {
        dns = List.of(bad);
        assertRefused("is not an ip address");
    }

    private void assertRefused(String message) {
        assertThatThrownBy(this::check)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    private void check() {
        RequestCheck.check(new ContainerRequest(
                name,
                "image",
                null,
                null,
                env,
                null,
                null,
                "host-1",
                false,
                false,
                false,
                Map.of(),
                stopSignal,
                null,
                new HostOptions(
                        "bridge",
                        ports,
                        false,
                        List.of(),
                        false,
                        memory,
                        nanoCpus,
                        0,
                        restart,
                        autoRemove,
                        false,
                        false,
                        capAdd,
                        List.of(),
                        extraHosts,
                        dns)));
    }
}
