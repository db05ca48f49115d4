package dev.facet.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.facet.metrics.Clustering;
import dev.facet.metrics.Confusion;

/**
 * Figures of a trained model's codes.
 *
 * @param images number of real images that Q read
 * @param samples number of generated images that the mutual information was estimated from
 * @param usage how Q spreads the real images over the categories of each categorical code
 * @param mutualInformation between each code and the generated images
 * @param categories the categorical code that matches the true classes best; null for data without classes
 * @param factors for each continuous code the true factor it follows most closely; empty for data without known factors
 * @param within how closely the continuous codes follow each factor among images of one class; empty without factors or
 *     classes
 */
public record Evaluation(
        int images,
        int samples,
        List<CodeUsage> usage,
        List<CodeInformation> mutualInformation,
        @Nullable Categories categories,
        List<FactorMatch> factors,
        List<WithinClasses> within) {
    public Evaluation {
        usage = List.copyOf(usage);
        mutualInformation = List.copyOf(mutualInformation);
        factors = List.copyOf(factors);
        within = List.copyOf(within);
    }

    /**
     * Usage of a categorical code on real images.
     *
     * @param shares of the images by category, summing to 1
     * @param entropy of the shares in nats
     * @param maxEntropy log of the number of categories in use
     * @param prior how often each category is drawn, summing to 1; 0 for one that is not in use
     */
    public record CodeUsage(String code, double[] shares, double entropy, double maxEntropy, double[] prior) {
        /** Whether training has learned how often each category is drawn. */
        public boolean hasLearned() {
            return Arrays.stream(prior).anyMatch(share -> share != prior[0]);
        }
    }

    /**
     * The variational lower bound on I(c; G(z, c)) (InfoGAN, equation 4).
     *
     * @param nats estimate of the bound
     * @param maxNats upper limit of the bound: H(c) for a categorical code; for a continuous one, whose mutual
     *     information has no limit, the value for a Q that is always right with its smallest standard deviation
     */
    public record CodeInformation(String code, double nats, double maxNats) {}

    /**
     * Agreement of categories with true classes.
     *
     * @param classNames by class
     * @param clustering matching of the fit set; all other figures are those of the score set
     * @param confusion of the score set
     */
    public record Categories(String code, List<String> classNames, Clustering clustering, Confusion confusion) {
        /** The share of the score set's images that are of each class. */
        public double[] classShares() {
            long[][] counts = confusion.counts();
            double[] shares = new double[classNames.size()];
            double all = 0;
            for (long[] row : counts) {
                for (int k = 0; k < row.length; k++) {
                    shares[k] += row[k];
                    all += row[k];
                }
            }
            for (int k = 0; k < shares.length; k++) {
                shares[k] /= Math.max(1, all);
            }
            return shares;
        }
    }

    /** Spearman's rank correlation of Q's mean of a code with a true factor, over real images. */
    public record FactorMatch(String code, String factor, double spearman) {}

    /**
     * How closely Q's means follow a factor among the images of each class separately.
     *
     * @param measure {@code spearman}, from −1 to 1, or {@code circular} for a periodic factor, from 0 to 1
     * @param codes the continuous codes
     * @param strength of code j in class k: {@code strength[j][k]}, for classes with at least three images
     */
    public record WithinClasses(String factor, String measure, List<String> codes, double[][] strength) {
        /** A code follows a factor if the absolute strength is at least this. */
        public static final double FOLLOWS = 0.7;

        public WithinClasses {
            codes = List.copyOf(codes);
        }

        /** The number of classes with a measured strength. */
        public int classes() {
            return strength[0].length;
        }

        /** In how many classes code j follows the factor, rising or falling. */
        public int followed(int j) {
            return (int) Arrays.stream(strength[j])
                    .filter(value -> Math.abs(value) >= FOLLOWS)
                    .count();
        }

        /** In how many classes at least one code follows the factor. */
        public int followed() {
            return (int) IntStream.range(0, classes())
                    .filter(k -> Arrays.stream(strength).anyMatch(code -> Math.abs(code[k]) >= FOLLOWS))
                    .count();
        }

        /**
         * Mean strength of code j over the classes. It is small if the code rises with the factor in some classes and
         * falls in others.
         */
        public double mean(int j) {
            return Arrays.stream(strength[j]).average().orElse(0);
        }
    }
}
