package dev.facet.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Checks the metrics against NumPy and scikit-learn on the same arrays: {@code src/test/python/metrics_oracle.py}
 * prints the expected figures.
 */
class MetricsOracleTest {
    private static final int[] SIZES = {3, 4, 6};
    private static final int ITEMS = 900;
    private static final int TRAIN = 600;

    private static final double[][] CODES = new double[4][ITEMS];
    private static final int[][] FACTORS = new int[3][ITEMS];
    private static final float[][] REAL = new float[40][5];
    private static final float[][] GENERATED = new float[40][5];

    private static long state = 1;

    private static double uniform() {
        state = (state * 1103515245 + 12345) % (1L << 31);
        return state / (double) (1L << 31);
    }

    @BeforeAll
    static void draw() {
        state = 1;
        for (int i = 0; i < ITEMS; i++) {
            for (int k = 0; k < SIZES.length; k++) {
                FACTORS[k][i] = (int) (uniform() * SIZES[k]);
            }
            CODES[0][i] = FACTORS[0][i] + 0.8 * uniform();
            CODES[1][i] = FACTORS[1][i] - 0.5 * FACTORS[2][i] + 0.4 * uniform();
            CODES[2][i] = Math.pow(FACTORS[2][i] - 2.5, 2) + uniform();
            CODES[3][i] = uniform();
        }
        for (float[] item : REAL) {
            for (int d = 0; d < item.length; d++) {
                item[d] = (float) uniform();
            }
        }
        for (float[] item : GENERATED) {
            for (int d = 0; d < item.length; d++) {
                item[d] = (float) (Math.pow(uniform(), 2) + 0.1 * d);
            }
        }
    }

    private static double[][] train() {
        return Slices.of(CODES, 0, TRAIN);
    }

    private static double[][] test() {
        return Slices.of(CODES, TRAIN, ITEMS);
    }

    private static int[][] factors(int from, int to) {
        return Arrays.stream(FACTORS).map(factor -> Slices.of(factor, from, to)).toArray(int[][]::new);
    }

    @Test
    void mutualInformationGap() {
        MutualInformationGap mig = MutualInformationGap.of(train(), factors(0, TRAIN));
        assertThat(mig.score()).isCloseTo(0.50406604, within(1e-7));
        assertThat(mig.gaps()).containsExactly(new double[] {0.9683511, 0.40404056, 0.13980645}, within(1e-7));
    }

    @Test
    void modularity() {
        assertThat(Modularity.of(train(), factors(0, TRAIN)).score()).isCloseTo(0.819501, within(1e-6));
    }

    @Test
    void separatedAttributePredictability() {
        assertThat(Sap.regression(train(), factors(0, TRAIN)).score()).isCloseTo(0.62849503, within(1e-7));
        assertThat(Sap.classification(train(), factors(0, TRAIN), test(), factors(TRAIN, ITEMS))
                        .score())
                .isCloseTo(0.26444444, within(0.002));
    }

    @Test
    void explicitness() {
        assertThat(Explicitness.of(train(), factors(0, TRAIN), test(), factors(TRAIN, ITEMS))
                        .factors())
                .containsExactly(new double[] {0.84434975, 0.77188281, 0.86744451}, within(1e-3));
    }

    @Test
    void boostedTrees() {
        GradientBoosting three = GradientBoosting.train(train(), factors(0, TRAIN)[2]);
        assertThat(three.importances())
                .containsExactly(new double[] {3.83411657e-05, 0.482659516, 0.516757586, 5.44557578e-04}, within(1e-4));
        assertThat(three.accuracy(test(), factors(TRAIN, ITEMS)[2])).isCloseTo(0.99, within(0.004));
        int[] two = Arrays.stream(FACTORS[1]).map(value -> value > 1 ? 1 : 0).toArray();
        GradientBoosting binary = GradientBoosting.train(train(), Slices.of(two, 0, TRAIN));
        assertThat(binary.importances())
                .containsExactly(new double[] {0.02290902, 0.78153227, 0.17485233, 0.02070638}, within(2e-3));
        assertThat(binary.accuracy(test(), Slices.of(two, TRAIN, ITEMS))).isCloseTo(0.90666667, within(0.01));
    }

    @Test
    void disentanglementCompletenessInformativeness() {
        Dci dci = Dci.of(train(), factors(0, TRAIN), test(), factors(TRAIN, ITEMS));
        // Among equally good splits, ours takes the first code; scikit-learn draws one at random.
        assertThat(dci.disentanglement()).isCloseTo(0.60086268, within(3e-3));
        assertThat(dci.completeness()).isCloseTo(0.68910224, within(2e-3));
        assertThat(dci.informativeness()).isCloseTo((1 + 0.98 + 0.99) / 3, within(0.005));
    }

    @Test
    void betaVae() {
        double[][] distances = Arrays.stream(CODES)
                .map(code -> Arrays.stream(code).map(Math::abs).toArray())
                .toArray(double[][]::new);
        assertThat(BetaVae.score(distances, FACTORS[0], TRAIN)).isCloseTo(0.97333333, within(0.004));
    }

    @Test
    void factorVae() {
        double[] overall =
                Arrays.stream(train()).mapToDouble(MetricsOracleTest::variance).toArray();
        overall[3] = 0.001; // below the least deviation for a vote
        double[][] variances = Arrays.stream(train())
                .map(code -> Arrays.stream(code).map(Math::abs).toArray())
                .toArray(double[][]::new);
        assertThat(FactorVae.score(overall, variances, factors(0, TRAIN)[0], 400))
                .isCloseTo(0.53, within(1e-9));
    }

    private static double variance(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (values.length - 1);
    }

    @Test
    void frechet() {
        assertThat(Frechet.distance(Frechet.Moments.of(REAL), Frechet.Moments.of(GENERATED)))
                .isCloseTo(0.23866754, within(1e-6));
    }

    @Test
    void kernelDistance() {
        assertThat(KernelDistance.of(REAL, GENERATED, 40).mean()).isCloseTo(0.23595835, within(1e-6));
        assertThat(KernelDistance.of(REAL, GENERATED, 20).mean()).isCloseTo(0.23065806, within(1e-6));
    }

    @Test
    void neighbourhoods() {
        Neighbourhoods near = Neighbourhoods.of(REAL, GENERATED, 3);
        assertThat(near.precision()).isCloseTo(0.725, within(1e-9));
        assertThat(near.recall()).isCloseTo(0.925, within(1e-9));
        assertThat(near.density()).isCloseTo(0.525, within(1e-9));
        assertThat(near.coverage()).isCloseTo(0.75, within(1e-9));
    }

    @Test
    void inceptionScore() {
        float[][] probabilities = Arrays.stream(REAL)
                .map(item -> {
                    double sum = IntStream.range(0, item.length)
                            .mapToDouble(d -> item[d])
                            .sum();
                    float[] shares = new float[item.length];
                    for (int d = 0; d < shares.length; d++) {
                        shares[d] = (float) (item[d] / sum);
                    }
                    return shares;
                })
                .toArray(float[][]::new);
        assertThat(InceptionScore.of(probabilities)).isCloseTo(1.21710055, within(1e-6));
    }
}
