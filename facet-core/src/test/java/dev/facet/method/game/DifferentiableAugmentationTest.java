package dev.facet.method.game;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import dev.facet.config.AugmentationConfig;
import dev.facet.config.RunConfig;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class DifferentiableAugmentationTest {
    private static final int BATCH = 64;
    private static final int SIDE = 8;
    private static final int MANY = 1_000_000;
    /** Nothing but what a test adds. */
    private static final List<String> NONE =
            List.of("mode=fixed", "probability=1", "brightness=0", "saturation=0", "contrast=0", "shift=0", "cutout=0");

    @Test
    void withoutChangesImagesStayAsTheyAre() {
        try (PointerScope scope = new PointerScope()) {
            Tensor images = ramps(3);
            assertThat(Tensors.floats(changed(images, 0))).isEqualTo(Tensors.floats(images));
            assertThat(Tensors.floats(changed(images, 0, "probability=0", "brightness=1", "cutout=1")))
                    .isEqualTo(Tensors.floats(images));
        }
    }

    @Test
    void brightnessContrastAndSaturationChangeColoursAlone() {
        try (PointerScope scope = new PointerScope()) {
            Tensor images = ramps(3);
            Tensor brighter = changed(images, 0, "brightness=0.5").sub(images);
            for (float change : Tensors.floats(brighter.sub(brighter.mean(new long[] {1, 2, 3}, true, none())))) {
                assertThat(change).isCloseTo(0, within(1e-5f));
            }
            assertThat(brighter.abs().max().item_double()).isBetween(0.3, 0.5001);

            Tensor stretched = changed(images, 0, "contrast=0.5");
            assertThat(Tensors.floats(stretched.mean(new long[] {1, 2, 3})))
                    .containsExactly(Tensors.floats(images.mean(new long[] {1, 2, 3})), within(1e-5f));

            Tensor coloured = changed(images, 0, "saturation=1");
            assertThat(Tensors.floats(coloured.mean(new long[] {1})))
                    .containsExactly(Tensors.floats(images.mean(new long[] {1})), within(1e-5f));
            Tensor grey = ramps(1);
            assertThat(Tensors.floats(changed(grey, 0, "saturation=1"))).isEqualTo(Tensors.floats(grey));
        }
    }

    @Test
    void shiftsMoveWholePixels() {
        try (PointerScope scope = new PointerScope()) {
            float[] pixels = new float[BATCH * SIDE * SIDE];
            for (int i = 0; i < BATCH; i++) {
                pixels[i * SIDE * SIDE + 4 * SIDE + 4] = 1;
            }
            float[] moved = Tensors.floats(changed(Tensors.of(pixels, BATCH, 1, SIDE, SIDE), 0, "shift=0.25"));
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < moved.length; i++) {
                if (moved[i] != 0) {
                    assertThat(moved[i]).isCloseTo(1, within(1e-4f));
                    places.add(i % (SIDE * SIDE));
                }
            }
            assertThat(places)
                    .hasSize(BATCH)
                    .allMatch(at -> Math.abs(at / SIDE - 4) <= 2 && Math.abs(at % SIDE - 4) <= 2);
            assertThat(places.stream().distinct().count()).isGreaterThan(10);
        }
    }

    @Test
    void cutoutMakesAPartGrey() {
        try (PointerScope scope = new PointerScope()) {
            float[] ones = new float[BATCH * SIDE * SIDE];
            Arrays.fill(ones, 1);
            Tensor cut = changed(Tensors.of(ones, BATCH, 1, SIDE, SIDE), 0, "cutout=0.5");
            float[] left = Tensors.floats(cut.sum(new long[] {1, 2, 3}));
            for (float sum : left) {
                assertThat(64 - sum).isBetween(4f, 16f); // from a quarter of the square at a corner to all of it
            }
        }
    }

    @Test
    void onlyTheShareThatIsAskedForIsChanged() {
        try (PointerScope scope = new PointerScope()) {
            Tensor images = ramps(1);
            Tensor change = changed(images, 0, "brightness=0.5", "probability=0.5")
                    .sub(images)
                    .abs()
                    .mean(new long[] {1, 2, 3});
            long changed = 0;
            for (float one : Tensors.floats(change)) {
                changed += one > 0 ? 1 : 0;
            }
            assertThat(changed).isBetween(16L, 48L);
        }
    }

    @Test
    void withinAStepTheSameAndDifferentForRealAndGenerated() {
        try (PointerScope scope = new PointerScope();
                DifferentiableAugmentation augmentation = augmentation(MANY, "brightness=0.5")) {
            Tensor images = ramps(1);
            Step first = step(0);
            float[] once = Tensors.floats(augmentation.apply(images, first, Origin.REAL));
            assertThat(Tensors.floats(augmentation.apply(images, first, Origin.REAL)))
                    .isEqualTo(once);
            assertThat(Tensors.floats(augmentation.apply(images, first, Origin.GENERATED)))
                    .isNotEqualTo(once);
            assertThat(Tensors.floats(augmentation.apply(images, step(1), Origin.REAL)))
                    .isNotEqualTo(once);
        }
    }

    @Test
    void itKnowsWhetherAnyImageOfTheLastCallWasChanged() {
        try (PointerScope scope = new PointerScope();
                DifferentiableAugmentation never = augmentation(MANY, "probability=0", "brightness=0.5");
                DifferentiableAugmentation seldom = augmentation(MANY, "probability=0.002", "brightness=0.5")) {
            Tensor images = ramps(1);
            never.apply(images, step(0), Origin.REAL);
            assertThat(never.changed(Origin.REAL)).isFalse();
            int steps = 0;
            for (int i = 0; i < 30; i++) {
                float[] seen = Tensors.floats(seldom.apply(images, step(i), Origin.GENERATED));
                steps += seldom.changed(Origin.GENERATED) ? 1 : 0;
                if (!seldom.changed(Origin.GENERATED)) {
                    assertThat(seen).isEqualTo(Tensors.floats(images));
                }
            }
            assertThat(steps).isBetween(3, 20); // of 64 images with three changes each, none in two thirds of the steps
        }
    }

    @Test
    void aGradientPassesThrough() {
        try (PointerScope scope = new PointerScope()) {
            Tensor images = ramps(3).requires_grad_(true);
            changed(images, 0, "brightness=0.5", "contrast=0.5", "saturation=1", "shift=0.125")
                    .sum()
                    .backward();
            assertThat(images.grad().abs().sum().item_double()).isPositive();
        }
    }

    @Test
    void theProbabilityFollowsD() {
        try (PointerScope scope = new PointerScope();
                DifferentiableAugmentation augmentation =
                        augmentation(MANY, "mode=adaptive", "probability=0", "ramp=1000")) {
            Tensor sure = torch.ones(new long[] {BATCH, 1});
            augmentation.seen(step(0), sure);
            augmentation.seen(step(1), sure);
            assertThat(probability(augmentation)).isCloseTo(2 * BATCH / 1000.0, within(1e-5));
            augmentation.seen(step(2), sure.neg());
            assertThat(probability(augmentation)).isCloseTo(BATCH / 1000.0, within(1e-5));
            for (int i = 0; i < 100; i++) {
                augmentation.seen(step(i), sure.neg());
            }
            assertThat(probability(augmentation)).isZero();
        }
    }

    @Test
    void fewImagesBeginWithMoreChanges() {
        AugmentationConfig config = config("mode=adaptive", "probability=0");
        assertThat(config.firstProbability(400)).isCloseTo(0.6, within(1e-9));
        assertThat(config.firstProbability(10_000)).isCloseTo(0.3, within(1e-9));
        assertThat(config.firstProbability(1_000_000)).isZero();
        assertThat(config("mode=fixed", "probability=0.4").firstProbability(10)).isEqualTo(0.4);
    }

    private static double probability(DifferentiableAugmentation augmentation) {
        return Objects.requireNonNull(augmentation.memory().get("augmentation.probability"))
                .mean()
                .item_double();
    }

    private static Tensor changed(Tensor images, long number, String... settings) {
        try (DifferentiableAugmentation augmentation = augmentation(MANY, settings)) {
            return augmentation.apply(images, step(number), Origin.REAL);
        }
    }

    private static DifferentiableAugmentation augmentation(int images, String... settings) {
        return new DifferentiableAugmentation(config(settings), images, 1);
    }

    private static AugmentationConfig config(String... settings) {
        List<String> all = new ArrayList<>(NONE);
        all.addAll(List.of(settings));
        RunConfig run = ConfigReader.resolve(
                "strokes",
                all.stream().map(set -> "adversarial.augmentation." + set).toList());
        return run.adversarial().augmentation();
    }

    private static Step step(long number) {
        RunConfig run = ConfigReader.resolve("strokes", List.of());
        return new Step(number, Tensors.zero(), new int[0], run.latent().draw(1, 0, 2));
    }

    private static Tensor ramps(int channels) {
        float[] pixels = new float[BATCH * channels * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (i * 7 % 31) / 31f - 0.5f;
        }
        return Tensors.of(pixels, BATCH, channels, SIDE, SIDE);
    }

    private static org.bytedeco.pytorch.ScalarTypeOptional none() {
        return new org.bytedeco.pytorch.ScalarTypeOptional();
    }
}
