package dev.facet.method.game;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class LossesTest {
    @Test
    void crossEntropyIsThatOfTheProbability() {
        double p = 1 / (1 + Math.exp(-2));
        double q = 1 / (1 + Math.exp(1));
        try (PointerScope scope = new PointerScope()) {
            assertThat(Losses.real(outputs(2, -1)).item_double())
                    .isCloseTo(-(Math.log(p) + Math.log(q)) / 2, within(1e-6));
            assertThat(Losses.fake(outputs(2, -1)).item_double())
                    .isCloseTo(-(Math.log(1 - p) + Math.log(1 - q)) / 2, within(1e-6));
        }
    }

    /** Two views of one item are in halves that they confuse for a share of items, or both in the whole. */
    @Test
    void theLowerTheBalanceTheLessItGainsToDivideWhatIsAlike() {
        double confused = 0.2;
        double entropy = -confused * Math.log(confused) - (1 - confused) * Math.log(1 - confused);
        float same = (float) (1 - confused) / 2;
        float other = (float) confused / 2;
        try (PointerScope scope = new PointerScope()) {
            Tensor pairs = Tensors.of(new float[] {same, other, other, same}, 2, 2);
            for (double balance : new double[] {0, 0.5, 1}) {
                assertThat(Losses.mutualInformation(pairs, balance).item_double())
                        .isCloseTo(balance * Math.log(2) - entropy, within(1e-5));
            }
            assertThat(Losses.mutualInformation(pairs, 1).item_float())
                    .isEqualTo(Losses.mutualInformation(pairs).item_float());
        }
    }

    /** Of three images, the second loss pulls more than the first at one, less at another, and alone at the third. */
    @Test
    void aLimitedLossPullsAtNoImageMoreThanTheFirst() {
        try (PointerScope scope = new PointerScope()) {
            Tensor first = Tensors.of(new float[] {3, 4, 3, 4, 0, 0}, 3, 1, 1, 2);
            Tensor second = Tensors.of(new float[] {0, 20, 1, 0, 5, 5}, 3, 1, 1, 2);
            Tensor x = Tensors.of(new float[] {1, 1, 1, 1, 1, 1}, 3, 1, 1, 2).requires_grad_(true);
            Tensor loss = Losses.limited(x, x.mul(first).sum(), x.mul(second).sum(), 0.5);
            assertThat(loss.item_float()).isEqualTo(14 + 31);
            loss.backward();
            assertThat(Tensors.floats(x.grad())).containsExactly(new float[] {3, 6.5f, 4, 4, 0, 0}, within(1e-5f));
        }
    }

    @Test
    void leastSquaresIsHalfTheMeanSquaredDistance() {
        try (PointerScope scope = new PointerScope()) {
            assertThat(Losses.square(outputs(2, -1), 1).item_double()).isCloseTo((1 + 4) / 4.0, within(1e-6));
            assertThat(Losses.square(outputs(2, -1), 0).item_double()).isCloseTo((4 + 1) / 4.0, within(1e-6));
        }
    }

    @Test
    void theHingeIsFlatBeyondItsMargin() {
        try (PointerScope scope = new PointerScope()) {
            assertThat(Losses.hinge(outputs(2, -1)).item_double()).isCloseTo((0 + 2) / 2.0, within(1e-6));
            assertThat(Losses.hinge(outputs(2, -1).neg()).item_double()).isCloseTo((3 + 0) / 2.0, within(1e-6));
        }
    }

    @Test
    void whatTheBookTakesForInformationIsMinusCLogQ() {
        try (PointerScope scope = new PointerScope()) {
            Tensor codes = Tensors.of(new float[] {2, -1}, 2);
            Tensor logits = Tensors.of(new float[] {0, 1}, 2);
            double q = 1 / (1 + Math.exp(-1));
            assertThat(Losses.asInTheBook(logits, codes).item_double())
                    .isCloseTo((2 * Math.log(2) + Math.log(q)) / 2, within(1e-5));
        }
    }

    @Test
    void wassersteinLossesAreMadeOfMeans() {
        try (PointerScope scope = new PointerScope()) {
            assertThat(Losses.mean(outputs(2, -1)).item_double()).isCloseTo(0.5, within(1e-6));
        }
    }

    @Test
    void theSlopeOfALinearDiscriminatorIsItsWeight() {
        try (PointerScope scope = new PointerScope()) {
            Tensor weight = Tensors.of(new float[] {3, -4}, 2, 1);
            weight.requires_grad_(true);
            Tensor images = Tensors.of(new float[] {1, 2, 5, 7, 0, 1}, 3, 2);
            Tensor squared = Losses.squaredSlope(images, x -> x.matmul(weight));
            assertThat(squared.item_double()).isCloseTo(25, within(1e-4));
            squared.backward();
            assertThat(Tensors.floats(weight.grad())).containsExactly(6, -8);
            assertThat(Losses.slopeFromOne(images, x -> x.matmul(weight)).item_double())
                    .isCloseTo(16, within(1e-4));
        }
    }

    private static Tensor outputs(double... values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return Tensors.of(floats, values.length, 1);
    }
}
