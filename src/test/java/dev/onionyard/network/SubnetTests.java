package dev.onionyard.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.UnavailableException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubnetTests {

    private static final String HEADER = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU";
    private static final HostRoutes NO_ROUTES = HostRoutes.parse(List.of(HEADER));

    @Test
    void readsAndPrints() {
        assertThat(Subnet.parse("172.18.3.4/16")).hasToString("172.18.0.0/16");
        assertThat(Subnet.parse("192.168.7.0/30").last()).isEqualTo(Ipv4.parse("192.168.7.2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "172.18.0.0",
                "172.18.0.0/",
                "172.18.0.0/0",
                "172.18.0.0/31",
                "1.2.3/8",
                "1.2.3.256/8",
                "1.2.3.4.5/8",
                "a.b.c.d/8",
                "1.2.3.-4/8",
                "::1/64",
                "1.2.3.4/8/9",
                "01111.2.3.4/8"
            })
    void refusesWhatIsNoSubnet(String text) {
        assertThatThrownBy(() -> Subnet.parse(text)).isInstanceOf(InvalidInputException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.200.0.0/16, true",
        "10.200.0.0/16, 10.0.0.0/8, true",
        "10.1.0.0/16, 10.2.0.0/16, false",
        "128.0.0.0/1, 192.168.0.0/24, true",
        "192.168.0.0/24, 192.168.1.0/24, false"
    })
    void knowsOverlaps(String a, String b, boolean overlap) {
        assertThat(Subnet.parse(a).overlaps(Subnet.parse(b))).isEqualTo(overlap);
    }

    @Test
    void readsTheHostsRoutes() {
        HostRoutes routes = HostRoutes.parse(List.of(
                HEADER,
                "eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0",
                "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0",
                "tun0\t0000800A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0"));

        assertThat(routes.defaultDevice()).contains("eth0");
        assertThat(routes.overlaps(Subnet.parse("192.0.2.0/28"), "")).isTrue();
        assertThat(routes.overlaps(Subnet.parse("10.128.16.0/20"), "")).isTrue();
        assertThat(routes.overlaps(Subnet.parse("10.128.16.0/20"), "tun0")).isFalse();
        assertThat(routes.overlaps(Subnet.parse("10.129.0.0/20"), "")).isFalse();
    }

    @Test
    void freeSubnetsNeverOverlap() {
        var pool = new SubnetPool(-77);
        Set<Subnet> taken = new HashSet<>();
        for (int i = 0; i < 300; i++) {
            Subnet free = pool.free(NO_ROUTES, taken);
            assertThat(taken).noneMatch(free::overlaps);
            taken.add(free);
        }
    }

    @Test
    void leavesRangesThatTheHostUses() {
        HostRoutes routes = HostRoutes.parse(List.of(
                HEADER, "vpn\t0000000A\t00000000\t1\t0\t0\t0\t000000FF", "lan\t0000A8C0\t0\t1\t0\t0\t0\t0000FFFF"));
        assertThat(new SubnetPool(1).free(routes, Set.of()).toString()).startsWith("172.");
    }

    @Test
    void saysWhenNothingIsFree() {
        assertThatThrownBy(() -> new SubnetPool(1)
                        .free(NO_ROUTES, List.of(Subnet.parse("0.0.0.0/1"), Subnet.parse("128.0.0.0/1"))))
                .isInstanceOf(UnavailableException.class);
    }

    @Test
    void givesTheLowestFreeAddress() {
        Network network = network("10.0.0.0/29", null, Map.of("printer", "10.0.0.3"));
        assertThat(new AddressPool(network, Set.of("10.0.0.2", "10.0.0.5")).free())
                .isEqualTo("10.0.0.4");
        var full = new AddressPool(network, Set.of("10.0.0.2", "10.0.0.4", "10.0.0.5", "10.0.0.6"));
        assertThatThrownBy(full::free).isInstanceOf(UnavailableException.class);
        assertThat(AddressPool.mac("10.0.255.3")).isEqualTo("02:42:0a:00:ff:03");
    }

    @Test
    void aRangeBoundsWhatIsGivenNotWhatIsAskedFor() {
        Network network = network("10.0.0.0/24", "10.0.0.128/30", Map.of());
        var pool = new AddressPool(network, Set.of("10.0.0.128", "10.0.0.129"));
        assertThat(pool.free()).isEqualTo("10.0.0.130");
        assertThat(pool.take("10.0.0.7")).isEqualTo("10.0.0.7");
        assertThatThrownBy(() -> pool.take("10.0.0.129")).hasMessageContaining("Address already in use");
        assertThatThrownBy(() -> pool.take("10.0.0.1")).hasMessageContaining("Address already in use");
        assertThatThrownBy(() -> pool.take("10.0.0.0")).hasMessageContaining("no configured subnet");
        assertThatThrownBy(() -> pool.take("10.0.1.7")).hasMessageContaining("no configured subnet");
    }

    private static Network network(String subnet, @Nullable String range, Map<String, String> reserved) {
        Subnet parsed = Subnet.parse(subnet);
        return new Network(
                "n",
                "net",
                Network.Driver.BRIDGE,
                parsed,
                Ipv4.format(parsed.first()),
                "br",
                Map.of(),
                Instant.EPOCH,
                false,
                new Network.Settings(
                        true, range == null ? null : Subnet.parse(range), reserved, false, false, Map.of()));
    }
}
