package dev.onionyard.dockerapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FiltersTests {

    @Test
    void readsListsAndTheOlderMaps() {
        assertThat(Filters.parse("{\"name\":[\"a\",\"b\"]}").get("name")).containsExactly("a", "b");
        assertThat(Filters.parse("{\"name\":{\"a\":true}}").get("name")).containsExactly("a");
    }

    @Test
    void aFilterThatIsNotGivenAcceptsEverything() {
        assertThat(Filters.parse("").any("name", value -> false)).isTrue();
    }

    @Test
    void everyLabelMustFit() {
        Filters filters = Filters.parse("{\"label\":[\"tier=web\",\"owner\"]}");

        assertThat(filters.labels(Map.of("tier", "web", "owner", "lxl"))).isTrue();
        assertThat(filters.labels(Map.of("tier", "web"))).isFalse();
        assertThat(filters.labels(Map.of("tier", "store", "owner", "lxl"))).isFalse();
    }

    @Test
    void refusesUnknownFiltersByName() {
        Filters filters = Filters.parse("{\"colour\":[\"red\"]}");

        assertThatThrownBy(() -> filters.allow(Set.of("name")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("invalid filter 'colour'");
    }

    @Test
    void refusesWhatIsNotJson() {
        assertThatThrownBy(() -> Filters.parse("[1")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Filters.parse("[1]")).isInstanceOf(InvalidInputException.class);
    }
}
