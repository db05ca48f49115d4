package dev.facet.metrics;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class CodeEffectTest {
    /** A property of a draw at a position from −1 to 1. */
    private interface Drawn {
        double at(double t, RandomGenerator draw);
    }

    /** Draws of 9 positions. Each position of a draw sees the same random numbers. */
    private static double[][] values(int draws, Drawn drawn) {
        double[][] values = new double[draws][9];
        for (int i = 0; i < draws; i++) {
            for (int k = 0; k < 9; k++) {
                values[i][k] = drawn.at(k / 4.0 - 1, new SplittableRandom(1000 + i));
            }
        }
        return values;
    }

    @Test
    void theShareIsThatOfTheVariance() {
        // positions have the variance 5/12; the draws add 5/12, too
        CodeEffect half = CodeEffect.of(values(4000, (t, draw) -> t + Math.sqrt(5 / 12.0) * draw.nextGaussian()), 0);
        assertThat(half.follows()).isEqualTo(1, within(1e-12));
        assertThat(half.share()).isEqualTo(0.5, within(0.03));
        assertThat(half.strength()).isEqualTo(Math.sqrt(0.5), within(0.02));
        CodeEffect all = CodeEffect.of(values(50, (t, draw) -> -3 * t), 0);
        assertThat(all).isEqualTo(new CodeEffect(-1, 1));
    }

    @Test
    void aCodeThatMovesNothingHasNoStrength() {
        assertThat(CodeEffect.of(values(50, (t, draw) -> draw.nextDouble()), 0).strength())
                .isZero();
        assertThat(CodeEffect.of(values(50, (t, draw) -> 0.3), 0).strength()).isZero();
        // it follows perfectly, but by next to nothing
        CodeEffect little = CodeEffect.of(values(500, (t, draw) -> 0.01 * t + draw.nextGaussian()), 0);
        assertThat(little.follows()).isEqualTo(1, within(1e-12));
        assertThat(little.strength()).isLessThan(0.02);
    }

    @Test
    void whatRisesInSomeDrawsAndFallsInOthersIsNotFollowed() {
        CodeEffect mixed = CodeEffect.of(values(2000, (t, draw) -> draw.nextBoolean() ? t : -t), 0);
        assertThat(mixed.follows()).isEqualTo(0, within(0.07));
        assertThat(mixed.share()).isEqualTo(1, within(0.01));
        CodeEffect bent = CodeEffect.of(values(10, (t, draw) -> t * t), 0);
        assertThat(bent.follows()).isEqualTo(0, within(1e-12));
    }

    @Test
    void anAngleMayPassItsPeriod() {
        double[][] turning = values(300, (t, draw) -> (170 + 100 * t + 10 * draw.nextGaussian() + 360) % 180);
        CodeEffect angle = CodeEffect.of(turning, 180);
        assertThat(angle.follows()).isEqualTo(1, within(1e-9));
        assertThat(angle.share()).isGreaterThan(0.9);
        assertThat(CodeEffect.of(turning, 0).follows()).isLessThan(0.9);
        assertThat(CodeEffect.of(values(300, (t, draw) -> 180 * draw.nextDouble()), 180)
                        .strength())
                .isZero();
    }

    @Test
    void whereAPropertyIsNotDefinedItIsNotFollowed() {
        double[][] some = values(100, (t, draw) -> t);
        for (int i = 0; i < 40; i++) {
            some[i][3] = Double.NaN;
        }
        assertThat(CodeEffect.of(some, 0).follows()).isEqualTo(0.6, within(1e-12));
        assertThat(CodeEffect.of(some, 0).share()).isEqualTo(1, within(1e-12));
        for (int i = 40; i < 60; i++) {
            some[i][0] = Double.NaN;
        }
        assertThat(CodeEffect.of(some, 0).strength()).isZero();
    }

    @Test
    void aCategoryIsComparedWithTheOthers() {
        double[][] values = new double[200][4];
        RandomGenerator random = new SplittableRandom(3);
        for (double[] draw : values) {
            double base = random.nextGaussian();
            draw[0] = base + 2;
            draw[1] = base - 2;
            draw[2] = base;
            draw[3] = base;
        }
        CodeEffect[] effects = CodeEffect.ofCategories(values, 4);
        assertThat(effects[0].follows()).isEqualTo(1, within(1e-12));
        assertThat(effects[1].follows()).isEqualTo(-1, within(1e-12));
        assertThat(effects[2].follows()).isEqualTo(0, within(1e-12));
        // the categories have the variance 2, the draws 1
        assertThat(effects[0].share()).isEqualTo(2 / 3.0, within(0.05));
    }
}
