package dev.onionyard.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.DatabaseTest;
import dev.onionyard.error.InvalidInputException;
import dev.onionyard.error.NotFoundException;
import dev.onionyard.event.Initiator;
import dev.onionyard.progress.Phase;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

@DatabaseTest
class JobBoardTests {

    private static final Initiator LXL = new Initiator("lxl", Initiator.Channel.BROWSER, "10.0.0.7");

    @Autowired
    private JobRepository rows;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcTemplate jdbc;

    private JobBoard board;

    @BeforeEach
    void start() {
        board = newBoard();
    }

    @AfterEach
    void stop() throws InterruptedException {
        board.destroy();
        jdbc.update("delete from job");
    }

    @Test
    void runsWorkAsTheOneWhoSubmittedIt() {
        JobView submitted = LXL.call(() -> board.submit(
                "image.restore",
                "tomcat.tar",
                progress -> "/by/" + Initiator.current().name()));
        assertThat(submitted.state()).isEqualTo(JobState.RUNNING);

        JobView ended = awaitEnd(submitted.id());
        assertThat(ended.state()).isEqualTo(JobState.SUCCEEDED);
        assertThat(ended.owner()).isEqualTo("lxl");
        assertThat(ended.result()).isEqualTo("/by/lxl");
        assertThat(ended.ended()).isNotNull();
        assertThat(ended.phase()).isEqualTo(Phase.DONE);
    }

    @Test
    void keepsTheReasonOfAFailureForPeople() {
        JobView job = board.submit("image.restore", "bad.tar", progress -> {
            throw new InvalidInputException("cannot restore \"bad.tar\": it is no archive");
        });
        JobView ended = awaitEnd(job.id());
        assertThat(ended.state()).isEqualTo(JobState.FAILED);
        assertThat(ended.error()).isEqualTo("cannot restore \"bad.tar\": it is no archive");
    }

    @Test
    void cancelsWorkThatListens() {
        JobView job = board.submit("image.restore", "big.tar", progress -> {
            while (true) {
                progress.advance(1);
                Thread.onSpinWait();
            }
        });
        board.cancel(job.id());
        assertThat(awaitEnd(job.id()).state()).isEqualTo(JobState.CANCELLED);
    }

    @Test
    void workThatDiesOfItsCancellationIsCancelledNotFailed() throws Exception {
        var reading = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        JobView job = board.submit("image.restore", "big.tar", progress -> {
            reading.countDown();
            closed.await();
            throw new IOException("stream closed");
        });
        reading.await();
        board.cancel(job.id());
        closed.countDown();
        JobView ended = awaitEnd(job.id());
        assertThat(ended.state()).isEqualTo(JobState.CANCELLED);
        assertThat(ended.error()).isEmpty();
    }

    @Test
    void aJobRunHereThrowsWhatItsWorkThrows() throws Exception {
        assertThat(board.runHere("image.restore", "a.tar", progress -> "/images/a"))
                .isEqualTo("/images/a");
        assertThatThrownBy(() -> board.runHere("image.restore", "b.tar", progress -> {
                    throw new CancellationException();
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(board.recent(10))
                .extracting(JobView::state)
                .containsExactlyInAnyOrder(JobState.SUCCEEDED, JobState.CANCELLED);
    }

    @Test
    void remembersPartsOverARestart() throws Exception {
        board.runHere("image.restore", "a.tar", progress -> {
            var part = progress.part("sha256:a", "layer \"a\"");
            part.expect(10);
            part.advance(10);
            part.phase(Phase.DONE);
            return "/images/a";
        });
        String id = board.recent(1).getFirst().id();
        JobView after = newBoard().get(id);
        assertThat(after.parts()).containsExactly(new JobView.Part("sha256:a", "layer \"a\"", Phase.DONE, 10, 10));
        assertThat(after.doneBytes()).isEqualTo(10);
    }

    @Test
    void aJobOfAKilledServerIsLost() throws Exception {
        var release = new CountDownLatch(1);
        JobView job = board.submit("image.restore", "a.tar", progress -> {
            release.await();
            return "";
        });
        JobBoard next = newBoard();
        next.afterPropertiesSet();
        assertThat(next.get(job.id()).state()).isEqualTo(JobState.LOST);
        assertThat(next.get(job.id()).ended()).isNotNull();
        release.countDown();
        awaitEnd(job.id());
    }

    @Test
    void watchersSeeTheEndLast() {
        List<JobView> seen = new CopyOnWriteArrayList<>();
        try (var subscription = board.watch(seen::add)) {
            JobView job = board.submit("image.restore", "a.tar", progress -> {
                for (int i = 0; i < 100_000; i++) {
                    progress.advance(1);
                }
                return "";
            });
            Awaitility.await().until(() -> !seen.isEmpty() && seen.getLast().state() == JobState.SUCCEEDED);
            assertThat(seen).allMatch(view -> view.id().equals(job.id()));
            assertThat(seen).extracting(JobView::doneBytes).isSorted();
            assertThat(seen).as("throttled, though there were 100,000 changes").hasSizeLessThan(1000);
        }
    }

    @Test
    void allRunningJobsAreListedBesideTheNewestEndedOnes() throws Exception {
        var release = new CountDownLatch(1);
        JobView running = board.submit("image.restore", "running", progress -> {
            release.await();
            return "";
        });
        for (int i = 0; i < 5; i++) {
            board.runHere("image.restore", "ended " + i, progress -> "");
        }
        assertThat(board.recent(2))
                .extracting(JobView::title)
                .containsExactlyInAnyOrder("running", "ended 3", "ended 4");
        release.countDown();
        awaitEnd(running.id());
    }

    @Test
    void anUnknownJobIsNotFound() {
        assertThatThrownBy(() -> board.get("nope")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> board.cancel("nope")).isInstanceOf(NotFoundException.class);
    }

    private JobBoard newBoard() {
        return new JobBoard(rows, transaction, JsonMapper.builder().build(), Clock.systemUTC());
    }

    private JobView awaitEnd(String id) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> board.get(id), job -> job.state().ended());
    }
}
