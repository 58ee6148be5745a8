package dev.onionyard.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.onionyard.image.HistoryPairing.Step;
import dev.onionyard.oci.HistoryEntry;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryPairingTests {

    private static final HistoryEntry LAYER = new HistoryEntry(null, "ADD x", "", "", false);
    private static final HistoryEntry EMPTY = new HistoryEntry(null, "CMD x", "", "", true);

    @Test
    void pairsInOrder() {
        assertThat(HistoryPairing.pair(List.of(EMPTY, LAYER, EMPTY, LAYER), 2))
                .extracting(Step::layer)
                .containsExactly(-1, 0, -1, 1);
    }

    @Test
    void makesUpStepsWithoutHistory() {
        assertThat(HistoryPairing.pair(List.of(), 3))
                .allMatch(Step::reconstructed)
                .extracting(Step::layer)
                .containsExactly(0, 1, 2);
    }

    @Test
    void givesTheOldestLayersToWhatIsMissing() {
        List<Step> steps = HistoryPairing.pair(List.of(LAYER, EMPTY), 3);

        assertThat(steps).extracting(Step::layer).containsExactly(0, 1, 2, -1);
        assertThat(steps).extracting(Step::reconstructed).containsExactly(true, true, false, false);
    }

    @Test
    void keepsStepsThatClaimLayersThatDoNotExist() {
        List<Step> steps = HistoryPairing.pair(List.of(LAYER, LAYER, EMPTY), 1);

        assertThat(steps).extracting(Step::layer).containsExactly(0, -1, -1);
        assertThat(steps).noneMatch(Step::reconstructed);
    }

    @Test
    void pairsTheMostLayers() {
        assertThat(HistoryPairing.pair(Collections.nCopies(127, LAYER), 127))
                .hasSize(127)
                .last()
                .extracting(Step::layer)
                .isEqualTo(126);
    }

    @Test
    void pairsNothingWithNothing() {
        assertThat(HistoryPairing.pair(List.of(), 0)).isEmpty();
    }
}
