package dev.onionyard.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.error.InvalidInputException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerfileParserTests {

    private static Dockerfile parse(String text) {
        return DockerfileParser.parse("Dockerfile", text);
    }

    private static List<Instruction> instructions(String text) {
        return parse("FROM scratch\n" + text).stages().getFirst().instructions();
    }

    private static Instruction one(String text) {
        return instructions(text).getFirst();
    }

    @Test
    void joinsContinuationsAndLeavesCommentsOut() {
        var run = (Instruction.Run) one("RUN a && \\\n  # why\n\n  b \\   \n c\n");

        assertThat(run.command()).isEqualTo(new Command.Shell("a &&   b  c"));
        assertThat(run.source().line()).isEqualTo(2);
        assertThat(run.source().endLine()).isEqualTo(6);
    }

    @Test
    void takesTheEscapeDirective() {
        Dockerfile file = parse("# escape=`\nFROM scratch\nRUN a `\n b\nCOPY c:\\x /\n");

        assertThat(file.escape()).isEqualTo('`');
        assertThat(((Instruction.Run) file.stages().getFirst().instructions().getFirst()).command())
                .isEqualTo(new Command.Shell("a  b"));
    }

    @Test
    void aDirectiveAfterACommentIsAComment() {
        assertThat(parse("# hello\n# escape=`\nFROM scratch\n").escape()).isEqualTo('\\');
    }

    @Test
    void twoEscapeCharactersDoNotContinue() {
        assertThat(instructions("RUN echo \\\\\nRUN b\n")).hasSize(2);
    }

    @Test
    void readsHeredocs() {
        List<Instruction> found = instructions("""
                RUN <<EOF
                echo a
                # no comment
                EOF
                COPY <<one <<-"two" /dest/
                $x
                one
                \t\tindented $x
                two
                RUN b
                """);

        var run = (Instruction.Run) found.get(0);
        var copy = (Instruction.Copy) found.get(1);
        assertThat(run.heredocs()).containsExactly(new Heredoc("EOF", true, "echo a\n# no comment\n"));
        assertThat(copy.files().sources()).isEmpty();
        assertThat(copy.files().heredocs())
                .containsExactly(new Heredoc("one", true, "$x\n"), new Heredoc("two", false, "indented $x\n"));
        assertThat(found).hasSize(3);
    }

    @Test
    void readsStages() {
        Dockerfile file = parse("ARG v=1\nFROM a:$v AS Build\nRUN x\nFROM --platform=linux/arm64 b\n");

        assertThat(file.globalArgs()).hasSize(1);
        assertThat(file.stages()).extracting(Dockerfile.Stage::name).containsExactly("build", null);
        assertThat(file.stages().get(1).from().platform()).isEqualTo("linux/arm64");
        assertThat(file.stage("BUILD").orElseThrow().index()).isZero();
        assertThat(file.stage("1").orElseThrow().index()).isOne();
        assertThat(file.stage("2")).isEmpty();
    }

    @Test
    void readsFlagsOfCopy() {
        var copy =
                (Instruction.Copy) one("COPY --from=b --chown=1:2 --chmod=755 --link --exclude=*.o --exclude=x a b c/");

        assertThat(copy.files().from()).isEqualTo("b");
        assertThat(copy.files().chown()).isEqualTo("1:2");
        assertThat(copy.files().chmod()).isEqualTo("755");
        assertThat(copy.files().link()).isTrue();
        assertThat(copy.files().excludes()).containsExactly("*.o", "x");
        assertThat(copy.files().sources()).containsExactly("a", "b");
        assertThat(copy.files().destination()).isEqualTo("c/");
    }

    @Test
    void readsPathsWithBlanksInJson() {
        var add = (Instruction.Add) one("ADD [\"a b\", \"/c d/\"]");

        assertThat(add.files().sources()).containsExactly("a b");
        assertThat(add.files().destination()).isEqualTo("/c d/");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CMD ["a", "b"]      | Exec[words=[a, b]]
            CMD a b             | Shell[line=a b]
            CMD ['a']           | Shell[line=['a']]
            CMD ["a"            | Shell[line=["a"]
            CMD []              | Exec[words=[]]
            ENTRYPOINT [ "x" ]  | Exec[words=[x]]
            """)
    void readsBothFormsOfCommands(String line, String expected) {
        Command command = switch (one(line)) {
            case Instruction.Cmd cmd -> cmd.command();
            case Instruction.Entrypoint entrypoint -> entrypoint.command();
            default -> throw new AssertionError(line);
        };
        assertThat(command).hasToString(expected);
    }

    @Test
    void readsBothFormsOfEnv() {
        assertThat(((Instruction.Env) one("ENV a=1 b=\"2 3\" c=4\\ 5")).pairs())
                .containsExactly(
                        new Instruction.Pair("a", "1"),
                        new Instruction.Pair("b", "\"2 3\""),
                        new Instruction.Pair("c", "4\\ 5"));
        assertThat(((Instruction.Env) one("ENV a b=c  d")).pairs())
                .containsExactly(new Instruction.Pair("a", "b=c  d"));
    }

    @Test
    void readsHealthChecks() {
        var check =
                (Instruction.HealthCheck) one("HEALTHCHECK --interval=1m30s --timeout=500ms --retries=4 CMD [\"a\"]");

        assertThat(check.interval()).isEqualTo(Duration.ofSeconds(90));
        assertThat(check.timeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(check.retries()).isEqualTo(4);
        assertThat(check.command()).isEqualTo(new Command.Exec(List.of("a")));
        assertThat(((Instruction.HealthCheck) one("HEALTHCHECK NONE")).command())
                .isNull();
    }

    @Test
    void showsWhereAMistakeIs() {
        assertThatThrownBy(() -> parse("FROM busybox\n\n  RUNN true\n"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("""
                        dockerfile parse error line 3: unknown instruction: RUNN (did you mean RUN?)
                        Dockerfile:3:3
                           2 |\s
                           3 |   RUNN true
                             |   ^^^^
                        expected one of ADD, ARG, CMD, COPY, ENTRYPOINT, ENV, EXPOSE, FROM, HEALTHCHECK, LABEL, MAINTAINER, \
                        ONBUILD, RUN, SHELL, STOPSIGNAL, USER, VOLUME, WORKDIR""");
    }

    @Test
    void marksTheWordInAContinuedLine() {
        assertThatThrownBy(() -> parse("FROM a\nENV a=1 \\\n    bad \\\n    c=2\n"))
                .hasMessageContaining("Syntax error - can't find = in \"bad\". Must be of the form: name=value")
                .hasMessageContaining("Dockerfile:3:5")
                .hasMessageContaining("   3 |     bad \\\n     |     ^^^\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RUN x                          | no build stage in current context
            FROM                           | FROM requires either one or three arguments
            FROM a b                       | FROM requires either one or three arguments
            FROM a AS 1x                   | invalid name for build stage: "1x"
            FROM a;RUN                     | RUN requires at least one argument
            FROM a;COPY x                  | COPY requires at least two arguments, but only one was provided
            FROM a;COPY --from x /         | missing a value on flag: from
            FROM a;COPY --what=1 x /       | unknown flag: --what
            FROM a;COPY --parents x /      | COPY --parents is not supported here
            FROM a;COPY --link=maybe x /   | expecting boolean value for flag link
            FROM a;COPY --chown=1 --chown=2 x / | Duplicate flag specified: chown
            FROM a;ENV x                   | ENV must have two arguments
            FROM a;ENV =x                  | ENV names can not be blank
            FROM a;LABEL a=b c             | can't find = in "c"
            FROM a;SHELL /bin/sh           | SHELL requires the arguments to be in JSON form
            FROM a;CMD ["a", 1]            | arrays must be comprised of strings only
            FROM a;VOLUME [""]             | VOLUME specified can not be an empty string
            FROM a;ONBUILD FROM x          | FROM isn't allowed as an ONBUILD trigger
            FROM a;ONBUILD ONBUILD RUN x   | Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed
            FROM a;HEALTHCHECK NONE x      | HEALTHCHECK NONE takes no arguments
            FROM a;HEALTHCHECK TRY x       | Unknown type "TRY" in HEALTHCHECK (try CMD)
            FROM a;HEALTHCHECK --retries=0 CMD x | --retries must be at least 1 (not 0)
            FROM a;RUN --network=moon x    | invalid network mode "moon"
            FROM a;RUN <<EOF;a             | unterminated heredoc
            # escape=x;FROM a              | invalid ESCAPE 'x'. Must be ` or \\
            # escape=`;# escape=`;FROM a   | only one escape parser directive can be used
            """)
    void refuses(String file, String message) {
        assertThatThrownBy(() -> parse(file.replace(';', '\n')))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message)
                .hasMessageMatching("(?s).*Dockerfile:\\d+:\\d+\n.*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# only a comment\n"})
    void refusesAFileWithoutInstructions(String text) {
        assertThatThrownBy(() -> parse(text)).hasMessageContaining("file with no instructions");
    }

    @Test
    void checkTellsTheErrorWithItsPlace() {
        assertThat(DockerfileParser.check("Dockerfile", "FROM a\nRUNN x\n"))
                .containsExactly(new Problem(2, 1, "", "unknown instruction: RUNN (did you mean RUN?)"));
    }

    /// Whatever is thrown at it: either it is understood, or it is refused in words.
    @Test
    void survivesGarbage() {
        var random = new Random(7);
        String alphabet =
                "FROM RUN COPY ENV ARG <<EOF EOF \\ ` \" ' $ { } [ ] , = # \n \n - -- \t \r \0 \u00e9 \ud83d\ude00 : / * %";
        String[] pieces = alphabet.split(" ");
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder(i % 2 == 0 ? "FROM scratch\n" : "");
            for (int j = random.nextInt(30); j > 0; j--) {
                text.append(pieces[random.nextInt(pieces.length)]).append(random.nextInt(3) == 0 ? "" : " ");
            }
            try {
                parse(text.toString());
            } catch (InvalidInputException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }
}
