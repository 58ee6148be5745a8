package dev.onionyard.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntryPathTests {

    @ParameterizedTest
    @CsvSource({
        "a, a",
        "./a/b, a/b",
        "/etc/passwd, etc/passwd",
        "a//b///c/, a/b/c",
        "a/../b, b",
        "a/./b/.., a",
        "..., ...",
        "a/..b/.c, a/..b/.c",
        "..a, ..a"
    })
    void cleans(String name, String clean) {
        assertThat(EntryPath.of(name).value()).isEqualTo(clean);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "./", "/", "", "a/.."})
    void theRootIsEmpty(String name) {
        assertThat(EntryPath.of(name).isRoot()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "../a", "/../a", "a/../../b", "./../x", "a/b/../../../c"})
    void refusesWhatLeadsOut(String name) {
        assertThatThrownBy(() -> EntryPath.of(name))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("cannot read tar: the name \"" + name + "\" leads out of the root");
    }

    @Test
    void keepsNewlinesButShowsThemEscaped() {
        assertThat(EntryPath.of("a\nb").value()).isEqualTo("a\nb");
        assertThatThrownBy(() -> EntryPath.of("../a\nb")).hasMessageContaining("\"../a\\nb\"");
    }

    @Test
    void knowsNameAndParent() {
        assertThat(EntryPath.of("a/b/c").name()).isEqualTo("c");
        assertThat(EntryPath.of("a/b/c").parent()).isEqualTo(EntryPath.of("a/b"));
        assertThat(EntryPath.of("a").parent().isRoot()).isTrue();
    }
}
