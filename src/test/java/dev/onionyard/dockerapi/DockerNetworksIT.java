package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.fixtures.SharedYard;
import dev.onionyard.fixtures.TestImages;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Networks and volumes with the real clients: containers find each other by name, move between networks, and keep
/// data.
class DockerNetworksIT {

    private static final String BOX = TestImages.BUSYBOX;

    private final SharedYard yard = SharedYard.shared();

    static List<Path> clients() {
        return SharedYard.clients();
    }

    @AfterEach
    void removeAll() {
        each("ps", "-aq", "--filter", "label=dn").forEach(id -> yard.docker("rm", "-f", "-v", id));
        each("network", "ls", "-q", "--filter", "label=dn").forEach(id -> yard.docker("network", "rm", id));
        each("volume", "ls", "-q", "--filter", "label=dn").forEach(name -> yard.docker("volume", "rm", name));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void containersFindEachOtherByNameAndMoveBetweenNetworks(Path client) {
        yard.requireBusybox();
        run(client, "network", "create", "--label", "dn", "--subnet", "10.126.4.0/24", "dn-shop");
        run(client, "network", "create", "--label", "dn", "--internal", "dn-back");
        sleeper(client, "dn-web", "--network", "dn-shop", "--network-alias", "www", "--ip", "10.126.4.80");
        sleeper(client, "dn-db", "--network", "dn-back");

        assertThat(shell(client, "dn-web", "cat /etc/resolv.conf")).contains("nameserver 127.0.0.11");
        assertThatThrownBy(() -> shell(client, "dn-web", "nslookup dn-db")).isInstanceOf(IllegalStateException.class);
        run(client, "network", "connect", "--alias", "database", "dn-back", "dn-web");
        assertThat(shell(client, "dn-web", "nslookup dn-db")).contains("Name:\tdn-db");
        assertThat(shell(client, "dn-db", "nslookup database; nslookup dn-web"))
                .contains("Name:\tdatabase", "Name:\tdn-web");
        assertThat(run(client, "network", "inspect", "-f", "{{range .Containers}}{{.Name}} {{end}}", "dn-back")
                        .split(" "))
                .containsExactlyInAnyOrder("dn-web", "dn-db");
        assertThat(run(
                        client,
                        "inspect",
                        "-f",
                        "{{(index .NetworkSettings.Networks \"dn-shop\").IPAddress}}"
                                + " {{(index .NetworkSettings.Networks \"dn-shop\").IPAMConfig.IPv4Address}}"
                                + " {{len .NetworkSettings.Networks}}",
                        "dn-web"))
                .isEqualTo("10.126.4.80 10.126.4.80 2");
        assertThatThrownBy(() -> run(client, "network", "rm", "dn-back")).hasMessageContaining("has active endpoints");

        run(client, "network", "disconnect", "dn-back", "dn-web");
        assertThatThrownBy(() -> shell(client, "dn-web", "nslookup dn-db")).isInstanceOf(IllegalStateException.class);
        run(client, "stop", "-t", "0", "dn-web");
        run(client, "network", "connect", "dn-back", "dn-web");
        run(client, "start", "dn-web");
        assertThat(shell(client, "dn-web", "nslookup dn-db; ip -o addr")).contains("Name:\tdn-db", "10.126.4.80/24");
    }

    @ParameterizedTest
    @MethodSource("clients")
    void linksAndSharedNetworksAndHostsFiles(Path client) {
        yard.requireBusybox();
        sleeper(client, "dn-db", "--hostname", "data");
        assertThat(run(
                        client,
                        "run",
                        "--rm",
                        "--link",
                        "dn-db:database",
                        "--add-host",
                        "up:host-gateway",
                        BOX,
                        "cat",
                        "/etc/hosts"))
                .containsPattern("\\d+\\tdatabase [0-9a-f]{12} dn-db\\n")
                .containsPattern("\\d+\\tup\\n");
        assertThat(run(
                        client,
                        "run",
                        "--rm",
                        "--network",
                        "container:dn-db",
                        BOX,
                        "sh",
                        "-c",
                        "hostname; ip -o -4 addr"))
                .startsWith("data\n")
                .contains("eth0");
        assertThat(run(
                        client,
                        "run",
                        "--rm",
                        "--dns",
                        "192.0.2.9",
                        "--dns-search",
                        "a.test",
                        "--dns-option",
                        "ndots:2",
                        BOX,
                        "cat",
                        "/etc/resolv.conf"))
                .isEqualTo("search a.test\nnameserver 192.0.2.9\noptions ndots:2");
    }

    @ParameterizedTest
    @MethodSource("clients")
    void refusesWhatItCannotHonourInDockersWords(Path client) {
        List.of(
                        List.of("-d macvlan x", "plugin \"macvlan\" not found"),
                        List.of("-d host x", "only one instance of \"host\" network is allowed"),
                        List.of("-o foo=bar x", "\"foo\""),
                        List.of("--ipv6 x", "EnableIPv6"),
                        List.of("bridge", "network with name bridge already exists"))
                .forEach(refused -> assertThatThrownBy(() -> run(
                                client,
                                Stream.concat(
                                                Stream.of("network", "create"),
                                                Arrays.stream(refused.getFirst().split(" ")))
                                        .toArray(String[]::new)))
                        .hasMessageContaining(refused.getLast()));
        assertThatThrownBy(() -> run(client, "network", "rm", "bridge"))
                .hasMessageContaining("bridge is a pre-defined network and cannot be removed");
        assertThat(yard.ask("DELETE", "/networks/bridge").status()).isEqualTo(403);
        assertThatThrownBy(() -> run(client, "volume", "create", "-o", "type=nfs", "dn-x"))
                .hasMessageContaining("nfs");
        assertThatThrownBy(() -> run(client, "volume", "create", "-d", "foo", "dn-x"))
                .hasMessageContaining("plugin \"foo\" not found");
    }

    @ParameterizedTest
    @MethodSource("clients")
    void volumesKeepDataAndArePrunedWhenUnused(Path client) {
        yard.requireBusybox();
        run(client, "volume", "create", "--label", "dn", "dn-kept");
        run(client, "volume", "create", "--label", "dn", "-o", "type=tmpfs", "-o", "o=size=1m", "dn-memory");
        run(
                client,
                "run",
                "--rm",
                "-v",
                "dn-kept:/a",
                "-v",
                "dn-memory:/b",
                BOX,
                "sh",
                "-c",
                "echo x >/a/f; echo y >/b/f");
        assertThat(run(client, "run", "--rm", "-v", "dn-kept:/a", BOX, "cat", "/a/f"))
                .isEqualTo("x");
        sleeper(client, "dn-user", "-v", "dn-kept:/a");
        assertThatThrownBy(() -> run(client, "volume", "rm", "dn-kept")).hasMessageContaining("volume is in use");
        assertThat(run(client, "volume", "ls", "-q", "--filter", "dangling=true", "--filter", "label=dn"))
                .isEqualTo("dn-memory");
        String filter = "/v1.41/volumes/prune?filters=%7B%22label%22:%5B%22dn%22%5D%7D";
        assertThat(yard.ask("POST", filter).body()).contains("dn-memory").doesNotContain("dn-kept");
    }

    private void sleeper(Path client, String name, String... options) {
        var command = Stream.of(
                        Stream.of("run", "-d", "--label", "dn", "--name", name),
                        Arrays.stream(options),
                        Stream.of(BOX, "sleep", "1000"))
                .flatMap(part -> part);
        run(client, command.toArray(String[]::new));
    }

    private String shell(Path client, String container, String script) {
        return run(client, "exec", container, "sh", "-c", script);
    }

    private String run(Path client, String... arguments) {
        return yard.run(client, arguments);
    }

    private List<String> each(String... arguments) {
        return yard.docker(arguments).lines().filter(line -> !line.isBlank()).toList();
    }
}
