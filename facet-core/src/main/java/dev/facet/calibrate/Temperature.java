package dev.facet.calibrate;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Temperature scaling (Guo, Pleiss, Sun, Weinberger 2017): the divisor of logits with which stated probabilities match
 * the share of right answers. The right answer is not a label, but the category of another view of the same item.
 */
final class Temperature {
    private static final double HIGHEST = 1000;
    private static final double PRECISION = 1e-4;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
    private static final int BINS = 15;

    private Temperature() {}

    /** Logits {@code [item][category]}, and the right category of each item. */
    record Answers(float[][] logits, int[] right) {
        int count() {
            return right.length;
        }

        /** The answers of items with even ({@code odd} 0) or odd (1) index; each item has two consecutive answers. */
        Answers half(int odd) {
            int[] chosen =
                    IntStream.range(0, count()).filter(i -> i / 2 % 2 == odd).toArray();
            return new Answers(
                    Arrays.stream(chosen).mapToObj(i -> logits[i]).toArray(float[][]::new),
                    Arrays.stream(chosen).map(i -> right[i]).toArray());
        }

        /** How often the most probable category is right. */
        double agreement() {
            int agreed = 0;
            for (int i = 0; i < count(); i++) {
                agreed += largest(logits[i]) == right[i] ? 1 : 0;
            }
            return (double) agreed / count();
        }

        /** The mean probability of the most probable category. */
        double stated(double temperature) {
            double sum = 0;
            for (float[] row : logits) {
                sum += probability(row, largest(row), temperature);
            }
            return sum / count();
        }
    }

    /**
     * The temperature, 1 or more, with the least cross-entropy: Q is never made more confident. One additional answer,
     * which is right by chance, prevents certainty from few answers.
     */
    static double fit(Answers answers) {
        // The cross-entropy is convex in the inverse temperature.
        double low = 1 / HIGHEST;
        double high = 1;
        while (high - low > PRECISION * high) {
            double left = high - GOLDEN * (high - low);
            double right = low + GOLDEN * (high - low);
            if (crossEntropy(answers, 1 / left) <= crossEntropy(answers, 1 / right)) {
                high = right;
            } else {
                low = left;
            }
        }
        double inverse = (low + high) / 2;
        return inverse > 1 - 2 * PRECISION ? 1 : 1 / inverse;
    }

    /**
     * The expected calibration error: how far probabilities are from the share of right answers, in {@value #BINS} bins
     * of equal width.
     */
    static double error(Answers answers, double temperature) {
        double[] stated = new double[BINS];
        double[] agreed = new double[BINS];
        for (int i = 0; i < answers.count(); i++) {
            float[] row = answers.logits()[i];
            int category = largest(row);
            double probability = probability(row, category, temperature);
            int bin = Math.min(BINS - 1, (int) (probability * BINS));
            stated[bin] += probability;
            agreed[bin] += category == answers.right()[i] ? 1 : 0;
        }
        double error = 0;
        for (int bin = 0; bin < BINS; bin++) {
            error += Math.abs(stated[bin] - agreed[bin]);
        }
        return error / answers.count();
    }

    private static double crossEntropy(Answers answers, double temperature) {
        double sum = 0;
        double chance = 0;
        for (int i = 0; i < answers.count(); i++) {
            float[] row = answers.logits()[i];
            double whole = logSum(row, temperature);
            sum += whole - row[answers.right()[i]] / temperature;
            for (float logit : row) {
                chance += (whole - logit / temperature) / row.length;
            }
        }
        return sum + chance / answers.count();
    }

    private static double probability(float[] row, int category, double temperature) {
        return Math.exp(row[category] / temperature - logSum(row, temperature));
    }

    private static double logSum(float[] row, double temperature) {
        double most = row[largest(row)] / temperature;
        double sum = 0;
        for (float logit : row) {
            sum += Math.exp(logit / temperature - most);
        }
        return most + Math.log(sum);
    }

    static int largest(float[] row) {
        int largest = 0;
        for (int k = 1; k < row.length; k++) {
            largest = row[k] > row[largest] ? k : largest;
        }
        return largest;
    }
}
