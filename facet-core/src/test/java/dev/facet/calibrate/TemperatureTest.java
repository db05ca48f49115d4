package dev.facet.calibrate;

import org.junit.jupiter.api.Test;

import dev.facet.calibrate.Temperature.Answers;
import dev.facet.codes.Draws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class TemperatureTest {
    /** Answers whose share of right ones matches the probabilities of the logits divided by {@code temperature}. */
    private static Answers answers(int count, double temperature) {
        float[][] logits = new float[count][4];
        int[] right = new int[count];
        for (int i = 0; i < count; i++) {
            Draws draws = new Draws(3, i);
            double[] weights = new double[4];
            double sum = 0;
            for (int k = 0; k < 4; k++) {
                logits[i][k] = (float) (6 * draws.nextGaussian());
                weights[k] = Math.exp(logits[i][k] / temperature);
                sum += weights[k];
            }
            double at = draws.nextDouble() * sum;
            while (at > weights[right[i]] && right[i] < 3) {
                at -= weights[right[i]++];
            }
        }
        return new Answers(logits, right);
    }

    @Test
    void theTemperatureThatTheAnswersHaveIsFound() {
        assertThat(Temperature.fit(answers(4000, 3))).isCloseTo(3, within(0.15));
        assertThat(Temperature.fit(answers(4000, 1))).isCloseTo(1, within(0.05));
    }

    @Test
    void nobodyIsMadeSurerThanTheyAre() {
        assertThat(Temperature.fit(answers(2000, 0.3))).isEqualTo(1);
    }

    @Test
    void statedProbabilitiesAreAsOftenRightAsTheySay() {
        Answers answers = answers(4000, 3);
        double temperature = Temperature.fit(answers);
        assertThat(Temperature.error(answers, 1)).isGreaterThan(0.1);
        assertThat(Temperature.error(answers, temperature)).isLessThan(0.03);
        assertThat(answers.stated(temperature)).isCloseTo(answers.agreement(), within(0.02));
    }

    @Test
    void fewAnswersMakeNothingCertain() {
        float[][] sure = new float[20][];
        for (int i = 0; i < sure.length; i++) {
            sure[i] = new float[] {40, 0};
        }
        Answers few = new Answers(sure, new int[20]);
        assertThat(few.agreement()).isEqualTo(1);
        assertThat(few.stated(Temperature.fit(few))).isBetween(0.9, 0.99);
    }

    @Test
    void halvesKeepTheTwoAnswersOfAnItemTogether() {
        Answers answers = new Answers(new float[][] {{0}, {1}, {2}, {3}, {4}, {5}}, new int[6]);
        assertThat(answers.half(0).logits()).isDeepEqualTo(new float[][] {{0}, {1}, {4}, {5}});
        assertThat(answers.half(1).logits()).isDeepEqualTo(new float[][] {{2}, {3}});
    }
}
