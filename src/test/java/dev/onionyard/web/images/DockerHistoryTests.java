package dev.onionyard.web.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DockerHistoryTests {

    @Test
    void printsDockersColumnsNewestFirst() {
        var sample = SampleOnion.named("a:1")
                .layer("ADD rootfs.tar /", 74_800_000, 0, "", "from debian")
                .setting("CMD\n  [\"sh\"]");

        String text =
                DockerHistory.print(sample.image().id(), sample.onion(), SampleOnion.MADE.plus(Duration.ofDays(3)));

        assertThat(text.lines())
                .containsExactly(
                        "IMAGE          CREATED      CREATED BY         SIZE     COMMENT",
                        sample.image().id().shortForm() + "   2 days ago   CMD [\"sh\"]         0B",
                        "<missing>      3 days ago   ADD rootfs.tar /   74.8MB   from debian");
    }
}
