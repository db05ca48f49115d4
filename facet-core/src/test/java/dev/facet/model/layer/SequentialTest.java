package dev.facet.model.layer;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.facet.model.layer.Layer.Bias;
import dev.facet.model.layer.Layer.PixelOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SequentialTest {
    @Test
    void layersThatDoNotFitAreRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sequential.of(new long[] {5}, List.of(new Linear("fc1", 4, 2, Bias.WITH))))
                .withMessage("layer fc1 takes 4 features, and is given [5]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sequential.of(new long[] {1, 8, 8}, List.of(new Convolution("c", 3, 2, Bias.WITH))))
                .withMessageContaining("layer c takes an image of 3 channels, and is given [1, 8, 8]");
    }

    @Test
    void anImageIsFollowedFromItsFeaturesToItsPixelsAndBack() {
        Sequential generator = Sequential.of(
                new long[] {4},
                List.of(
                        new Linear("fc", 4, 18, Bias.WITH),
                        new BatchNorm("bn", 18),
                        new Rectifier(0),
                        new Reshape(2, 3, 3)));
        assertThat(generator.output()).containsExactly(2, 3, 3);
        PixelOrder order = new PixelOrder(0, 2);
        assertThat(generator.pixelOrders())
                .containsOnly(
                        Map.entry("fc.weight", order),
                        Map.entry("fc.bias", order),
                        Map.entry("bn.weight", order),
                        Map.entry("bn.bias", order),
                        Map.entry("bn.running_mean", order),
                        Map.entry("bn.running_var", order));
        Sequential trunk = Sequential.of(new long[] {2, 3, 3}, List.of(new Flatten()));
        Sequential head = trunk.then(List.of(new Linear("out", 18, 1, Bias.WITH)));
        assertThat(head.pixelOrders()).containsOnly(Map.entry("out.weight", new PixelOrder(1, 2)));
    }

    @Test
    void onlyTheFirstProductIsWidened() {
        Sequential wider = Sequential.of(
                        new long[] {1, 8, 8},
                        List.of(
                                new BatchNorm("bn", 1),
                                new Rectifier(0.1),
                                new Convolution("c1", 1, 4, Bias.WITH),
                                new Convolution("c2", 4, 4, Bias.WITH)))
                .widened(2);
        assertThat(wider.input()).containsExactly(3, 8, 8);
        assertThat(wider.layers())
                .containsExactly(
                        new BatchNorm("bn", 3),
                        new Rectifier(0.1),
                        new Convolution("c1", 3, 4, Bias.WITH),
                        new Convolution("c2", 4, 4, Bias.WITH));
        assertThat(wider.multiplications()).isEqualTo(16 * (16 * 3 * 4 + 4 * 4 * 4));
        assertThat(wider.firstMultiplications()).isEqualTo(16 * 16 * 3 * 4);
    }
}
