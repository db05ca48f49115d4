package dev.facet.model;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.facet.codes.Draws;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class FeatureDistanceTest {
    private static final int DATA = 4;

    @BeforeAll
    static void load() {
        Engine.load();
    }

    /** Features around a point. They vary along {@value #DATA} directions, and a little along all others. */
    private static Tensor features(long seed, int count, int width, double off) {
        float[] values = new float[count * width];
        for (int i = 0; i < count; i++) {
            Draws draws = new Draws(seed, i);
            for (int k = 0; k < width; k++) {
                double deviation = k < DATA ? 1 : 0.05;
                values[i * width + k] = (float) (3 + deviation * draws.nextGaussian());
            }
            values[(i + 1) * width - 1] += (float) off;
        }
        return Tensors.of(values, count, width);
    }

    private static double beyond(float[] distances) {
        int count = 0;
        for (float distance : distances) {
            count += distance > 1 ? 1 : 0;
        }
        return (double) count / distances.length;
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 100, 3000}) // fewer and more features than items
    void oneInAHundredOfTheDataIsUnlikeItAndWhatLiesOffItAll(int width) {
        try (PointerScope scope = new PointerScope()) {
            FeatureDistance distance = FeatureDistance.of(features(1, 400, width, 0), features(2, 1000, width, 0));
            assertThat(beyond(distance.to(features(3, 1000, width, 0)))).isBetween(0.001, 0.03);
            // one of many features is off by ten times its deviation
            assertThat(beyond(distance.to(features(4, 100, width, width < 1000 ? 0.5 : 5))))
                    .isGreaterThan(0.85);
        }
    }

    @Test
    void aPercentileIsTheShareOfHeldOutItemsThatAreNearer() {
        try (PointerScope scope = new PointerScope()) {
            FeatureDistance distance = FeatureDistance.of(features(1, 400, 16, 0), features(2, 1500, 16, 0));
            assertThat(distance.heldOut()).hasSize(1000).isSorted();
            float[] others = distance.to(features(3, 1000, 16, 0));
            double mean = 0;
            for (float other : others) {
                mean += distance.percentile(other) / others.length;
            }
            assertThat(mean).isCloseTo(50, within(4.0));
            assertThat(distance.percentile(0)).isZero();
            assertThat(distance.percentile(1)).isCloseTo(99, within(0.5f));
            assertThat(distance.percentile(1000)).isEqualTo(100);
        }
    }

    @Test
    void contrastDoesNotCount() {
        try (PointerScope scope = new PointerScope()) {
            FeatureDistance distance = FeatureDistance.of(features(1, 400, 16, 0), features(2, 400, 16, 0));
            Tensor some = features(3, 20, 16, 0);
            assertThat(distance.to(some.mul(Tensors.scalar(3)))).containsExactly(distance.to(some), within(1e-3f));
        }
    }

    @Test
    void featuresThatNeverVaryAreMeasuredToo() {
        try (PointerScope scope = new PointerScope()) {
            Tensor same = Tensors.of(new float[300 * 8], 300, 8);
            FeatureDistance distance = FeatureDistance.of(same, same);
            assertThat(beyond(distance.to(same))).isZero();
            assertThat(beyond(distance.to(features(1, 5, 8, 0)))).isEqualTo(1);
        }
    }

    @Test
    void whatIsNoNumberIsRefused() {
        try (PointerScope scope = new PointerScope()) {
            Tensor good = features(1, 300, 8, 0);
            float[] values = Tensors.floats(good);
            values[77] = Float.NaN;
            Tensor bad = Tensors.of(values, 300, 8);
            assertThatThrownBy(() -> FeatureDistance.of(good, bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
