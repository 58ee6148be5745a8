package dev.onionyard.web.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.onionyard.web.images.OnionLayout.Band;
import dev.onionyard.web.images.OnionLayout.Skin;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnionLayoutTests {

    private static final long MIB = 1 << 20;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 20, 127, 500})
    void fitsAnyNumberOfRingsBetweenCoreAndRim(int count) {
        List<Skin> skins = IntStream.range(0, count)
                .mapToObj(i -> new Skin(i % 3 != 1, i * i * MIB))
                .toList();

        List<Band> bands = OnionLayout.bands(skins);

        assertThat(bands).hasSize(count);
        assertThat(bands.getFirst().inner()).isEqualTo(OnionLayout.CORE);
        assertThat(bands.getLast().outer()).isLessThanOrEqualTo(OnionLayout.OUTER + 0.01);
        for (int i = 0; i < count; i++) {
            assertThat(bands.get(i).thickness()).isPositive();
            if (i > 0) {
                assertThat(bands.get(i).inner()).isEqualTo(bands.get(i - 1).outer());
            }
        }
    }

    @Test
    void growsWithTheRootOfTheSizeOverAFloor() {
        List<Band> bands = OnionLayout.bands(List.of(
                new Skin(true, 0), new Skin(true, 100 * MIB), new Skin(true, 25 * MIB), new Skin(true, 81 * MIB)));

        double floor = bands.getFirst().thickness();
        assertThat(floor).isGreaterThan(8);
        assertThat(bands.get(1).thickness() - floor).isCloseTo(2 * (bands.get(2).thickness() - floor), within(0.05));
    }

    @Test
    void drawsSettingsThinnerThanTheSmallestLayer() {
        List<Band> bands = OnionLayout.bands(List.of(new Skin(false, 0), new Skin(true, 1), new Skin(true, 9 * MIB)));

        assertThat(bands.get(0).thickness()).isLessThan(bands.get(1).thickness());
    }

    @Test
    void leavesTheOnionOfOneLayerSmall() {
        List<Band> bands = OnionLayout.bands(List.of(new Skin(true, 5 * MIB)));

        assertThat(bands.getFirst().outer()).isLessThan(OnionLayout.OUTER * 0.75);
    }

    @Test
    void survivesAnOnionWithoutBytes() {
        assertThat(OnionLayout.bands(List.of(new Skin(true, 0), new Skin(false, 0))))
                .allSatisfy(band -> assertThat(band.thickness()).isPositive());
        assertThat(OnionLayout.bands(List.of())).isEmpty();
    }

    @Test
    void spreadsLabelsApartAndKeepsTheirOrder() {
        assertThat(OnionLayout.spread(List.of(10.0, 11.0, 12.0, 90.0), 20, 0, 100))
                .containsExactly(10.0, 30.0, 50.0, 90.0);
    }

    @Test
    void pushesLabelsBackFromTheEnd() {
        assertThat(OnionLayout.spread(List.of(95.0, 96.0, 97.0), 20, 0, 100)).containsExactly(60.0, 80.0, 100.0);
    }
}
