package dev.onionyard.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapabilitiesTests {

    @Test
    void addsAndDrops() {
        assertThat(Capabilities.of(List.of("net_admin"), List.of("CAP_MKNOD")))
                .contains("CAP_NET_ADMIN", "CAP_CHOWN")
                .doesNotContain("CAP_MKNOD");
        assertThat(Capabilities.of(List.of("CHOWN"), List.of("ALL"))).containsExactly("CAP_CHOWN");
        assertThat(Capabilities.of(List.of(), List.of("all"))).isEmpty();
    }

    @Test
    void givesAllOnlyWhatTheServerHas() {
        assertThat(Capabilities.of(List.of("ALL"), List.of())).containsAll(Capabilities.ownBounds());
    }

    @Test
    void namesBits() {
        assertThat(Capabilities.named(0xa80425fbL)).isEqualTo(Capabilities.DEFAULT);
    }

    @Test
    void refusesWhatIsNone() {
        assertThatThrownBy(() -> Capabilities.of(List.of("FLY"), List.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("invalid CapAdd: unknown capability: \"CAP_FLY\"");
    }
}
