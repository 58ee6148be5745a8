package dev.onionyard.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.ConflictException;
import dev.onionyard.error.InvalidInputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortConflictsTests {

    @ParameterizedTest
    @CsvSource({
        "'', 8080, tcp, '', 8080, tcp, true",
        "'', 8080, tcp, 127.0.0.1, 8080, tcp, true",
        "127.0.0.1, 8080, tcp, 0.0.0.0, 8080, tcp, true",
        "127.0.0.1, 8080, tcp, 127.0.0.2, 8080, tcp, false",
        "'', 8080, tcp, '', 8080, udp, false",
        "'', 8080, tcp, '', 8081, tcp, false",
        "'', 0, tcp, '', 0, tcp, false"
    })
    void knowsWhatCollides(
            String address, int port, String protocol, String otherAddress, int otherPort, String other, boolean hit) {
        var wanted = new PublishedPort(address, port, 80, protocol);
        var taken = new PublishedPort(otherAddress, otherPort, 80, other);
        var lease = new Lease(
                new Member("0123456789abcdef", "web", "web", List.of(), List.of()), true, List.of(), List.of(taken));
        if (hit) {
            assertThatThrownBy(() -> PortConflicts.check(List.of(wanted), List.of(lease)))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("port is already allocated, container \"web\" (0123456789ab) has it");
            assertThatThrownBy(() -> PortConflicts.check(List.of(taken, wanted), List.of()))
                    .hasMessageContaining("twice");
        } else {
            assertThatCode(() -> PortConflicts.check(List.of(wanted), List.of(lease)))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void namesTheProcessThatListens() throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = new PublishedPort("", listener.getLocalPort(), 80, "tcp");
            var reservations = new PortReservations(container -> Optional.empty());
            assertThatThrownBy(() -> reservations.reserve("c", List.of(new PublishedPort("", 0, 1, "tcp"), port)))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("0.0.0.0:" + listener.getLocalPort() + "/tcp")
                    .hasMessageContaining(
                            "process \"java\" (" + ProcessHandle.current().pid() + ")");
        }
    }

    @Test
    void keepsPortsUntilTheyAreReleased() {
        var reservations = new PortReservations(container -> Optional.empty());
        List<PublishedPort> reserved = reservations.reserve(
                "a", List.of(new PublishedPort("", 0, 80, "tcp"), new PublishedPort("127.0.0.1", 0, 53, "udp")));
        assertThat(reserved).allMatch(port -> port.hostPort() > 0);
        assertThatThrownBy(() -> reservations.reserve("b", List.of(reserved.get(0))))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> reservations.reserve("b", List.of(reserved.get(1))))
                .isInstanceOf(ConflictException.class);
        reservations.release("a");
        assertThat(reservations.reserve("b", reserved)).isEqualTo(reserved);
        reservations.release("b");
    }

    @Test
    void refusesImpossiblePorts() {
        assertThatThrownBy(() -> new PublishedPort("", 70000, 80, "tcp")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new PublishedPort("", 80, 0, "tcp")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new PublishedPort("", 80, 80, "icmp")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new PublishedPort("1.2.3.4; drop", 80, 80, "tcp"))
                .isInstanceOf(InvalidInputException.class);
    }
}
