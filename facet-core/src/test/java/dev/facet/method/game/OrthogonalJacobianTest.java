package dev.facet.method.game;

import java.util.List;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** A linear generator x = W c of two codes and three pixels, for which JᵀJ = WᵀW everywhere. */
class OrthogonalJacobianTest {
    private static final int ROWS = 4096;
    private static final LatentSpec LATENT = new LatentSpec(
            new Noise(1, Noise.Distribution.NORMAL),
            List.of(
                    new Code.Categorical("kind", 2),
                    new Code.Uniform("a", -1, 1),
                    new Code.Uniform("b", 10, 14))); // its unit is 2

    /** The columns of W for codes in their units, each turned by 45° and then stretched by a gain. */
    private static float[] mixed(double first, double second) {
        float half = (float) Math.sqrt(0.5);
        return new float[] {
            (float) first * half, (float) (-first * half), (float) second * half, (float) second * half, 0, 0
        };
    }

    @Test
    void orthogonalColumnsCostNothing() {
        assertThat(overlap(3, 0, 0, 0.5f, 0, 0)).isCloseTo(0, within(1e-5));
        // turned as a whole they are still orthogonal
        assertThat(overlap(mixed(1, 1))).isCloseTo(0, within(1e-5));
    }

    @Test
    void aMixOfUnequalMovementsCostsWhatTheEquationSays() {
        // W = diag(3, 1) turned by 45°: JᵀJ has (9 + 1) / 2 on its diagonal and (1 − 9) / 2 beside it
        double wanted = 2 * 2 * 16 / Math.pow(10, 2);
        assertThat(overlap(mixed(3, 1))).isCloseTo(wanted, within(0.06));
        assertThat(overlap(1, 1, 2, 2, 0, 0)).as("both codes do the same").isCloseTo(1, within(0.1));
    }

    @Test
    void theCostIsRelativeToTheMovement() {
        assertThat(overlap(mixed(30, 10))).isCloseTo(overlap(mixed(3, 1)), within(1e-4));
    }

    @Test
    void itsGradientTurnsTheCodesApart() {
        try (PointerScope scope = new PointerScope()) {
            Tensor weight = Tensors.of(mixed(3, 1), 3, 2).requires_grad_(true);
            double before = cosine(weight);
            for (int step = 0; step < 200; step++) {
                Tensor loss = overlap(weight);
                loss.backward();
                try (NoGradGuard guard = new NoGradGuard()) {
                    weight.sub_(weight.grad().mul(Tensors.scalar(0.2)));
                    weight.grad().zero_();
                }
            }
            assertThat(Math.abs(before)).isCloseTo(0.8, within(1e-5));
            assertThat(cosine(weight)).isCloseTo(0, within(0.02));
            float[] after = Tensors.floats(weight);
            assertThat(Math.hypot(after[0], after[2]))
                    .as("the codes still move")
                    .isGreaterThan(0.5);
        }
    }

    @Test
    void onlyContinuousCodesAreShiftedEachInItsUnit() {
        try (PointerScope scope = new PointerScope()) {
            float[] shift = Tensors.floats(OrthogonalJacobian.shift(LATENT, new Draws(1, 0), 64, 0.5));
            int together = 0;
            for (int row = 0; row < 64; row++) {
                assertThat(shift[row * 5]).isZero();
                assertThat(shift[row * 5 + 1]).isZero();
                assertThat(shift[row * 5 + 2]).isZero();
                assertThat(Math.abs(shift[row * 5 + 3])).isEqualTo(0.5f);
                assertThat(Math.abs(shift[row * 5 + 4])).isEqualTo(1f);
                together += shift[row * 5 + 3] * shift[row * 5 + 4] > 0 ? 1 : 0;
            }
            assertThat(together).isBetween(16, 48);
        }
    }

    private static double overlap(float... weight) {
        try (PointerScope scope = new PointerScope()) {
            return overlap(Tensors.of(weight, 3, 2)).item_double();
        }
    }

    /** The term for W in the units of the codes. */
    private static Tensor overlap(Tensor weight) {
        Draws draws = new Draws(7, 0);
        Tensor rows = Tensors.of(LATENT.draw(1, 0, ROWS).values(), ROWS, LATENT.width());
        Tensor units = Tensors.of(new float[] {1, 0.5f}, 1, 2);
        return OrthogonalJacobian.overlap(
                rows,
                generate(rows, units, weight),
                OrthogonalJacobian.shift(LATENT, draws, ROWS, 0.1),
                OrthogonalJacobian.shift(LATENT, draws, ROWS, 0.1),
                moved -> generate(moved, units, weight));
    }

    private static Tensor generate(Tensor rows, Tensor units, Tensor weight) {
        return rows.narrow(1, 3, 2).mul(units).matmul(weight.t()); // [N, 3]
    }

    /** The cosine between the two columns. */
    private static double cosine(Tensor weight) {
        float[] w = Tensors.floats(weight);
        double dot = 0;
        double one = 0;
        double other = 0;
        for (int pixel = 0; pixel < 3; pixel++) {
            dot += w[2 * pixel] * w[2 * pixel + 1];
            one += w[2 * pixel] * w[2 * pixel];
            other += w[2 * pixel + 1] * w[2 * pixel + 1];
        }
        return dot / Math.sqrt(one * other);
    }
}
