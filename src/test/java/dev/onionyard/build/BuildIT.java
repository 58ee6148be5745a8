package dev.onionyard.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.build.BuildRecord.State;
import dev.onionyard.build.BuildRecord.Step;
import dev.onionyard.error.EngineException;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.home.HomeDirectory;
import dev.onionyard.image.Image;
import dev.onionyard.layer.LayerStore;
import dev.onionyard.linux.Mounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Builds by the whole engine: real containers, real layers.
class BuildIT {

    private static final String FROM = "FROM busybox:test\n";
    private static final Map<String, String> NOTHING = Map.of();

    private static BuildYard yard;

    @BeforeAll
    static void start() throws IOException {
        yard = BuildYard.make();
    }

    @AfterAll
    static void stop() {
        yard.close();
    }

    /// Seed row S14: a file, a volume, a command on a base image.
    @Test
    void theSeedsDockerfileGivesOneLayerAndTwoEmptyRings() throws Exception {
        Image base = yard.images().get("busybox:test");
        yard.images().tag(base.id(), dev.onionyard.oci.ImageReference.parse("ubuntu:14.04"));

        Image image = yard.image(yard.build(
                "FROM ubuntu:14.04\nADD run.sh /\nVOLUME /data\nCMD [\"./run.sh\"]\n",
                Map.of("run.sh*", "#!/bin/sh\necho it runs\n")));

        assertThat(image.layers()).startsWith(base.layers().toArray(new dev.onionyard.layer.LayerId[0]));
        assertThat(image.layers()).hasSize(base.layers().size() + 1);
        assertThat(yard.application
                        .get(LayerStore.class)
                        .get(image.layers().getLast())
                        .entries())
                .isOne();
        assertThat(yard.status(image, "run.sh")).isEqualTo("755 0:0 FILE");
        assertThat(image.config().process().volumes()).containsExactly("/data");
        assertThat(image.config().process().cmd()).containsExactly("./run.sh");
        assertThat(image.parent()).isEqualTo(base.id());
        assertThat(BuildYard.history(image))
                .matches("(?s).*\n/bin/sh -c #\\(nop\\) ADD file:[0-9a-f]{64} in /  \\*\n"
                        + "/bin/sh -c #\\(nop\\)  VOLUME \\[/data]\n/bin/sh -c #\\(nop\\)  CMD \\[\"./run.sh\"]");
    }

    @Test
    void aStepSeesArgumentsEnvironmentUserAndFolder() throws Exception {
        Image image = yard.image(yard.build(
                BuildRequest.of("test:env").withBuildArgs(Map.of("GIVEN", "yes", "HTTP_PROXY", "http://proxy")),
                FROM + """
                        ARG GIVEN=no
                        ARG DEFAULT=default
                        ENV MODE="$DEFAULT mode"
                        WORKDIR /work/${GIVEN}
                        RUN chmod 777 .
                        USER nobody
                        RUN echo "$GIVEN $MODE $HTTP_PROXY $(id -u) $(pwd)" > out
                        """,
                NOTHING));

        assertThat(yard.text(image, "work/yes/out")).hasValue("yes default mode http://proxy 65534 /work/yes\n");
        assertThat(yard.status(image, "work/yes/out")).isEqualTo("644 65534:65534 FILE");
        assertThat(image.config().process().env()).contains("MODE=default mode").doesNotContain("GIVEN=yes");
        assertThat(BuildYard.history(image))
                .contains("|2 DEFAULT=default GIVEN=yes /bin/sh -c echo \"$GIVEN $MODE")
                .doesNotContain("http://proxy")
                .contains("/bin/sh -c #(nop) WORKDIR /work/yes *");
    }

    @Test
    void onlyNeededStagesAreBuilt() throws Exception {
        BuildRecord record = yard.build("""
                FROM busybox:test AS unneeded
                RUN false
                FROM busybox:test AS made
                RUN mkdir -p /o && echo made > /o/file && chown -R 7:8 /o && ln -s file /o/link
                FROM busybox:test AS other
                RUN echo other > /x
                FROM scratch
                COPY --from=made /o /copied/
                COPY --from=2 /x /copied/link2
                """, NOTHING);

        Image image = yard.image(record);
        assertThat(record.steps())
                .extracting(Step::stage)
                .containsExactly("made", "made", "other", "other", "3", "3", "3");
        assertThat(yard.names(image, "copied")).containsExactly("file", "link", "link2");
        assertThat(yard.status(image, "copied/file")).isEqualTo("644 7:8 FILE");
        assertThat(yard.status(image, "copied/link")).isEqualTo("777 0:0 SYMLINK");
        assertThat(record.steps().getLast().historyIndex()).isOne();
    }

    @Test
    void whatWasBuiltBeforeIsTakenFromTheCache() throws Exception {
        String file = FROM + "RUN echo $RANDOM > /random\nCOPY src /src/\nRUN cat /src/a > /b\nCMD [\"x\"]\n";

        BuildRecord first = yard.build(file, Map.of("src/a", "1"));
        BuildRecord again = yard.build(file, Map.of("src/a", "1", "unrelated", "2"));
        BuildRecord changed = yard.build(file, Map.of("src/a", "2"));
        BuildRecord uncached = yard.build(BuildRequest.of("test:latest").withoutCache(), file, Map.of("src/a", "1"));

        assertThat(BuildYard.states(first)).isEqualTo("DONE DONE DONE DONE DONE");
        assertThat(BuildYard.states(again)).isEqualTo("DONE CACHED CACHED CACHED CACHED");
        assertThat(again.image()).isEqualTo(first.image());
        assertThat(BuildYard.states(changed)).isEqualTo("DONE CACHED DONE DONE DONE");
        assertThat(BuildYard.states(uncached)).isEqualTo("DONE DONE DONE DONE DONE");
        assertThat(yard.text(yard.image(changed), "b")).hasValue("2");
    }

    @Test
    void aModeCountsAndATimeDoesNot() throws Exception {
        String file = FROM + "COPY a /a\n";
        yard.build(file, Map.of("a", "mode"));

        BuildRecord later = yard.build(file, Map.of("a", "mode"));
        BuildRecord executable = yard.build(file, Map.of("a*", "mode"));

        assertThat(BuildYard.states(later)).isEqualTo("DONE CACHED");
        assertThat(BuildYard.states(executable)).isEqualTo("DONE DONE");
    }

    @Test
    void theCacheSurvivesTheRemovalOfItsImageAndIsPruned() throws Exception {
        String file = FROM + "RUN echo kept > /kept\n";
        BuildRecord first = yard.build(BuildRequest.of("kept:1"), file, NOTHING);
        yard.images().remove("kept:1", false);

        assertThat(BuildYard.states(yard.build(BuildRequest.of("kept:1"), file, NOTHING)))
                .isEqualTo("DONE CACHED");
        yard.images().remove("kept:1", false);
        var cache = yard.application.get(BuildCache.class);
        BuildCache.Pruned nothing = cache.prune(true, java.time.Duration.ofHours(1), 0);
        BuildCache.Pruned pruned = cache.prune(true, java.time.Duration.ZERO, 0);

        assertThat(nothing.entries()).isEmpty();
        assertThat(pruned.entries()).isNotEmpty();
        assertThat(pruned.freedBytes()).isPositive();
        assertThat(cache.entries()).isEmpty();
        assertThat(yard.application.get(LayerStore.class).all())
                .noneMatch(layer ->
                        layer.diffId().toString().equals(first.steps().getLast().layer()));
        assertThat(BuildYard.states(yard.build(file, NOTHING))).isEqualTo("DONE DONE");
    }

    @Test
    void whatIsPrunedIsTheLongestUnusedUntilTheRestFits() throws Exception {
        var cache = yard.application.get(BuildCache.class);
        cache.prune(true, java.time.Duration.ZERO, 0);
        for (String name : List.of("old", "new")) {
            String file = FROM + "RUN head -c 100000 /dev/urandom > /" + name + "\n";
            yard.build(BuildRequest.of("prune:" + name), file, NOTHING);
            yard.images().remove("prune:" + name, false);
        }
        long all = cache.entries().stream().mapToLong(BuildCache.Entry::bytes).sum();
        assertThat(all).isGreaterThan(200_000);

        assertThat(cache.prune(true, java.time.Duration.ZERO, all).entries()).isEmpty();
        BuildCache.Pruned pruned = cache.prune(true, java.time.Duration.ZERO, all - 50_000);

        assertThat(pruned.entries()).hasSize(1);
        assertThat(pruned.freedBytes()).isGreaterThan(100_000);
        assertThat(cache.entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.description()).endsWith("> /new"));
    }

    @Test
    void stagesThatDoNotDependOnEachOtherRunSideBySide() throws Exception {
        String shared = "RUN --mount=type=cache,target=/both touch /both/%s; "
                + "i=0; while [ ! -e /both/%s ] && [ $i -lt 600 ]; do sleep 0.1; i=$((i+1)); done; [ -e /both/%s ]\n";
        BuildRecord record = yard.build(
                BuildRequest.of("test:stages").withoutCache(),
                FROM.strip() + " AS a\n" + shared.formatted("a", "b", "b") + FROM.strip() + " AS b\n"
                        + shared.formatted("b", "a", "a")
                        + "FROM scratch\nCOPY --from=a /etc/passwd /a\nCOPY --from=b /etc/passwd /b\n",
                NOTHING);

        // Each stage waits for a file of the other.
        assertThat(BuildYard.states(record)).isEqualTo("DONE DONE DONE DONE DONE DONE DONE");
    }

    @Test
    void theStepsOfAnImageAreKnownByTheirPlaceInItsHistory() throws Exception {
        Image base = yard.image(
                yard.build(BuildRequest.of("ring:base"), FROM + "RUN echo below; echo below > /below\n", NOTHING));
        String file = "FROM ring:base AS first\nENV A=1 \\\n    B=2\nFROM first\nRUN echo above\n";
        BuildRecord first = yard.build(BuildRequest.of("ring:1"), file, NOTHING);
        BuildRecord again = yard.build(BuildRequest.of("ring:2"), file, NOTHING);

        int inherited = base.config().history().size();
        Map<Integer, Builds.BuiltStep> steps = yard.builds().stepsOf(BuildYard.imageId(again));
        Step below = Objects.requireNonNull(steps.get(inherited - 1)).step();
        Step env = Objects.requireNonNull(steps.get(inherited)).step();
        Step above = Objects.requireNonNull(steps.get(inherited + 1)).step();
        assertThat(steps).hasSize(3);
        assertThat(below.log()).isEqualTo("below\n");
        assertThat(env.line()).isEqualTo(2);
        assertThat(env.endLine()).isEqualTo(3);
        assertThat(above.state()).isEqualTo(BuildRecord.StepState.CACHED);
        assertThat(above.madeBy()).isEqualTo(first.id() + "/4");
        assertThat(yard.builds().logOf(above)).isEqualTo("above\n");
        assertThat(yard.builds().stepsOf(yard.images().get("busybox:test").id()))
                .isEmpty();

        yard.builds().remove(first.id());
        assertThat(yard.builds().logOf(above)).isEmpty();
    }

    @Test
    void anIgnoredFileThatIsCopiedIsToldWhereThatIsAskedFor() {
        Map<String, String> files = Map.of(".dockerignore", "secret\n", "secret", "s");
        String file = FROM + "COPY ./secret /y\n";

        assertThatThrownBy(() -> yard.build(file, files)).hasMessageContaining("excluded by .dockerignore");
        assertThat(yard.builds().recent(1).getFirst().warnings()).isEmpty();
        assertThatThrownBy(() -> yard.build("# check=experimental=CopyIgnoredFile\n" + file, files))
                .hasMessageContaining("excluded by .dockerignore");
        assertThat(yard.builds().recent(1).getFirst().warnings())
                .containsExactly("line 3: CopyIgnoredFile: Attempting to Copy file \"./secret\" that is excluded by"
                        + " .dockerignore");
    }

    @Test
    void aWarningEndsABuildThatWantsThat() {
        assertThatThrownBy(() -> yard.build("# check=error=true\n" + FROM + "CMD x\n", NOTHING))
                .hasMessage("lint violation found for rules: JSONArgsRecommended");
    }

    @Test
    void theSameTimeGivesTheSameDigest() throws Exception {
        var request = BuildRequest.of("test:epoch")
                .withBuildArgs(Map.of("SOURCE_DATE_EPOCH", "1700000000"))
                .withoutCache();
        String file = FROM + "RUN mkdir /d && echo x > /d/f\nCOPY a /new/\nWORKDIR /w\n";

        BuildRecord first = yard.build(request, file, Map.of("a", "1"));
        BuildRecord second = yard.build(request, file, Map.of("a", "1"));

        assertThat(second.image()).isEqualTo(first.image());
    }

    @Test
    void aStepThatFailsLeavesNothing() throws Exception {
        List<Path> before = leftovers();
        int layers = yard.application.get(LayerStore.class).all().size();

        assertThatThrownBy(() -> yard.build(
                        BuildRequest.of("fails:1"), FROM + "RUN echo some > /layer-of-failure && exit 42\n", NOTHING))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "The command '/bin/sh -c echo some > /layer-of-failure && exit 42' returned a non-zero code: 42");

        assertThat(yard.images().find("fails:1")).isEmpty();
        assertThat(leftovers()).isEqualTo(before);
        assertThat(yard.application.get(LayerStore.class).all()).hasSize(layers);
        BuildRecord record = yard.builds().recent(1).getFirst();
        assertThat(record.state()).isEqualTo(State.FAILED);
        assertThat(BuildYard.states(record)).isEqualTo("DONE FAILED");
        assertThat(record.error()).endsWith("non-zero code: 42");
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> yard.build(FROM + "RUN [\"/no/such\"]\n", NOTHING))
                .hasMessageContaining("/no/such");
    }

    @Test
    void aBaseThatCannotBePulledIsNamed() {
        assertThatThrownBy(() -> yard.build("FROM localhost:1/no/such:image\n", NOTHING))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("localhost:1");
    }

    @Test
    void aBuildIsCancelled() throws Exception {
        List<Path> before = leftovers();
        var running = new CountDownLatch(1);
        var context = yard.context(FROM + "RUN echo up; sleep 300\n", NOTHING);
        BuildRecord begun = yard.builds().submit(BuildRequest.of("cancelled:1"), context);
        var following = yard.builds().follow(begun.id(), event -> {
            if (event instanceof BuildEvent.Output output && output.text().contains("up")) {
                running.countDown();
            }
        });
        assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();

        var ended = new CountDownLatch(1);
        yard.builds().follow(begun.id(), event -> {
            if (event instanceof BuildEvent.Ended) {
                ended.countDown();
            }
        });
        yard.builds().cancel(begun.id());

        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        following.close();
        assertThat(yard.builds().get(begun.id()).state()).isEqualTo(State.CANCELLED);
        assertThat(yard.images().find("cancelled:1")).isEmpty();
        waitUntil(() -> leftovers().equals(before));
    }

    @Test
    void aListenerThatLeavesEndsTheBuild() {
        assertThatThrownBy(() -> yard.builds()
                        .run(BuildRequest.of("left:1"), yard.context(FROM + "RUN sleep 300\n", NOTHING), event -> {
                            if (event instanceof BuildEvent.ContainerStarted) {
                                throw new CancellationException("the client is gone");
                            }
                        }))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void mountsBelongToNoLayer() throws Exception {
        var request =
                BuildRequest.of("test:mounts").withSecrets(Map.of("token", "s3cret".getBytes(StandardCharsets.UTF_8)));
        String file = FROM + """
                RUN --mount=type=cache,target=/cache echo again >> /cache/list && cat /cache/list > /seen
                RUN --mount=type=tmpfs,target=/tmp/t echo gone > /tmp/t/x
                RUN --mount=type=secret,id=token cat /run/secrets/token | wc -c > /length
                RUN --mount=type=secret,id=token,env=TOKEN test ${#TOKEN} = 6
                RUN --mount=type=bind,source=src,target=/ctx cp /ctx/a /copied && ! echo x 2>/dev/null > /ctx/b
                RUN --mount=type=bind,source=src,target=/ctx,rw echo x > /ctx/b
                RUN --mount=type=ssh true
                """;

        yard.build(request, file, Map.of("src/a", "bound"));
        BuildRecord record = yard.build(request.withoutCache(), file, Map.of("src/a", "bound"));

        Image image = yard.image(record);
        assertThat(yard.text(image, "seen")).hasValue("again\nagain\n");
        assertThat(yard.text(image, "length")).hasValue("6\n");
        assertThat(yard.text(image, "copied")).hasValue("bound");
        assertThat(yard.status(image, "cache/list")).isEqualTo("absent");
        assertThat(yard.status(image, "ctx/b")).isEqualTo("absent");
        assertThat(yard.names(image, "tmp")).doesNotContain("x");
        assertThat(record.toString()).doesNotContain("s3cret");
    }

    @Test
    void heredocsAreScriptsAndFiles() throws Exception {
        Image image = yard.image(yard.build(FROM + """
                ENV who=you
                RUN <<EOF
                echo one > /one
                echo "$who" >> /one
                EOF
                RUN cat <<EOF > /two
                two $who
                EOF
                COPY <<hello <<"raw" /files/
                hello $who
                hello
                raw $who
                raw
                """, NOTHING));

        assertThat(yard.text(image, "one")).hasValue("one\nyou\n");
        assertThat(yard.text(image, "two")).hasValue("two you\n");
        assertThat(yard.text(image, "files/hello")).hasValue("hello you\n");
        assertThat(yard.text(image, "files/raw")).hasValue("raw $who\n");
    }

    @Test
    void theRecordTellsEverything() throws Exception {
        BuildRecord built = yard.build(
                BuildRequest.of("told:1").withBuildArgs(Map.of("A", "1")).withLabels(Map.of("l", "it's")),
                FROM + "ARG A\nRUN echo hello; echo bad >&2\n",
                Map.of("x", "12345"));

        BuildRecord record = yard.builds().ofImage(BuildYard.imageId(built)).orElseThrow();
        assertThat(record.id()).isEqualTo(built.id());
        assertThat(record.state()).isEqualTo(State.SUCCEEDED);
        assertThat(record.tags()).containsExactly("told:1");
        assertThat(record.buildArgs()).isEqualTo(Map.of("A", "1"));
        assertThat(record.dockerfile()).startsWith(FROM);
        assertThat(record.contextDigest()).startsWith("sha256:");
        assertThat(record.jobId()).isNotEmpty();
        assertThat(record.steps()).extracting(Step::line).containsExactly(1, 2, 3, 0);
        assertThat(record.steps().get(2).log()).contains("hello\n").contains("bad\n");
        assertThat(record.steps().get(2).layer()).isEmpty();
        assertThat(yard.image(record).config().process().labels()).containsEntry("l", "it's");
    }

    @Test
    void triggersRunInTheNextBuild() throws Exception {
        yard.build(
                BuildRequest.of("trigger:1"), FROM + "ONBUILD COPY app /app\nONBUILD RUN echo ran > /ran\n", NOTHING);

        Image image = yard.image(yard.build("FROM trigger:1\nCMD [\"x\"]\n", Map.of("app", "code")));

        assertThat(yard.text(image, "app")).hasValue("code");
        assertThat(yard.text(image, "ran")).hasValue("ran\n");
        assertThat(image.config().process().onBuild()).isEmpty();
    }

    @Test
    void twoBuildsAtOnceShareTheCache() throws Exception {
        String file = FROM + "RUN echo shared-$RANDOM > /shared\nRUN echo second > /second\n";
        BuildRecord first = yard.build(file, NOTHING);
        var records = Stream.of(1, 2)
                .map(i -> java.util.concurrent.CompletableFuture.supplyAsync(() -> {
                    try {
                        return yard.build(BuildRequest.of("shared:" + i), file, NOTHING);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                }))
                .toList();
        for (var record : records) {
            assertThat(record.get(30, TimeUnit.SECONDS).image()).isEqualTo(first.image());
        }
    }

    @Test
    void theCacheSurvivesARestart() throws Exception {
        String file = FROM + "RUN echo restart > /restart\n";
        yard.build(file, NOTHING);

        yard.application.restart(() -> {});

        assertThat(BuildYard.states(yard.build(file, NOTHING))).isEqualTo("DONE CACHED");
    }

    /// What builds could leave: mounts, bundles, contexts, files of containers.
    private static List<Path> leftovers() throws IOException {
        HomeDirectory home = yard.application.get(HomeDirectory.class);
        Path run = home.runDirectory("c");
        try (Stream<Path> bundles = Files.list(run);
                Stream<Path> contexts = Files.list(home.directory("builds/contexts"));
                Stream<Path> files = Files.list(home.directory("builds/run"));
                Stream<Path> snapshots = Files.list(home.directory("snapshots"))) {
            return Stream.of(
                            bundles,
                            contexts,
                            files,
                            snapshots,
                            Mounts.below(Objects.requireNonNull(run.getParent())).stream()
                                    .map(mount -> mount.mountPoint()))
                    .flatMap(paths -> paths)
                    .sorted()
                    .toList();
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void waitUntil(Condition condition) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.holds()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
