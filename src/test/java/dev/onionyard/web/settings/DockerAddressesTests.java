package dev.onionyard.web.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.web.settings.DockerAddresses.Remote;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerAddressesTests {

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0:2376, tcp://yard.example:2376",
        "[::]:2376, tcp://yard.example:2376",
        "tcp://10.0.0.1:2376, tcp://10.0.0.1:2376",
        "127.0.0.1:2375, tcp://127.0.0.1:2375",
        "'', ''"
    })
    void namesTheServerAsItsReaderDoesWhereItListensEverywhere(String address, String host) {
        DockerAddresses addresses = DockerAddresses.of("/run/x.sock", address, Remote.TLS, true, "yard.example");

        assertThat(addresses.tcpHost()).isEqualTo(host);
        assertThat(addresses.socketHost()).isEqualTo("unix:///run/x.sock");
    }
}
