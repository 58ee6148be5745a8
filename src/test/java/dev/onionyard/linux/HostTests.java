package dev.onionyard.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostTests {

    @Test
    void agreesWithUname() {
        assertThat(Host.kernelRelease())
                .isEqualTo(ChildProcess.of("uname", "-r").output().strip());
        assertThat(Host.kernelName()).isEqualTo("Linux");
        assertThat(Host.isRoot())
                .isEqualTo(ChildProcess.of("id", "-u").output().strip().equals("0"));
        assertThat(Host.memoryBytes()).isGreaterThan(100L << 20);
        assertThat(Host.operatingSystem()).isNotBlank();
    }

    @Test
    void countsInterfacesWithoutLoopback() {
        var counters = InterfaceCounters.parse(List.of(
                "Inter-|   Receive                                                |  Transmit",
                " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop",
                "    lo: 9999 1 0 0 0 0 0 0 9999 1 0 0 0 0 0 0",
                "  eth0:  100 1 0 0 0 0 0 0   42 1 0 0 0 0 0 0",
                "  eth1:1 1 0 0 0 0 0 0 2 1 0 0 0 0 0 0"));
        assertThat(counters).isEqualTo(new InterfaceCounters(101, 44));
    }
}
