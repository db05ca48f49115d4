package dev.facet.torch;

import java.util.List;
import java.util.Set;

import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class RmsPropTest {
    @Test
    void threeStepsAreThoseOfKeras() {
        double[] gradients = {0.5, -1.0, 0.25};
        double rate = 0.01;
        double v = 0;
        double x = 0;
        for (double g : gradients) {
            v = 0.9 * v + 0.1 * g * g;
            x -= rate * g / (Math.sqrt(v) + 1e-7);
        }
        try (PointerScope scope = new PointerScope();
                Parameters parameters = parameters(false);
                Optimiser optimiser = new RmsProp(List.of(parameters))) {
            for (double gradient : gradients) {
                parameters.zeroGradient(Set.of());
                parameters.gradients().fill_(Tensors.scalar(gradient));
                optimiser.step(rate);
            }
            for (float value : Tensors.floats(parameters.values())) {
                assertThat((double) value).isCloseTo(x, within(1e-6));
            }
            assertThat(optimiser.updates()).isEqualTo(3);
            assertThat(optimiser.moments()).containsOnlyKeys("square_avg");
        }
    }

    @Test
    void theBf16CopyFollows() {
        try (PointerScope scope = new PointerScope();
                Parameters parameters = parameters(true);
                Optimiser optimiser = new RmsProp(List.of(parameters))) {
            parameters.zeroGradient(Set.of());
            parameters.leaf("a").sum().backward();
            parameters.gatherGradient();
            optimiser.step(0.125);
            float moved = Tensors.floats(parameters.value("a"))[0];
            assertThat((double) moved).isCloseTo(-0.125 / Math.sqrt(0.1), within(1e-5));
            assertThat((double) Tensors.floats(parameters.leaf("a"))[0]).isCloseTo(moved, within(2e-3));
            parameters.clip(0.25);
            assertThat(Tensors.floats(parameters.leaf("a"))).containsOnly(-0.25f);
        }
    }

    private static Parameters parameters(boolean bf16) {
        return new Parameters(
                List.of(
                        new Parameters.Weight("a", new long[] {2, 2}, true),
                        new Parameters.Weight("b", new long[] {2}, false)),
                bf16);
    }
}
