package dev.facet.codes;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.facet.codes.Noise.Distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class LatentSpecTest {
    private static final Code.Categorical DIGIT = new Code.Categorical("digit", 10);
    private static final Code.Uniform SLANT = new Code.Uniform("slant", -1, 1);
    private static final Code.Normal WEIGHT = new Code.Normal("weight", 0.5);
    private static final LatentSpec SPEC =
            new LatentSpec(new Noise(62, Distribution.NORMAL), List.of(DIGIT, SLANT, WEIGHT));

    @Test
    void layoutIsNoiseThenCodesInOrder() {
        assertThat(SPEC.width()).isEqualTo(74);
        assertThat(SPEC.outputs()).isEqualTo(14);
        assertThat(SPEC.offset(DIGIT)).isEqualTo(62);
        assertThat(SPEC.offset(SLANT)).isEqualTo(72);
        assertThat(SPEC.offset(WEIGHT)).isEqualTo(73);
        assertThat(SPEC.outputOffset(SLANT)).isEqualTo(10);
        assertThat(SPEC.outputOffset(WEIGHT)).isEqualTo(12);
    }

    @Test
    void entropyIsThatOfThePrior() {
        assertThat(DIGIT.entropy()).isCloseTo(2.302585, within(1e-6));
        assertThat(SLANT.entropy()).isCloseTo(0.693147, within(1e-6));
        assertThat(WEIGHT.entropy()).isCloseTo(0.725791, within(1e-6));
    }

    @Test
    void learnedSharesAreDrawnAndCountInTheEntropy() {
        Code.Categorical equal = new Code.Categorical("digit", 4, Prior.LEARNED);
        LatentSpec spec = new LatentSpec(new Noise(3, Distribution.NORMAL), List.of(equal, SLANT));
        LatentSpec learned = spec.withShares(Map.of("digit", List.of(0.5, 0.0, 0.2, 0.3)));
        Code.Categorical code = learned.categorical().get(0);
        int count = 20_000;
        int[] usage = new int[4];
        LatentBatch batch = learned.draw(1, 0, count);
        for (int i = 0; i < count; i++) {
            usage[batch.category(code, i)]++;
        }
        assertThat(usage[1]).isZero();
        assertThat(usage[0]).isCloseTo(count / 2, within(400));
        assertThat(usage[3]).isCloseTo(3 * count / 10, within(400));
        assertThat(code.entropy()).isCloseTo(1.029653, within(1e-6));
        assertThat(equal.entropy()).isCloseTo(Math.log(4), within(1e-12));
        assertThat(code.used()).containsExactly(0, 2, 3);
        assertThat(CodeNames.NONE.order(code)).containsExactly(0, 2, 3);
        assertThat(code.hasLearned()).isTrue();
        assertThat(equal.hasLearned()).isFalse();
    }

    /** Only what depends on the shares changes: the same random numbers choose everything else. */
    @Test
    void sharesDoNotChangeTheRestOfARow() {
        Code.Categorical code = new Code.Categorical("digit", 4, Prior.LEARNED);
        LatentSpec spec = new LatentSpec(new Noise(3, Distribution.NORMAL), List.of(code, SLANT));
        LatentBatch equal = spec.draw(7, 0, 50);
        LatentBatch learned =
                spec.withShares(Map.of("digit", List.of(0.9, 0.05, 0.05, 0.0))).draw(7, 0, 50);
        for (int i = 0; i < 50; i++) {
            assertThat(learned.value(SLANT, i)).isEqualTo(equal.value(SLANT, i));
            assertThat(learned.category(code, i)).isLessThanOrEqualTo(equal.category(code, i));
        }
        LatentBatch uniform = new LatentSpec(
                        new Noise(3, Distribution.NORMAL), List.of(new Code.Categorical("digit", 4), SLANT))
                .draw(7, 0, 50);
        assertThat(equal.values()).isEqualTo(uniform.values());
    }

    @Test
    void sharesDoNotMakeAnotherCode() {
        Code.Categorical code = new Code.Categorical("digit", 2, Prior.LEARNED);
        assertThat(code.with(List.of(0.25, 0.75))).isEqualTo(code).hasSameHashCodeAs(code);
        assertThat(code).isNotEqualTo(new Code.Categorical("digit", 2));
        for (List<Double> wrong : List.of(
                List.of(1.0), List.of(0.5, 0.6), List.of(-0.5, 1.5), List.of(Double.NaN, 1.0), List.of(0.0, 0.0))) {
            assertThatThrownBy(() -> code.with(wrong)).hasMessageContaining("the sum must be 1");
        }
    }

    @Test
    void aRowDoesNotDependOnTheBatchItIsDrawnIn() {
        LatentBatch all = SPEC.draw(7, 0, 50);
        LatentBatch some = SPEC.draw(7, 31, 4);
        for (int i = 0; i < 4 * SPEC.width(); i++) {
            assertThat(some.values()[i]).isEqualTo(all.values()[31 * SPEC.width() + i]);
        }
    }

    @Test
    void drawsFollowTheirDistributions() {
        int count = 20_000;
        LatentBatch batch = SPEC.draw(1, 0, count);
        int[] usage = new int[10];
        double slant = 0;
        double square = 0;
        double weight = 0;
        for (int i = 0; i < count; i++) {
            usage[batch.category(DIGIT, i)]++;
            slant += batch.value(SLANT, i);
            square += batch.value(SLANT, i) * batch.value(SLANT, i);
            weight += batch.value(WEIGHT, i) * batch.value(WEIGHT, i);
            assertThat(batch.value(SLANT, i)).isBetween(-1f, 1f);
        }
        for (int n : usage) {
            assertThat(n / (double) count).isCloseTo(0.1, within(0.01));
        }
        assertThat(slant / count).isCloseTo(0, within(0.02));
        assertThat(square / count).isCloseTo(1 / 3.0, within(0.01));
        assertThat(weight / count).isCloseTo(0.25, within(0.01));
    }

    @Test
    void aCodeOfSeveralNumbersDrawsEachByItself() {
        Code.Normal z = new Code.Normal("z", 0.5, 3);
        LatentSpec spec = new LatentSpec(new Noise(2, Distribution.NORMAL), List.of(DIGIT, z, SLANT));
        assertThat(spec.width()).isEqualTo(2 + 10 + 3 + 1);
        assertThat(spec.offset(SLANT)).isEqualTo(15);
        int count = 20_000;
        float[] values = spec.draw(1, 0, count).values();
        double[][] moments = new double[3][3];
        for (int row = 0; row < count; row++) {
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    int start = row * spec.width() + 12;
                    moments[i][j] += values[start + i] * values[start + j] / count;
                }
            }
        }
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                assertThat(moments[i][j]).isCloseTo(i == j ? 0.25 : 0, within(0.01));
            }
        }
    }

    @Test
    void differentSeedsAndRowsDiffer() {
        assertThat(SPEC.draw(1, 0, 1).values()).isNotEqualTo(SPEC.draw(2, 0, 1).values());
        assertThat(SPEC.draw(1, 0, 1).values()).isNotEqualTo(SPEC.draw(1, 1, 1).values());
        assertThat(Draws.seed(1, "latents")).isNotEqualTo(Draws.seed(1, "batches"));
    }

    @Test
    void theSequenceIsFixedForever() {
        // A seed must give the same picture in every version; these values must never change.
        Draws draws = new Draws(42, 7);
        assertThat(draws.nextLong()).isEqualTo(-8982327814427184414L);
        assertThat(draws.nextGaussian()).isEqualTo(-1.0031572205272345);
    }

    @Test
    void sweepPositionsSpanThePrior() {
        assertThat(SLANT.at(-1)).isEqualTo(-1);
        assertThat(SLANT.at(2)).isEqualTo(2);
        assertThat(new Code.Uniform("u", 0, 4).at(0)).isEqualTo(2);
        assertThat(new Code.Uniform("u", 0, 4).at(1)).isEqualTo(4);
        assertThat(WEIGHT.at(2)).isEqualTo(1);
    }

    @Test
    void mistakesAreNamed() {
        Noise none = new Noise(0, Distribution.NORMAL);
        assertThatThrownBy(() -> new LatentSpec(none, List.of(SLANT, SLANT))).hasMessageContaining("'slant'");
        assertThatThrownBy(() -> new LatentSpec(none, List.of())).hasMessageContaining("empty");
        assertThatThrownBy(() -> new Code.Categorical("k", 1)).hasMessageContaining("at least 2");
        assertThatThrownBy(() -> new Code.Uniform("u", 1, 1)).hasMessageContaining("less than");
        assertThatThrownBy(() -> new Code.Normal("n", 0)).hasMessageContaining("positive");
        assertThatThrownBy(() -> new Code.Normal("1 n", 1)).hasMessageContaining("must start with a letter");
        assertThatThrownBy(() -> SPEC.offset(new Code.Normal("n", 1))).hasMessageContaining("'n'");
        assertThatThrownBy(() -> SPEC.draw(1, 0, 1).setCategory(DIGIT, 0, 10)).hasMessageContaining("0 … 9");
    }

    @Test
    void settingAValueMovesOnlyIt() {
        LatentBatch batch = SPEC.draw(3, 0, 2);
        float[] before = batch.values().clone();
        batch.setCategory(DIGIT, 1, 4);
        batch.setValue(SLANT, 1, 1.5);
        assertThat(batch.category(DIGIT, 1)).isEqualTo(4);
        assertThat(batch.value(SLANT, 1)).isEqualTo(1.5f);
        for (int i = 0; i < SPEC.width() + 62; i++) {
            assertThat(batch.values()[i]).isEqualTo(before[i]);
        }
    }
}
