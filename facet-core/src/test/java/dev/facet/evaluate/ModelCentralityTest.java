package dev.facet.evaluate;

import java.util.List;

import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;

import dev.facet.codes.Code;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.config.ModelConfig;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.model.Model;
import dev.facet.model.Networks;
import dev.facet.model.family.Families;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ModelCentralityTest {
    private static final LatentSpec LATENT = new LatentSpec(
            new Noise(0, Noise.Distribution.NORMAL),
            List.of(new Code.Uniform("a", -1, 1), new Code.Uniform("b", -1, 1), new Code.Uniform("c", -1, 1)));

    /** An untrained model with large weights, so that its codes show in its images and readings. */
    private static Model model(long seed, int side) {
        Engine.load();
        Networks networks = Networks.of(
                Families.architecture(new ModelConfig("dcgan", 8, 0.1, false), LATENT, new ImageShape(1, side, side)),
                false);
        networks.start(seed);
        networks.all().forEach(network -> {
            try (PointerScope scope = new PointerScope()) {
                network.parameters().values().mul_(Tensors.scalar(6));
            }
            network.refresh();
        });
        return new Model(LATENT, new ImageShape(1, side, side), networks, 0, false);
    }

    @Test
    void theOrderOfModelsDoesNotMatterAndTheSameQReadsTheSame() {
        try (Model one = model(1, 28);
                Model same = model(1, 28);
                Model other = model(2, 28)) {
            ModelCentrality found = ModelCentrality.of(List.of(one, same, other), 30, 5);
            for (double[] row : found.agreement()) {
                for (double score : row) {
                    assertThat(score).isBetween(0.0, 1.0);
                }
            }
            // The readers are the same, whoever generated the images.
            for (int j = 0; j < 3; j++) {
                assertThat(found.agreement()[0][j]).isEqualTo(found.agreement()[1][j]);
            }
            double[] mean = new double[3];
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    mean[i] += i == j ? 0 : (found.agreement()[i][j] + found.agreement()[j][i]) / 4;
                }
            }
            assertThat(found.scores()).containsExactly(mean, within(1e-12));
            assertThat(ModelCentrality.of(List.of(one, same, other), 30, 5).scores())
                    .isEqualTo(found.scores());
        }
    }

    @Test
    void thereMustBeAChoiceBetweenModelsOfTheSameData() {
        try (Model one = model(1, 28);
                Model larger = model(1, 32)) {
            assertThatThrownBy(() -> ModelCentrality.of(List.of(one), 30, 5))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("needs at least 2 models");
            assertThatThrownBy(() -> ModelCentrality.of(List.of(one, larger), 30, 5))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("28×28 grey and 32×32 grey");
        }
    }
}
