package dev.onionyard.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinterTests {

    private static List<String> rules(String text) {
        return DockerfileParser.check("Dockerfile", text).stream()
                .map(Problem::rule)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FROM a;run x;RUN y                     | ConsistentInstructionCasing
            FROM a;RUN x \\;; y                    | NoEmptyContinuation
            FROM a as b                            | FromAsCasing
            FROM a AS Bb                           | StageNameCasing
            FROM a AS b;FROM c AS b                | DuplicateStageName
            FROM a AS scratch                      | ReservedStageName
            FROM a;CMD x                           | JSONArgsRecommended
            FROM a;ENTRYPOINT x                    | JSONArgsRecommended
            FROM a;MAINTAINER x                    | MaintainerDeprecated
            FROM a:$v                              | UndefinedArgInFrom
            ARG v;FROM a:$v                        | InvalidDefaultArgInFrom
            FROM a;WORKDIR x                       | WorkdirRelativePath
            FROM scratch;COPY $x /                 | UndefinedVar
            FROM a;CMD ["x"];CMD ["y"]             | MultipleInstructionsDisallowed
            FROM a;ENV a b                         | LegacyKeyValueFormat
            FROM --platform=$TARGETPLATFORM a      | RedundantTargetPlatform
            FROM --platform=linux/arm64 a          | FromPlatformFlagConstDisallowed
            FROM a;ARG DB_PASSWORD                 | SecretsUsedInArgOrEnv
            FROM a;ENV API_TOKEN=x                 | SecretsUsedInArgOrEnv
            FROM a;EXPOSE 80/TCP                   | ExposeProtoCasing
            FROM a;EXPOSE 127.0.0.1:80:80          | ExposeInvalidFormat
            """)
    void warns(String file, String rule) {
        assertThat(rules(file.replace(';', '\n'))).containsExactly(rule);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            FROM a AS b;RUN x;CMD ["x"]
            from a as b;run x
            FROM a;WORKDIR /x;WORKDIR y
            ARG v=1;FROM a:$v
            FROM a:${v:-1}
            FROM scratch;ARG x;COPY $x /
            FROM scratch;COPY ${x:-y} /
            FROM a;COPY $FROM_BASE /
            FROM a;ARG PUBLIC_KEY
            FROM a;ENV a=b
            '# check=skip=JSONArgsRecommended;FROM a;CMD x'
            '# check=skip=all;FROM a;CMD x'
            """)
    void staysQuiet(String file) {
        assertThat(rules(file.replace(';', '\n'))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '# check=experimental=all;FROM a;# some words;ARG V=1' | 1
            '# check=experimental=InvalidDefinitionDescription;FROM a;# V is set;ARG V=1' | 0
            '# check=experimental=InvalidDefinitionDescription;;# words;FROM a AS b' | 1
            '# check=experimental=all;;# words;;FROM a AS b' | 0
            '# check=experimental=all;;# words;FROM a' | 0
            '# words;FROM a AS b' | 0
            """)
    void describesOnlyWhereThatIsAskedFor(String file, int warnings) {
        String text = file.replaceFirst("^(# check=[^;]*);", "$1\n").replace(';', '\n');
        assertThat(rules(text))
                .hasSize(warnings)
                .allSatisfy(rule -> assertThat(rule).isEqualTo("InvalidDefinitionDescription"));
    }

    @Test
    void namesTheLine() {
        assertThat(DockerfileParser.check("Dockerfile", "FROM a\n\nCMD x\n"))
                .singleElement()
                .extracting(Problem::line)
                .isEqualTo(3);
    }
}
