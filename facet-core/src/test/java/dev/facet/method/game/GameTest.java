package dev.facet.method.game;

import java.util.ArrayList;
import java.util.List;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import dev.facet.config.RunConfig;
import dev.facet.data.ImageShape;
import dev.facet.method.Methods;
import dev.facet.model.Networks;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GameTest {
    private static final int BATCH = 4;
    private static final ImageShape SHAPE = new ImageShape(1, 28, 28);

    @Test
    void realAndGeneratedItemsAreAugmentedAlikeForDAndForG() {
        RunConfig run =
                ConfigReader.resolve("strokes", List.of("model.width=4", "model.discriminator-batch-norm=false"));
        List<Origin> seen = new ArrayList<>();
        Augmentation halves = (items, step, origin) -> {
            seen.add(origin);
            return items.mul(Tensors.scalar(0.5));
        };
        try (PointerScope scope = new PointerScope();
                Networks networks = Networks.of(Methods.architecture(run, SHAPE), false)) {
            networks.start(1);
            Game game = new Game(run, networks, halves);
            Discriminator d = game.plain();
            Step step = step(run);
            game.discriminate(step, d);
            assertThat(seen).containsExactly(Origin.GENERATED, Origin.REAL);

            Tensor items = Tensors.of(pixels(0.4f), BATCH, 1, 28, 28);
            items.requires_grad_(true);
            Tensor augmented = game.seen(step, d, items);
            augmented.sum().backward();
            Game plain = new Game(run, networks, Augmentation.NONE);
            Tensor half = Tensors.of(pixels(0.2f), BATCH, 1, 28, 28);
            half.requires_grad_(true); // so that it is computed with in the same way
            assertThat(Tensors.floats(augmented)).isEqualTo(Tensors.floats(plain.seen(step, d, half)));
            assertThat(items.grad().abs().sum().item_double()).isPositive(); // the gradient reaches G
        }
    }

    @Test
    void penaltiesAreOfWhatDSees() {
        RunConfig run = ConfigReader.resolve("strokes", List.of("model.width=4", "adversarial.r1=10"));
        List<Origin> seen = new ArrayList<>();
        try (PointerScope scope = new PointerScope();
                Networks networks = Networks.of(Methods.architecture(run, SHAPE), false)) {
            networks.start(1);
            Game game = new Game(run, networks, (items, step, origin) -> {
                seen.add(origin);
                return items;
            });
            Step step = step(run);
            Turn turn = game.discriminate(step, game.plain());
            assertThat(seen).containsExactly(Origin.GENERATED, Origin.REAL, Origin.REAL);
            assertThat(step.notes().read()).containsKeys("loss/D", "loss/r1", "probability/real", "probability/fake");
            assertThat(turn.loss().item_double()).isFinite();
        }
    }

    @Test
    void aRelativisticGameComparesPairs() {
        RunConfig run = ConfigReader.resolve("strokes", List.of("model.width=4", "adversarial.loss=relativistic"));
        try (PointerScope scope = new PointerScope();
                Networks networks = Networks.of(Methods.architecture(run, SHAPE), false)) {
            networks.start(1);
            Game game = new Game(run, networks, Augmentation.NONE);
            Step step = step(run);
            double d = game.discriminate(step, game.plain()).loss().item_double();
            double g = game.convince(step, game.plain()).item_double();
            // D(real) − D(generated) is small before training, so both losses are near ln 2, on either side of it
            assertThat(d).isBetween(0.4, 1.0).isNotEqualTo(Math.log(2));
            assertThat(g).isBetween(0.4, 1.0);
            assertThat((d - Math.log(2)) * (g - Math.log(2))).isNegative();
            assertThatThrownBy(() -> game.convince(step(run), game.plain())).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void codesAreReadFromWhatDSeesIfNothingWasChanged() {
        RunConfig run =
                ConfigReader.resolve("strokes", List.of("model.width=4", "model.discriminator-batch-norm=false"));
        for (double probability : new double[] {0, 1}) {
            try (PointerScope scope = new PointerScope();
                    Networks networks = Networks.of(Methods.architecture(run, SHAPE), false);
                    DifferentiableAugmentation augmentation = new DifferentiableAugmentation(
                            ConfigReader.resolve(
                                            "strokes",
                                            List.of(
                                                    "adversarial.augmentation.mode=fixed",
                                                    "adversarial.augmentation.probability=" + probability))
                                    .adversarial()
                                    .augmentation(),
                            BATCH,
                            1)) {
                networks.start(1);
                Game game = new Game(run, networks, augmentation);
                Discriminator d = game.plain();
                Step step = step(run);
                Tensor seen = game.seen(step, d, step.real());
                Tensor read = game.unchanged(d, step.real(), Origin.GENERATED, seen);
                Tensor plain = new Game(run, networks, Augmentation.NONE).seen(step, d, step.real());
                assertThat(Tensors.floats(read)).isEqualTo(Tensors.floats(plain));
                assertThat(read == seen).isEqualTo(probability == 0);
            }
        }
    }

    private static Step step(RunConfig run) {
        Tensor real = Tensors.of(pixels(0.3f), BATCH, 1, 28, 28);
        return new Step(0, real, new int[0], run.latent().draw(1, 0, BATCH));
    }

    private static float[] pixels(float value) {
        float[] pixels = new float[BATCH * 28 * 28];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = value * (i % 7 - 3);
        }
        return pixels;
    }
}
