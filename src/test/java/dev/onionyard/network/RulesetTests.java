package dev.onionyard.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.linux.NetfilterBatch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RulesetTests {

    private final InterfaceNames names = new InterfaceNames(new UUID(1, 2));
    private final Ruleset ruleset = new Ruleset(names);
    private final String id = "abcdef0123456789".repeat(4);
    private final Network network = new Network(
            id,
            "bridge",
            Network.Driver.BRIDGE,
            Subnet.parse("10.128.0.0/20"),
            "10.128.0.1",
            names.bridge(id),
            Map.of(),
            Instant.EPOCH,
            true,
            Network.Settings.PLAIN);
    private final Publication web = new Publication(
            "10.128.0.2",
            List.of(new PublishedPort("", 8080, 80, "tcp"), new PublishedPort("127.0.0.1", 5353, 53, "udp")));

    @Test
    void interfaceNamesFitTheKernel() {
        assertThat(names.bridge(id)).hasSize(15).isEqualTo(names.bridgePrefix() + "abcdef01");
        assertThat(names.link()).hasSize(15).startsWith(names.linkPrefix()).isNotEqualTo(names.link());
        assertThat(new InterfaceNames(new UUID(3, 4)).table()).isNotEqualTo(names.table());
    }

    @Test
    void publishesByMapElements() {
        assertThat(ruleset.whole(List.of(network), List.of(web))).endsWith("""
                        add element ip %1$s ports { tcp . 8080 : 10.128.0.2 . 80 }
                        add element ip %1$s bound_ports { 127.0.0.1 . udp . 5353 : 10.128.0.2 . 53 }
                        """.formatted(names.table()));
    }

    @Test
    void replacesTheWholeTableInOneStep() {
        String text = ruleset.whole(List.of(network), List.of(web));

        assertThat(text)
                .startsWith("add table ip %1$s\ndelete table ip %1$s\ntable ip %1$s {".formatted(names.table()))
                .contains("ip saddr 10.128.0.0/20 oifname != \"" + network.bridge() + "\" masquerade")
                .contains("iifname \"%1$s\" oifname \"%1$s\" accept".formatted(network.bridge()));
    }

    @Test
    void containersWithoutPortsNeedNoChange() {
        var batch = new NetfilterBatch();
        ruleset.add(batch, new Publication("10.128.0.3", List.of()));
        assertThat(batch.isEmpty()).isTrue();
        ruleset.delete(batch, web);
        assertThat(batch.isEmpty()).isFalse();
    }
}
