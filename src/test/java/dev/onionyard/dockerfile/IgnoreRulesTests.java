package dev.onionyard.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IgnoreRulesTests {

    /// Rules with `;` for line ends. The cases are those of the reference and of Docker's own tests.
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            *.md                    | README.md         | true
            *.md                    | docs/README.md    | false
            **/*.md                 | docs/a/README.md  | true
            **/*.md                 | README.md         | true
            docs                    | docs/a/b          | true
            docs/                   | docs/a            | true
            /docs                   | docs/a            | true
            ./docs                  | docs              | true
            docs                    | docs2             | false
            */temp*                 | a/temporary.txt   | true
            */temp*                 | a/b/temp          | false
            temp?                   | tempa             | true
            temp?                   | temp              | false
            *.md;!README.md         | README.md         | false
            *.md;!README.md         | x.md              | true
            *.md;!README*.md;README-secret.md | README-secret.md | true
            *.md;README-secret.md;!README*.md | README-secret.md | false
            docs;!docs/keep         | docs/keep         | false
            docs;!docs/keep         | docs/keep/x       | false
            docs;!docs/keep         | docs/other        | true
            *;!src                  | src/a             | false
            *;!src                  | a                 | true
            **                      | a/b               | true
            **/foo                  | foo               | true
            **/foo/**               | a/foo/b/c         | true
            a/**/b                  | a/b               | true
            a/**/b                  | a/x/y/b           | true
            [a-c].txt               | b.txt             | true
            [^a-c].txt              | b.txt             | false
            # note;x                | x                 | true
            \\#x                    | #x                | true
            a\\*b                   | a*b               | true
            a\\*b                   | axb               | false
            foo.bar                 | fooxbar           | false
            .                       | a                 | false
            ../x                    | x                 | false
            """)
    void decides(String rules, String path, boolean excluded) {
        assertThat(IgnoreRules.parse(rules.replace(';', '\n')).excludes(path)).isEqualTo(excluded);
    }

    @Test
    void refusesWhatIsNoPattern() {
        assertThatThrownBy(() -> IgnoreRules.parse("!")).hasMessageContaining("illegal exclusion pattern: \"!\"");
        assertThatThrownBy(() -> IgnoreRules.parse("[a")).hasMessageContaining("a [ without ]");
        assertThatThrownBy(() -> IgnoreRules.parse("a\\")).hasMessageContaining("nothing follows the last \\");
    }
}
