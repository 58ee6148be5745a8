package dev.onionyard.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.onionyard.TestClock;
import dev.onionyard.event.Initiator;
import dev.onionyard.progress.Phase;
import dev.onionyard.progress.ProgressListener;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class LiveJobTests {

    private final TestClock clock = new TestClock();
    private final LiveJob job =
            new LiveJob("1", "image.restore", "tomcat.tar", "", Initiator.SYSTEM, clock, changed -> {});
    private final ProgressListener progress = job.progress();

    @Test
    void addsUpItsParts() {
        ProgressListener first = progress.part("a", "layer a");
        ProgressListener second = progress.part("b", "layer b");
        first.expect(100);
        first.advance(40);
        assertThat(job.view().totalBytes()).as("one part is not known yet").isEqualTo(-1);
        second.phase(Phase.PRESENT);
        assertThat(job.view().doneBytes()).isEqualTo(40);
        assertThat(job.view().totalBytes()).isEqualTo(100);
    }

    @Test
    void ownFiguresCountBeforeThoseOfParts() {
        progress.expect(1000);
        progress.advance(10);
        progress.part("a", "layer a").advance(5000);
        assertThat(job.view().doneBytes()).isEqualTo(10);
        assertThat(job.view().totalBytes()).isEqualTo(1000);
    }

    @Test
    void theSamePartIsOpenedOnce() {
        progress.part("a", "layer a").advance(1);
        progress.part("a", "layer a").advance(1);
        assertThat(job.view().parts())
                .singleElement()
                .satisfies(part -> assertThat(part.doneBytes()).isEqualTo(2));
    }

    @Test
    void partsOfPartsAreListed() {
        progress.part("image", "tomcat").part("a", "layer a").phase(Phase.EXTRACTING);
        assertThat(job.view().parts()).extracting(JobView.Part::id).containsExactly("image", "image/a");
    }

    @Test
    void neverShowsMoreDoneThanExpected() {
        progress.expect(10);
        progress.advance(15);
        assertThat(job.view().totalBytes()).isEqualTo(15);
    }

    @Test
    void measuresSpeedOverTheLastSeconds() {
        job.view();
        clock.advance(Duration.ofSeconds(2));
        progress.advance(2_000_000);
        assertThat(job.view().bytesPerSecond()).isEqualTo(1_000_000);
        clock.advance(Duration.ofSeconds(30));
        job.view();
        clock.advance(Duration.ofSeconds(1));
        assertThat(job.view().bytesPerSecond()).isZero();
    }

    @Test
    void cancelReachesEveryPart() {
        ProgressListener part = progress.part("a", "layer a");
        job.cancel();
        assertThatThrownBy(() -> part.advance(1)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(progress::checkCancelled).isInstanceOf(CancellationException.class);
    }
}
