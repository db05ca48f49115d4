package dev.facet.codes;

import java.util.List;

/**
 * Pairs of rows of generator input that share the noise, all categories and exactly one continuous code (InfoGAN-CR:
 * Lin et al. 2020).
 *
 * @param first the first row of each pair
 * @param second the second row of each pair
 * @param shared for each pair, the position of its shared code among the continuous codes
 */
public record LatentPairs(LatentBatch first, LatentBatch second, int[] shared) {
    /**
     * Draws {@code count} pairs from the endless sequence of {@code seed}, beginning with pair {@code from}.
     *
     * @param gap smallest distance between the two values of a code that is not shared, in halves of a uniform code's
     *     range; normal codes are drawn twice without a smallest distance
     */
    public static LatentPairs draw(LatentSpec spec, long seed, long from, int count, double gap) {
        List<Code.Continuous> codes = spec.continuous();
        LatentBatch first = spec.draw(seed, 2 * from, count);
        LatentBatch second = new LatentBatch(spec, count, first.values().clone());
        int[] shared = new int[count];
        for (int i = 0; i < count; i++) {
            Draws draws = new Draws(Draws.seed(seed, "pairs"), from + i);
            shared[i] = draws.nextInt(codes.size());
            for (int k = 0; k < codes.size(); k++) {
                if (k != shared[i]) {
                    apart(first, second, codes.get(k), i, draws, gap);
                }
            }
        }
        return new LatentPairs(first, second, shared);
    }

    private static void apart(
            LatentBatch first, LatentBatch second, Code.Continuous code, int row, Draws draws, double gap) {
        if (code instanceof Code.Uniform uniform) {
            double middle = (uniform.low() + uniform.high()) / 2;
            double half = (uniform.high() - uniform.low()) / 2;
            double a = draws.uniform(-1 + gap / 2, 1 - gap / 2);
            double b = draws.uniform(-1 + gap / 2, 1 - gap / 2);
            double sign = a > b ? 1 : -1;
            first.setValue(code, row, middle + half * (a + sign * gap / 2));
            second.setValue(code, row, middle + half * (b - sign * gap / 2));
        } else {
            float[] values = second.values();
            code.draw(draws, values, row * second.spec().width() + second.spec().offset(code));
        }
    }
}
