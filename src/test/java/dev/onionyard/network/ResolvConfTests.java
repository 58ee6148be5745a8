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
        assertThat(text(List.of(), List.of(), List.of(), false))
                .isEqualTo("search example.org\nnameserver 192.0.2.1\noptions edns0\n");
    }

    @Test
    void whatIsAskedForReplacesTheHosts() {
        assertThat(text(
                        List.of("198.51.100.1", "198.51.100.2"),
                        List.of("a.test", "b.test"),
                        List.of("ndots:3"),
                        false))
                .isEqualTo("search a.test b.test\nnameserver 198.51.100.1\nnameserver 198.51.100.2\noptions ndots:3\n");
        assertThat(text(List.of(), List.of("."), List.of(), false)).doesNotContain("search");
    }

    @Test
    void ourOwnServerStandsBeforeTheOthers() {
        assertThat(text(List.of("198.51.100.1"), List.of(), List.of(), true))
                .isEqualTo("search example.org\nnameserver 127.0.0.11\noptions edns0 ndots:0\n");
        assertThat(text(List.of(), List.of(), List.of("ndots:2"), true)).endsWith("options ndots:2\n");
    }

    @Test
    void noFileIsAnEmptyFile() {
        assertThat(ResolvConf.parse("").text()).isEmpty();
    }

    private static String text(List<String> servers, List<String> search, List<String> options, boolean names) {
        return ResolvConf.parse(HOST)
                .with(new ResolvConf(servers, search, options), false, names)
                .text();
    }
}
