package dev.onionyard.web.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.web.images.OnionFigure.Kind;
import dev.onionyard.web.images.OnionFigure.Label;
import dev.onionyard.web.images.OnionFigure.Ring;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OnionFigureTests {

    private static final long MIB = 1 << 20;

    private final OnionFigure figure = OnionFigure.of(SampleOnion.named("a:1")
            .shared("ADD rootfs.tar /", 80 * MIB, 3)
            .setting("ENV PATH=/bin")
            .layer("COPY app /app", 4 * MIB)
            .onion());

    @Test
    void tellsOwnSharedAndSettingStepsApart() {
        assertThat(figure.rings()).extracting(Ring::kind).containsExactly(Kind.SHARED, Kind.SETTING, Kind.OWN);
        assertThat(figure.has(Kind.SHARED)).isTrue();
        assertThat(figure.has(Kind.WRITABLE)).isFalse();
    }

    @Test
    void deepensTheColourFromLayerToLayer() {
        var six = SampleOnion.named("a:1").setting("ENV A=1");
        IntStream.range(0, 5).forEach(i -> six.layer("RUN " + i, MIB).setting("ENV B=" + i));

        assertThat(OnionFigure.of(six.onion()).rings().stream().filter(ring -> ring.layer() != null))
                .extracting(Ring::depth)
                .containsExactly(1, 2, 3, 4, 5);
        assertThat(OnionFigure.of(SampleOnion.named("a:1")
                                .layer("ADD x /", MIB)
                                .setting("CMD sh")
                                .onion())
                        .rings()
                        .getFirst()
                        .depth())
                .isEqualTo(3);
    }

    @Test
    void findsTheRingOfALayer() {
        assertThat(figure.ringOfLayer(1).index()).isEqualTo(2);
    }

    @Test
    void putsTheWritableLayerOutermost() {
        var onion = SampleOnion.named("a:1").layer("ADD rootfs.tar /", MIB).onion();

        OnionFigure container = OnionFigure.of(onion, new OnionFigure.Writable(5));

        assertThat(container.rings()).hasSize(2);
        assertThat(container.rings().getLast().kind()).isEqualTo(Kind.WRITABLE);
        assertThat(container.rings().getLast().index()).isEqualTo(1);
        assertThat(container.rings().getLast().instruction()).isEmpty();
    }

    @Test
    void showsTheKernelOfThisHost() {
        assertThat(figure.kernel().name()).isEqualTo(System.getProperty("os.name"));
        assertThat(new OnionFigure.Kernel("Linux", "6.1.0-28-amd64").version()).isEqualTo("6.1.0");
        assertThat(new OnionFigure.Kernel("Linux", "odd").version()).isEqualTo("odd");
    }

    @Test
    void labelsTheLargestLayersWithoutOverlap() {
        var sample = SampleOnion.named("a:1");
        IntStream.range(0, 127).forEach(i -> sample.layer("RUN make step" + i, (i * 37 % 100) * MIB));

        var labels = OnionFigure.of(sample.onion()).labels();

        assertThat(labels).hasSize(7);
        for (int i = 1; i < labels.size(); i++) {
            Label upper = labels.get(i - 1);
            Label lower = labels.get(i);
            assertThat(lower.y() - upper.y()).isGreaterThanOrEqualTo(30);
            assertThat(lower.ring().index()).isLessThan(upper.ring().index());
        }
    }

    @Test
    void splitsAnInstructionForTheEye() {
        assertThat(Instruction.of("COPY --chown=1:1  a\n b")).isEqualTo(new Instruction("COPY", "--chown=1:1  a\n b"));
        assertThat(Instruction.of("imported from x.tar")).isEqualTo(new Instruction("", "imported from x.tar"));
        assertThat(Instruction.of("RUN apt-get install -y default-jre-headless").brief())
                .isEqualTo("apt-get install -y defaul…");
        assertThat(Instruction.of("").brief()).isEmpty();
    }
}
