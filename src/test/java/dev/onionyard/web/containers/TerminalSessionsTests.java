package dev.onionyard.web.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.container.ContainerTerminals.Connection;
import dev.onionyard.container.ContainerTerminals.Output;
import dev.onionyard.error.ConflictException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TerminalSessionsTests {

    private static final Duration LONG = Duration.ofMinutes(5);

    private TerminalSessions sessions = new TerminalSessions(LONG);
    private final AtomicReference<FakeProcess> process = new AtomicReference<>();
    private final FakeWindow window = new FakeWindow();

    @AfterEach
    void close() {
        sessions.close();
    }

    private TerminalSession open() {
        return sessions.open("c1", "lxl", window, new byte[0], this::start);
    }

    private Connection start(Output output) {
        process.set(new FakeProcess(output));
        return process.get();
    }

    @Test
    void carriesBytesBothWays() throws IOException {
        TerminalSession session = open();
        process.get().print("/ # 你好");
        session.type("ls\r".getBytes(StandardCharsets.UTF_8));
        session.resize(40, 120);
        assertThat(window.text()).isEqualTo("/ # 你好");
        assertThat(process.get().typed.toString(StandardCharsets.UTF_8)).isEqualTo("ls\r");
        assertThat(process.get().sizes).containsExactly("40x120");
    }

    @Test
    void comesBackWithItsPastAfterALostConnection() throws IOException {
        TerminalSession session = open();
        process.get().print("before ");
        session.hide(window);
        process.get().print("meanwhile ");

        var again = new FakeWindow();
        assertThat(sessions.resume(session.id(), "c1", "lxl", again)).contains(session);
        process.get().print("after");

        assertThat(again.text()).isEqualTo("before meanwhile after");
        assertThat(again.messageTypes()).containsExactly("session");
        assertThat(again.last().get("replay")).isEqualTo("before meanwhile ".length());
        assertThat(process.get().closed()).isFalse();
    }

    @Test
    void noticesALostConnectionWhenItPrints() throws IOException {
        TerminalSession session = open();
        window.breakConnection();
        process.get().print("unseen");
        var again = new FakeWindow();
        sessions.resume(session.id(), "c1", "lxl", again);
        assertThat(again.text()).isEqualTo("unseen");
    }

    @Test
    void belongsToWhoOpenedIt() {
        TerminalSession session = open();
        assertThat(sessions.resume(session.id(), "c1", "mallory", new FakeWindow()))
                .isEmpty();
        assertThat(sessions.resume(session.id(), "c2", "lxl", new FakeWindow())).isEmpty();
        assertThat(sessions.resume("0000", "c1", "lxl", new FakeWindow())).isEmpty();
        assertThat(window.closed()).isFalse();
    }

    @Test
    void movesToTheWindowThatWasOpenedLast() {
        TerminalSession session = open();
        var second = new FakeWindow();
        sessions.resume(session.id(), "c1", "lxl", second);
        assertThat(window.messageTypes()).containsExactly("session", "taken");
        assertThat(window.closed()).isTrue();
        session.hide(window);
        assertThat(session.givenUp(Duration.ZERO)).isFalse();
    }

    @Test
    void killsTheProcessWhenNobodyComesBack() {
        sessions.close();
        sessions = new TerminalSessions(Duration.ofMillis(60));
        TerminalSession session = open();
        session.hide(window);
        await(() -> process.get().closed());
        assertThat(sessions.count()).isZero();
    }

    @Test
    void keepsATerminalThatIsLookedAt() {
        TerminalSession session = open();
        assertThat(session.givenUp(Duration.ZERO)).isFalse();
        session.hide(window);
        assertThat(session.givenUp(LONG)).isFalse();
        assertThat(session.givenUp(Duration.ZERO)).isTrue();
    }

    @Test
    void killsTheProcessWhenItsUserEndsIt() {
        sessions.end(open());
        assertThat(process.get().closed()).isTrue();
        assertThat(window.closed()).isTrue();
        assertThat(sessions.count()).isZero();
    }

    @Test
    void saysTheExitCode() throws IOException {
        TerminalSession session = open();
        process.get().end(3);
        assertThat(window.messageTypes()).containsExactly("session", "exit");
        assertThat(window.last().get("code")).isEqualTo(3);

        session.type("too late".getBytes(StandardCharsets.UTF_8));
        assertThat(process.get().typed.size()).isZero();
        assertThat(session.givenUp(Duration.ZERO)).isTrue();
    }

    @Test
    void saysTheExitCodeToAWindowThatComesBackLater() throws IOException {
        TerminalSession session = open();
        process.get().print("bye");
        session.hide(window);
        process.get().end(0);
        var again = new FakeWindow();
        sessions.resume(session.id(), "c1", "lxl", again);
        assertThat(again.text()).isEqualTo("bye");
        assertThat(again.messageTypes()).containsExactly("session", "exit");
    }

    @Test
    void showsWhatWasPrintedBeforeItBegan() {
        sessions.open("c1", "lxl", window, "/ # ".getBytes(StandardCharsets.UTF_8), this::start);
        assertThat(window.text()).isEqualTo("/ # ");
    }

    @Test
    void leavesNothingWhenTheProcessCannotStart() {
        assertThatThrownBy(() -> sessions.open("c1", "lxl", window, new byte[0], output -> {
                    throw new ConflictException("container is not running");
                }))
                .isInstanceOf(ConflictException.class);
        assertThat(sessions.count()).isZero();
    }

    @Test
    void waitsForASlowWindowInsteadOfFloodingIt() throws Exception {
        TerminalSession session = open();
        var done = new CountDownLatch(1);
        String much = "x".repeat(TerminalSession.UNSEEN_LIMIT + 1);
        Thread pump = Thread.ofPlatform().daemon().start(() -> {
            try {
                process.get().print(much);
                done.countDown();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        await(() -> pump.getState() == Thread.State.WAITING);
        session.seen(much.length());
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void doesNotWaitForAWindowThatIsGone() throws Exception {
        TerminalSession session = open();
        Thread pump = Thread.ofPlatform().daemon().start(() -> {
            try {
                process.get().print("x".repeat(TerminalSession.UNSEEN_LIMIT + 1));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        await(() -> pump.getState() == Thread.State.WAITING);
        session.hide(window);
        assertThat(pump.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void tellsEveryTerminalOfAContainer() {
        open();
        var other = new FakeWindow();
        sessions.open("c2", "lxl", other, new byte[0], FakeProcess::new);
        sessions.tell("c1", Map.of("type", "stopped"));
        await(() -> window.messageTypes().contains("stopped"));
        assertThat(other.messageTypes()).containsExactly("session");
    }

    @Test
    void endsAllWhenTheServerStops() {
        open();
        sessions.close();
        assertThat(window.messageTypes()).contains("server-stopping");
        assertThat(window.closed()).isTrue();
        assertThat(process.get().closed()).isTrue();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("gave up waiting").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
