package dev.onionyard.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContainerRowCodecTests {

    @Test
    void bringsBackEverything() {
        ContainerRequest request = Samples.request(List.of("/entry"), null, true, true);
        Container view = Samples.container(
                request, List.of("/entry", "x y"), Samples.status(ContainerState.EXITED, 3, Duration.ofSeconds(9)));
        var container = new StoredContainer(view, Samples.image(List.of("/entry"), List.of()), true);

        assertThat(ContainerRowCodec.fromRow(ContainerRowCodec.toRow(container)))
                .isEqualTo(container);
    }
}
