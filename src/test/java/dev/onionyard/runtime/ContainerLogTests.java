package dev.onionyard.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContainerLogTests {

    private static final Instant START = Instant.parse("2026-01-02T03:04:05.123456789Z");

    @TempDir
    private Path directory;

    private final DirectoryWatcher watcher = new DirectoryWatcher();
    private LogFiles files;
    private ContainerLog log;

    @BeforeEach
    void open() {
        files = new LogFiles(directory, "container.log");
        log = new ContainerLog(files, watcher);
    }

    @AfterEach
    void close() throws IOException {
        watcher.destroy();
    }

    @Test
    void readsStreamsTimesAndPieces() throws IOException {
        append("2026-01-02T05:04:05.123456789+02:00 stdout P begin\n2026-01-02T03:04:06Z stderr F  of it \r\n"
                + "2026-01-02T03:04:07Z stdout F \n");

        List<LogRecord> records = read(LogQuery.ALL);

        assertThat(records).extracting(LogRecord::time).startsWith(START);
        assertThat(records).extracting(LogRecord::stderr).containsExactly(false, true, false);
        assertThat(records).extracting(LogRecord::complete).containsExactly(false, true, true);
        assertThat(texts(records)).containsExactly("begin", " of it \r", "");
    }

    @Test
    void passesOverWhatACrashLeft() throws IOException {
        append("garbage\n\n2026-01-02T03:04:05Z stdout\n" + line(0, "good") + "2026-01-02T03:04:0");

        assertThat(texts(read(LogQuery.ALL))).containsExactly("good");
    }

    @Test
    void readsTheTailOverRotatedFilesWithoutLosingPieces() throws IOException {
        append(line(0, "old") + line(1, "older"));
        files.age(5);
        append(line(2, "a").replace(" F ", " P ") + line(2, "b") + line(3, "c"));
        files.age(5);
        append(line(4, "d"));

        assertThat(texts(read(tail(0)))).isEmpty();
        assertThat(texts(read(tail(1)))).containsExactly("d");
        assertThat(texts(read(tail(3)))).containsExactly("a", "b", "c", "d");
        assertThat(texts(read(tail(4)))).containsExactly("older", "a", "b", "c", "d");
        assertThat(texts(read(tail(99)))).containsExactly("old", "older", "a", "b", "c", "d");
    }

    @Test
    void findsTheTailOfAFileLargerThanItsWindow() throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            text.append(line(i, "line " + i));
        }
        append(text.toString());

        List<String> last = texts(read(tail(5000)));

        assertThat(last).hasSize(5000).first().isEqualTo("line 5000");
        assertThat(last).last().isEqualTo("line 9999");
    }

    @Test
    void keepsToTheTimesAskedFor() throws IOException {
        append(line(0, "a") + line(1, "b") + line(2, "c") + line(3, "d"));

        var query = new LogQuery(-1, START.plusSeconds(1), START.plusSeconds(3), null);

        assertThat(texts(read(query))).containsExactly("b", "c");
    }

    @Test
    void followsThroughRotationsUntilTheEnd() throws Exception {
        append(line(0, "before"));
        var running = new AtomicBoolean(true);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Thread follower = Thread.ofPlatform()
                .start(() -> log.read(new LogQuery(-1, null, null, running::get), entry -> heard.add(text(entry))));

        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("before");
        append(line(1, "half").substring(0, 40));
        append(line(1, "half").substring(40));
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("half");
        for (int i = 0; i < 20; i++) {
            files.age(5);
            append(line(2, "rotated " + i));
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("rotated " + i);
        }
        append(line(3, "last"));
        running.set(false);
        log.wakeFollowers();
        follower.join(20_000);

        assertThat(follower.isAlive()).isFalse();
        assertThat(heard).containsExactly("last");
    }

    @Test
    void followsALogThatDoesNotExistYet() throws Exception {
        var running = new AtomicBoolean(true);
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Thread follower = Thread.ofPlatform()
                .start(() -> log.read(new LogQuery(-1, null, null, running::get), entry -> heard.add(text(entry))));
        awaitBlocked(follower);

        append(line(0, "first"));

        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("first");
        follower.interrupt();
        follower.join(20_000);
        assertThat(follower.isAlive()).isFalse();
    }

    @Test
    void hasNothingToSayWithoutALog() {
        assertThat(read(LogQuery.ALL)).isEmpty();
        assertThat(read(tail(10))).isEmpty();
    }

    private static void awaitBlocked(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    private static LogQuery tail(int lines) {
        return new LogQuery(lines, null, null, null);
    }

    private static String line(int second, String text) {
        return START.plusSeconds(second) + " stdout F " + text + "\n";
    }

    private void append(String text) throws IOException {
        Files.writeString(files.current(), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private List<LogRecord> read(LogQuery query) {
        var records = new ArrayList<LogRecord>();
        log.read(query, records::add);
        return records;
    }

    private static List<String> texts(List<LogRecord> records) {
        return records.stream().map(ContainerLogTests::text).toList();
    }

    private static String text(LogRecord entry) {
        return new String(entry.text(), StandardCharsets.UTF_8);
    }
}
