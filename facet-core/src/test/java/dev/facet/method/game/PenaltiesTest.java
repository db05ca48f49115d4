package dev.facet.method.game;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import dev.facet.config.RunConfig;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PenaltiesTest {
    private static final int BATCH = 4000;
    private static final double SLOPE = 1.5;

    /** D(x) = 1.5 · Σ x over four pixels, whose squared gradient is 9. */
    private static final BiFunction<Tensor, Mode, Tensor> LINEAR = (items, mode) ->
            items.reshape(items.size(0), -1).sum(1).mul(Tensors.scalar(SLOPE)).reshape(-1, 1);

    @Test
    void differencesEstimateTheSquaredGradient() {
        Map<String, Double> exact = notes(0, "adversarial.r1=2", "adversarial.r2=1");
        Map<String, Double> estimated = notes(0, "adversarial.r1=2", "adversarial.r2=1", "adversarial.difference=0.05");
        assertThat(exact.get("loss/r1")).isCloseTo(9.0, within(1e-4));
        assertThat(exact.get("loss/r2")).isCloseTo(4.5, within(1e-4));
        assertThat(estimated.get("loss/r1")).isCloseTo(9.0, within(0.7));
        assertThat(estimated.get("loss/r2")).isCloseTo(4.5, within(0.35));
    }

    @Test
    void lazyPenaltiesWeighMoreAtTheStepsThatHaveThem() {
        String[] lazy = {"adversarial.r1=2", "adversarial.penalty-every=4"};
        assertThat(loss(0, lazy)).isCloseTo(4 * 9.0, within(1e-3));
        assertThat(loss(3, lazy)).isZero();
        assertThat(notes(3, lazy)).doesNotContainKey("loss/r1");
        assertThat(loss(4, lazy)).isCloseTo(4 * 9.0, within(1e-3));
    }

    private static Map<String, Double> notes(long number, String... settings) {
        try (PointerScope scope = new PointerScope()) {
            Step step = step(number, settings);
            return step.notes().read();
        }
    }

    private static double loss(long number, String... settings) {
        try (PointerScope scope = new PointerScope()) {
            RunConfig run = ConfigReader.resolve("strokes", List.of(settings));
            return add(run, new Step(number, items(), new int[0], run.latent().draw(1, 0, 2)))
                    .item_double();
        }
    }

    private static Step step(long number, String... settings) {
        RunConfig run = ConfigReader.resolve("strokes", List.of(settings));
        Step step = new Step(number, items(), new int[0], run.latent().draw(1, 0, 2));
        add(run, step);
        return step;
    }

    private static Tensor add(RunConfig run, Step step) {
        Engine.seed(1);
        Tensor items = step.real();
        Penalties.Seen seen = new Penalties.Seen(items, LINEAR.apply(items, Mode.TRAIN), LINEAR);
        return new Penalties(run.adversarial(), 1).add(step, Tensors.zero(), seen, seen);
    }

    private static Tensor items() {
        return torch.rand(new long[] {BATCH, 1, 2, 2});
    }
}
