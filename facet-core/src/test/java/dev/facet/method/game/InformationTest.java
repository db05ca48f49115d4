package dev.facet.method.game;

import java.util.ArrayList;
import java.util.List;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import dev.facet.codes.Code;
import dev.facet.config.RunConfig;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class InformationTest {
    private static final int ROWS = 64;

    /**
     * How many times its cost a uniform code adds to the loss, where λ is 0.05, Q's readings are off by {@code error},
     * and its log-variance is right.
     */
    private static double weight(double error, String... more) {
        List<String> sets = new ArrayList<>(
                List.of("latent.codes=c1:uniform", "infogan.lambda-continuous=0.05", "infogan.continuous-from-step=0"));
        sets.addAll(List.of(more));
        RunConfig run = ConfigReader.resolve("strokes", sets);
        Code.Continuous code = run.latent().continuous().get(0);
        Information information = new Information(run.latent(), run.infogan(), List.of(code));
        float[] outputs = new float[2 * ROWS];
        for (int i = 0; i < ROWS; i++) {
            outputs[2 * i] = (float) error;
            outputs[2 * i + 1] = (float) Math.log(error * error);
        }
        float[] rows = new float[ROWS * run.latent().width()]; // all codes are 0
        try (PointerScope scope = new PointerScope()) {
            Tensor q = Tensors.of(outputs, ROWS, 2);
            Tensor latents = Tensors.of(rows, ROWS, run.latent().width());
            Step step = new Step(0, Tensors.zero(), new int[0], run.latent().draw(1, 0, ROWS));
            double loss = information.loss(step, q, latents).item_double();
            double cost = 0.5 * Math.log(2 * Math.PI * error * error) + 0.5;
            return loss / (0.05 * cost);
        }
    }

    @Test
    void aCodeThatSaysNothingCountsMoreAndOneThatSaysEnoughCountsOnce() {
        // a uniform code from -1 to 1 has log 2 nats, and an error of 0.484 costs as much
        assertThat(weight(0.9, "infogan.continuous-boost=4")).isCloseTo(4, within(1e-3));
        assertThat(weight(0.2, "infogan.continuous-boost=4")).isCloseTo(1, within(1e-3));
        double between = weight(0.35, "infogan.continuous-boost=4");
        double said = Math.log(2) - (0.5 * Math.log(2 * Math.PI * 0.35 * 0.35) + 0.5);
        double most = Math.log(2) - 0.5 * Math.log(2 * Math.PI) + 0.5 * 4; // the least log-variance is -4
        assertThat(between).isBetween(1.1, 3.9).isCloseTo(1 + 3 * (1 - said / (0.4 * most)), within(0.05));
    }

    @Test
    void withoutABoostOrWithAFixedSigmaEveryCodeCountsOnce() {
        assertThat(weight(0.9)).isCloseTo(1, within(1e-3));
        assertThat(weight(1, "infogan.continuous-boost=4", "infogan.sigma=fixed"))
                .isCloseTo(1, within(1e-3));
    }
}
