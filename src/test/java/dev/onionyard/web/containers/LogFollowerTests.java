package dev.onionyard.web.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.onionyard.container.ContainerLogs;
import dev.onionyard.container.ContainerLogs.Line;
import dev.onionyard.container.ContainerLogs.Query;
import dev.onionyard.container.ContainerLogs.Stream;
import dev.onionyard.error.NotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LogFollowerTests {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private static Line line(String text) {
        return new Line(NOON, Stream.STDOUT, text.getBytes(StandardCharsets.UTF_8), true);
    }

    /// Keeps what is sent, as words.
    private static final class Recorder implements LogFollower.Sink {
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        final List<LogText.Piece> pieces = new ArrayList<>();
        volatile boolean gone;

        @Override
        public void lines(List<LogText.Piece> batch) throws IOException {
            failIfGone();
            pieces.addAll(batch);
            heard.add("lines");
        }

        @Override
        public void idle() throws IOException {
            failIfGone();
            heard.add("idle");
        }

        @Override
        public void end(@Nullable String failure) {
            heard.add("end:" + failure);
        }

        private void failIfGone() throws IOException {
            if (gone) {
                throw new IOException("broken pipe");
            }
        }
    }

    @Test
    void sendsEveryLineInOrderAndSaysWhenTheLogEnds() throws Exception {
        var recorder = new Recorder();
        ContainerLogs logs = (id, query, sink) -> {
            for (int i = 0; i < 25_000; i++) {
                sink.accept(line("line " + i));
            }
        };
        new LogFollower(logs, recorder, 5_000).follow("c1", Query.following(10));
        assertThat(recorder.heard).last().isEqualTo("end:null");
        assertThat(recorder.pieces).hasSize(25_000);
        assertThat(recorder.pieces.get(24_999))
                .isEqualTo(new LogText.Piece(NOON.toString(), "out", "line 24999", true));
    }

    @Test
    void saysWhyTheLogCannotBeRead() throws Exception {
        var recorder = new Recorder();
        ContainerLogs missing = (id, query, sink) -> {
            throw new NotFoundException("No such container: c1");
        };
        new LogFollower(missing, recorder, 5_000).follow("c1", Query.following(10));
        assertThat(recorder.heard).containsExactly("end:No such container: c1");
    }

    @Test
    void stopsReadingASilentLogWhenItsReaderIsGone() throws Exception {
        var recorder = new Recorder();
        recorder.gone = true;
        var interrupted = new CountDownLatch(1);
        ContainerLogs silent = (id, query, sink) -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                interrupted.countDown();
            }
        };
        assertThatIOException()
                .isThrownBy(() -> new LogFollower(silent, recorder, 10).follow("c1", Query.following(10)));
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void stopsReadingATalkativeLogWhenItsReaderIsGone() throws Exception {
        var recorder = new Recorder();
        recorder.gone = true;
        var stopped = new CountDownLatch(1);
        ContainerLogs endless = (id, query, sink) -> {
            try {
                while (true) {
                    sink.accept(line("yes"));
                }
            } catch (IllegalStateException e) {
                stopped.countDown();
                throw e;
            }
        };
        assertThatIOException()
                .isThrownBy(() -> new LogFollower(endless, recorder, 5_000).follow("c1", Query.following(10)));
        assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void joinsCharactersThatWereCutInTwo() {
        var text = new LogText();
        byte[] word = "洋葱".getBytes(StandardCharsets.UTF_8);
        var first = new Line(NOON, Stream.STDOUT, Arrays.copyOf(word, 4), false);
        var other = new Line(NOON, Stream.STDERR, "!".getBytes(StandardCharsets.UTF_8), true);
        var rest = new Line(NOON, Stream.STDOUT, Arrays.copyOfRange(word, 4, 6), true);
        assertThat(text.piece(first).x()).isEqualTo("洋");
        assertThat(text.piece(other)).isEqualTo(new LogText.Piece(NOON.toString(), "err", "!", true));
        assertThat(text.piece(rest).x()).isEqualTo("葱");
    }

    @Test
    void replacesWhatIsNoText() {
        var text = new LogText();
        var binary = new Line(NOON, Stream.STDOUT, new byte[] {'a', (byte) 0xff, (byte) 0xe4, 'b'}, true);
        assertThat(text.piece(binary).x()).isEqualTo("a\ufffd\ufffdb");
        var cut = new Line(NOON, Stream.STDOUT, new byte[] {(byte) 0xe4, (byte) 0xb8}, true);
        assertThat(text.piece(cut).x()).isEqualTo("\ufffd");
    }
}
