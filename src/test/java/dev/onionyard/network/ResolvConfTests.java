package dev.onionyard.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResolvConfTests {

    private static final String HOST = """
            # made by hand
            search example.org
            nameserver 127.0.0.53
            nameserver ::1
            nameserver 192.0.2.1
            options edns0
            """;

    @Test
    void leavesOutServersThatOnlyTheHostReaches() {
        assertThat(ResolvConf.rewrite(HOST, List.of()))
                .isEqualTo("search example.org\nnameserver 192.0.2.1\noptions edns0\n");
    }

    @Test
    void serversAskedForReplaceTheHosts() {
        assertThat(ResolvConf.rewrite(HOST, List.of("198.51.100.1", "198.51.100.2")))
                .isEqualTo("search example.org\noptions edns0\nnameserver 198.51.100.1\nnameserver 198.51.100.2\n");
    }

    @Test
    void noFileIsAnEmptyFile() {
        assertThat(ResolvConf.rewrite("", List.of())).isEmpty();
    }
}
