package dev.facet.method;

import java.util.List;
import java.util.stream.LongStream;

import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import dev.facet.config.TrainingConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class PhaseTest {
    @Test
    void stepsAreCountedFromTheFirstItRunsAt() {
        assertThat(due(phase(1, 0, Long.MAX_VALUE))).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(due(phase(5, 4, Long.MAX_VALUE))).containsExactly(4, 9);
        assertThat(due(phase(2, 3, 8))).containsExactly(3, 5, 7);
    }

    @Test
    void everyIsAtLeastOne() {
        assertThatIllegalArgumentException().isThrownBy(() -> phase(0, 0, 1)).withMessageContaining("every 0 steps");
    }

    private static long[] due(Phase phase) {
        return LongStream.range(0, 10).filter(phase::due).toArray();
    }

    private static Phase phase(int every, long from, long to) {
        return new Phase(
                "X",
                List.of(),
                1,
                new TrainingConfig.Descent(TrainingConfig.Optimiser.ADAM, 0, 0.5, 0.999),
                every,
                from,
                to,
                step -> new Tensor(),
                () -> {});
    }
}
