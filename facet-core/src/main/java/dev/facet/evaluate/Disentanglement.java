package dev.facet.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.Encodings;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.metrics.BetaVae;
import dev.facet.metrics.Dci;
import dev.facet.metrics.Explicitness;
import dev.facet.metrics.FactorVae;
import dev.facet.metrics.Modularity;
import dev.facet.metrics.MutualInformationGap;
import dev.facet.metrics.Sap;
import dev.facet.metrics.Slices;
import dev.facet.metrics.Variance;
import dev.facet.model.Model;

/**
 * The disentanglement metrics of Q's readings of real images with known factors, with the sample sizes of
 * disentanglement_lib (Locatello et al. 2019): 10,000 training and 5,000 test images, or two thirds and one third if
 * there are fewer. {@code docs/metrics.md} has the definitions and what they compare with.
 *
 * <p>The value of a continuous code is Q's mean; that of a categorical code is the index of the most probable category.
 * The pairs and groups of BetaVAE and FactorVAE, which share a factor, are drawn from the same images.
 *
 * @param codes names of the codes
 * @param factors names of the factors, without those that do not vary
 * @param train number of training images
 * @param test number of test images
 */
public record Disentanglement(
        List<String> codes,
        List<String> factors,
        int train,
        int test,
        double betaVae,
        double factorVae,
        MutualInformationGap mig,
        Sap sapRegression,
        Sap sapClassification,
        Dci dci,
        Modularity modularity,
        Explicitness explicitness) {
    private static final int TRAIN = 10_000;
    private static final int TEST = 5_000;
    private static final int GROUP = 64;
    private static final int LEAST_IMAGES = 300;
    /** A factor with more values than this is divided into so many bins of equal width. */
    private static final int MOST_VALUES = 100;

    private static final int BINS = 20;

    /**
     * Measures a model.
     *
     * @param readings of all images of {@code data}
     * @param factors of these images
     * @param seed from which images, pairs and groups are drawn
     * @throws UsageException if there is nothing to measure
     */
    public static Disentanglement of(Model model, Encodings readings, Dataset data, Factors factors, long seed) {
        obstacle(model, data, Optional.of(factors)).ifPresent(reason -> {
            throw new UsageException(reason);
        });
        List<Integer> varied = varied(factors);
        int count = Math.min(TRAIN + TEST, data.size());
        int train = count * TRAIN / (TRAIN + TEST);
        int[] images = images(data.size(), count, seed);
        int[][] known =
                varied.stream().map(k -> levels(factors.values()[k], images)).toArray(int[][]::new);
        double[][] codes = codes(readings, images);
        double[][] trainCodes = Slices.of(codes, 0, train);
        double[][] testCodes = Slices.of(codes, train, count);
        int[][] trainFactors = Slices.of(known, 0, train);
        int[][] testFactors = Slices.of(known, train, count);
        ImageGroups groups = new ImageGroups(codes, known, seed);
        return new Disentanglement(
                model.latent().codes().stream().map(Code::name).toList(),
                varied.stream().map(factors.names()::get).toList(),
                train,
                count - train,
                groups.betaVae(),
                groups.factorVae(),
                MutualInformationGap.of(trainCodes, trainFactors),
                Sap.regression(trainCodes, trainFactors),
                Sap.classification(trainCodes, trainFactors, testCodes, testFactors),
                Dci.of(trainCodes, trainFactors, testCodes, testFactors),
                Modularity.of(trainCodes, trainFactors),
                Explicitness.of(trainCodes, trainFactors, testCodes, testFactors));
    }

    /** Why there is nothing to measure; empty if there is something. */
    public static Optional<String> obstacle(Model model, Dataset data, Optional<Factors> factors) {
        if (model.latent().codes().isEmpty() || !model.recognises()) {
            return Optional.of("this run has no recogniser of codes, so disentanglement cannot be measured.");
        }
        if (factors.isEmpty()) {
            return Optional.of(data.name()
                    + " has no known factors to measure disentanglement by; sprites and strokes have some,"
                    + " a folder may have a factors.csv, and --moments measures some in grey figures.");
        }
        int varied = varied(factors.get()).size();
        return varied >= 2 && data.size() >= LEAST_IMAGES
                ? Optional.empty()
                : Optional.of("disentanglement needs at least " + LEAST_IMAGES
                        + " images with at least 2 factors that vary; " + data.name() + " has " + data.size() + " and "
                        + varied + ".");
    }

    private static List<Integer> varied(Factors factors) {
        return IntStream.range(0, factors.names().size())
                .filter(k ->
                        Arrays.stream(factors.values()[k]).distinct().limit(2).count() > 1)
                .boxed()
                .toList();
    }

    private static int[] images(int size, int count, long seed) {
        return Arrays.copyOf(new Draws(Draws.seed(seed, "disentanglement"), 0).permutation(size), count);
    }

    /** The values of some images, numbered from 0 in ascending order. */
    private static int[] levels(double[] values, int[] images) {
        double[] distinct = Arrays.stream(values).distinct().sorted().toArray();
        double least = distinct[0];
        double width = (distinct[distinct.length - 1] - least) / BINS;
        return Arrays.stream(images)
                .map(i -> distinct.length <= MOST_VALUES
                        ? Arrays.binarySearch(distinct, values[i])
                        : (int) Math.min(BINS - 1, (values[i] - least) / width))
                .toArray();
    }

    /** What was read of some images, {@code [code][image]}. */
    private static double[][] codes(Encodings readings, int[] images) {
        return readings.spec().codes().stream()
                .map(code -> {
                    double[] all = readings.values(code);
                    return Arrays.stream(images).mapToDouble(i -> all[i]).toArray();
                })
                .toArray(double[][]::new);
    }

    /** Draws pairs and groups of images that share a factor. */
    private static final class ImageGroups {
        private final double[][] codes;
        private final int[][] factors;
        private final long seed;
        /** For each factor and value, the images that have it. */
        private final List<List<int[]>> having = new ArrayList<>();

        ImageGroups(double[][] codes, int[][] factors, long seed) {
            this.codes = codes;
            this.factors = factors;
            this.seed = seed;
            for (int[] factor : factors) {
                int most = Arrays.stream(factor).max().orElse(0);
                List<int[]> images = new ArrayList<>();
                for (int value = 0; value <= most; value++) {
                    int wanted = value;
                    images.add(IntStream.range(0, factor.length)
                            .filter(i -> factor[i] == wanted)
                            .toArray());
                }
                having.add(images);
            }
        }

        double betaVae() {
            int points = TRAIN + TEST;
            double[][] distances = new double[codes.length][points];
            int[] shared = new int[points];
            Draws draws = new Draws(Draws.seed(seed, "pairs"), 0);
            for (int point = 0; point < points; point++) {
                int k = draws.nextInt(factors.length);
                shared[point] = k;
                for (int pair = 0; pair < GROUP; pair++) {
                    int one = draws.nextInt(factors[k].length);
                    int[] alike = having.get(k).get(factors[k][one]);
                    int other = alike[draws.nextInt(alike.length)];
                    for (int d = 0; d < codes.length; d++) {
                        distances[d][point] += Math.abs(codes[d][one] - codes[d][other]) / GROUP;
                    }
                }
            }
            return BetaVae.score(distances, shared, TRAIN);
        }

        double factorVae() {
            int votes = TRAIN + TEST;
            double[][] variances = new double[codes.length][votes];
            int[] shared = new int[votes];
            Draws draws = new Draws(Draws.seed(seed, "groups"), 0);
            int[] group = new int[GROUP];
            for (int vote = 0; vote < votes; vote++) {
                int k = draws.nextInt(factors.length);
                shared[vote] = k;
                int[] alike = having.get(k).get(factors[k][draws.nextInt(factors[k].length)]);
                for (int i = 0; i < GROUP; i++) {
                    group[i] = alike[draws.nextInt(alike.length)];
                }
                for (int d = 0; d < codes.length; d++) {
                    double[] code = codes[d];
                    variances[d][vote] = Variance.unbiased(
                            Arrays.stream(group).mapToDouble(i -> code[i]).toArray());
                }
            }
            double[] overall =
                    Arrays.stream(codes).mapToDouble(Variance::unbiased).toArray();
            return FactorVae.score(overall, variances, shared, TRAIN);
        }
    }
}
