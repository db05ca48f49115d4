package dev.facet.torch;

import java.util.List;
import java.util.Set;

import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class AdamTest {
    @Test
    void threeStepsFollowAlgorithmOne() {
        double[] gradients = {0.5, -1.0, 0.25};
        double rate = 0.01;
        double m = 0;
        double v = 0;
        double x = 0;
        for (int t = 1; t <= 3; t++) {
            double g = gradients[t - 1];
            m = 0.5 * m + 0.5 * g;
            v = 0.999 * v + 0.001 * g * g;
            x -= rate * (m / (1 - Math.pow(0.5, t))) / (Math.sqrt(v / (1 - Math.pow(0.999, t))) + 1e-8);
        }
        try (PointerScope scope = new PointerScope();
                Parameters parameters = parameters(false);
                Adam adam = new Adam(List.of(parameters), 0.5, 0.999)) {
            for (double gradient : gradients) {
                parameters.zeroGradient(Set.of());
                parameters.gradients().fill_(Tensors.scalar(gradient));
                adam.step(rate);
            }
            for (float value : Tensors.floats(parameters.values())) {
                assertThat((double) value).isCloseTo(x, within(1e-6));
            }
        }
    }

    @Test
    void theBackwardPassFillsTheFlatGradient() {
        try (PointerScope scope = new PointerScope();
                Parameters parameters = parameters(false)) {
            parameters.zeroGradient(Set.of());
            parameters.leaf("b").mul(Tensors.scalar(3)).sum().backward();
            parameters.gatherGradient();
            assertThat(Tensors.floats(parameters.gradients())).containsExactly(0, 0, 0, 0, 3, 3);
        }
    }

    @Test
    void inBf16TheMatricesAreComputedWithInACopyThatFollows() {
        try (PointerScope scope = new PointerScope();
                Parameters parameters = parameters(true);
                Adam adam = new Adam(List.of(parameters), 0.5, 0.999)) {
            parameters.zeroGradient(Set.of());
            parameters.leaf("a").sum().backward();
            parameters.gatherGradient();
            adam.step(0.125);
            for (float value : Tensors.floats(parameters.value("a"))) {
                assertThat(value).isCloseTo(-0.125f, within(1e-6f));
            }
            assertThat(Tensors.floats(parameters.leaf("a"))).containsOnly(-0.125f);
            assertThat(Tensors.floats(parameters.value("b"))).containsOnly(0f);
        }
    }

    @Test
    void frozenParametersGetNoGradient() {
        try (PointerScope scope = new PointerScope();
                Parameters parameters = parameters(false)) {
            parameters.trainable(false);
            assertThat(parameters.leaf("a").sum().requires_grad()).isFalse();
            parameters.trainable(true);
            assertThat(parameters.leaf("a").sum().requires_grad()).isTrue();
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
