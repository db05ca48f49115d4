package dev.facet.metrics;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Checks the metrics of disentanglement on codes whose scores are obvious. */
class DisentanglementMetricsTest {
    private static final int ITEMS = 3000;
    private static final int[][] FACTORS = factors(1);
    private static final int[][] OTHERS = factors(2);

    private static int[][] factors(long seed) {
        Random random = new Random(seed);
        int[][] factors = new int[3][ITEMS];
        for (int i = 0; i < ITEMS; i++) {
            factors[0][i] = random.nextInt(3);
            factors[1][i] = random.nextInt(4);
            factors[2][i] = random.nextInt(5);
        }
        return factors;
    }

    /** Each code is one factor. */
    private static double[][] identity(int[][] factors) {
        return Arrays.stream(factors)
                .map(factor -> Arrays.stream(factor).asDoubleStream().toArray())
                .toArray(double[][]::new);
    }

    private static double[][] constant() {
        return new double[3][ITEMS];
    }

    /** Each code is a mixture of all factors; together they determine all of them. */
    private static double[][] rotated(int[][] factors) {
        double[][] mixture = {{0.6, 0.64, 0.48}, {-0.8, 0.48, 0.36}, {0, -0.6, 0.8}};
        double[][] codes = new double[3][ITEMS];
        for (int i = 0; i < ITEMS; i++) {
            for (int d = 0; d < 3; d++) {
                for (int k = 0; k < 3; k++) {
                    codes[d][i] += mixture[d][k] * (factors[k][i] + 1) / (k + 3.0);
                }
            }
        }
        return codes;
    }

    private static double[][] twice(double[][] codes) {
        return new double[][] {codes[0], codes[1], codes[2], codes[0], codes[1], codes[2]};
    }

    @Test
    void codesThatAreTheFactorsArePerfect() {
        double[][] codes = identity(FACTORS);
        assertThat(MutualInformationGap.of(codes, FACTORS).score()).isCloseTo(1, within(0.01));
        assertThat(Modularity.of(codes, FACTORS).score()).isCloseTo(1, within(0.001));
        assertThat(Sap.regression(codes, FACTORS).score()).isCloseTo(1, within(0.01));
        Dci dci = Dci.of(codes, FACTORS, identity(OTHERS), OTHERS);
        assertThat(dci.disentanglement()).isCloseTo(1, within(0.001));
        assertThat(dci.completeness()).isCloseTo(1, within(0.001));
        assertThat(dci.informativeness()).isEqualTo(1);
    }

    @Test
    void constantCodesTellNothing() {
        assertThat(MutualInformationGap.of(constant(), FACTORS).score()).isZero();
        assertThat(Modularity.of(constant(), FACTORS).score()).isZero();
        assertThat(Sap.regression(constant(), FACTORS).score()).isZero();
        assertThat(Explicitness.of(constant(), FACTORS, constant(), OTHERS).score())
                .isCloseTo(0.5, within(1e-9));
        Dci dci = Dci.of(constant(), FACTORS, constant(), OTHERS);
        assertThat(dci.disentanglement()).isZero();
        assertThat(dci.completeness()).isZero();
        assertThat(dci.informativeness()).isBetween(0.2, 0.35);
        assertThat(FactorVae.score(new double[3], new double[3][10], new int[10], 5))
                .isZero();
    }

    @Test
    void duplicatedCodesHaveNoGapButAreModular() {
        double[][] codes = twice(identity(FACTORS));
        assertThat(MutualInformationGap.of(codes, FACTORS).score()).isCloseTo(0, within(1e-9));
        assertThat(Sap.regression(codes, FACTORS).score()).isCloseTo(0, within(1e-9));
        assertThat(Modularity.of(codes, FACTORS).score()).isCloseTo(1, within(0.001));
    }

    @Test
    void rotatedCodesTellAllButAreEntangled() {
        double[][] codes = rotated(FACTORS);
        assertThat(MutualInformationGap.of(codes, FACTORS).score()).isLessThan(0.3);
        Dci dci = Dci.of(codes, FACTORS, rotated(OTHERS), OTHERS);
        assertThat(dci.informativeness()).isGreaterThan(0.95);
        assertThat(dci.disentanglement()).isLessThan(0.6);
    }

    @Test
    void theOrderOfCodesAndFactorsDoesNotMatter() {
        double[][] codes = rotated(FACTORS);
        double[][] turned = {codes[2], codes[0], codes[1]};
        int[][] factors = {FACTORS[1], FACTORS[2], FACTORS[0]};
        assertThat(MutualInformationGap.of(turned, factors).score())
                .isCloseTo(MutualInformationGap.of(codes, FACTORS).score(), within(1e-12));
        assertThat(Modularity.of(turned, factors).score())
                .isCloseTo(Modularity.of(codes, FACTORS).score(), within(1e-12));
        assertThat(Sap.regression(turned, factors).score())
                .isCloseTo(Sap.regression(codes, FACTORS).score(), within(1e-12));
    }

    @Test
    void sharedFactorsAreToldByTheCodeThatStaysThere() {
        Random random = new Random(5);
        int points = 900;
        double[][] distances = new double[3][points];
        int[] shared = new int[points];
        for (int i = 0; i < points; i++) {
            shared[i] = random.nextInt(3);
            for (int d = 0; d < 3; d++) {
                distances[d][i] = d == shared[i] ? 0 : 0.3 + 0.1 * random.nextDouble();
            }
        }
        assertThat(BetaVae.score(distances, shared, 600)).isEqualTo(1);
        assertThat(BetaVae.score(distances, shared, 0)).isEqualTo(1);
        assertThat(FactorVae.score(new double[] {1, 2, 3}, distances, shared, 600))
                .isEqualTo(1);
        // With identical codes two thirds of the votes are right: the first code gets those of factor 0 (a tie), the
        // last
        // those of factors 1 and 2.
        double[][] same = {distances[0], distances[0], distances[0]};
        assertThat(FactorVae.score(new double[] {1, 2, 3}, same, shared, 0)).isCloseTo(2 / 3.0, within(0.05));
    }
}
