package dev.facet.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Gradient-boosted classification trees (Friedman 2001, algorithm 6) for DCI, which needs the importance of features
 * and the accuracy. Constants and importances are those of scikit-learn's GradientBoostingClassifier, whose result this
 * reproduces except for ties: 100 rounds, trees of depth 3 split by squared error, rate 0.1.
 *
 * <p>This is our own code because the Java libraries do not suit: Smile has an incompatible licence, and XGBoost and
 * LightGBM need native code and define importance differently.
 */
final class GradientBoosting {
    private static final int ROUNDS = 100;
    private static final int DEPTH = 3;
    private static final double RATE = 0.1;
    /** Values closer together than this are not split. */
    private static final double APART = 1e-7;

    private static final double LEAST_PURITY = 1e-12;

    private final double[] prior;
    /** {@code [round][class]}; two classes need only one tree per round. */
    private final Tree[][] trees;

    private final double[] importances;
    private final int[] labels;

    /**
     * A tree of depth {@value #DEPTH} with nodes numbered as in a heap: the children of node i are 2 i + 1 and 2 i + 2.
     *
     * @param feature by which a node splits; −1 if it does not
     * @param threshold items up to this value go to the first child
     * @param value of a leaf
     */
    private record Tree(int[] feature, double[] threshold, double[] value) {
        double of(double[][] features, int item) {
            int node = 0;
            while (feature[node] >= 0) {
                node = 2 * node + (features[feature[node]][item] <= threshold[node] ? 1 : 2);
            }
            return value[node];
        }
    }

    private GradientBoosting(int[] labels, double[] prior, Tree[][] trees, double[] importances) {
        this.labels = labels;
        this.prior = prior;
        this.trees = trees;
        this.importances = importances;
    }

    /** The share of each feature in the reduction of the squared error; all 0 if nothing was split. */
    double[] importances() {
        return importances.clone();
    }

    /**
     * Trains the trees.
     *
     * @param features {@code [feature][item]}
     * @param classes of the items, numbers from 0
     */
    static GradientBoosting train(double[][] features, int[] classes) {
        int[] labels = Arrays.stream(classes).distinct().sorted().toArray();
        int items = classes.length;
        int columns = labels.length <= 2 ? 1 : labels.length;
        int[][] order = Arrays.stream(features).map(Spearman::order).toArray(int[][]::new);
        double[][] wanted = new double[columns][items];
        for (int i = 0; i < items; i++) {
            int k = Arrays.binarySearch(labels, classes[i]);
            if (columns == 1) {
                wanted[0][i] = k;
            } else {
                wanted[k][i] = 1;
            }
        }
        double[] prior = new double[columns];
        for (int k = 0; k < columns; k++) {
            double share = Arrays.stream(wanted[k]).average().orElse(0);
            prior[k] = columns == 1 ? logOdds(share) : Math.log(share);
        }
        double[][] scores = new double[columns][items];
        for (int k = 0; k < columns; k++) {
            Arrays.fill(scores[k], prior[k]);
        }
        Tree[][] trees = new Tree[labels.length < 2 ? 0 : ROUNDS][columns];
        double[][] gains = new double[trees.length * columns][];
        for (int round = 0; round < trees.length; round++) {
            double[][] probabilities = probabilities(scores);
            int number = round;
            IntStream.range(0, columns).parallel().forEach(k -> {
                Grower grower = new Grower(features, order, wanted[k], probabilities[k], columns);
                trees[number][k] = grower.tree;
                gains[number * columns + k] = grower.split ? grower.gains : null;
                for (int i = 0; i < items; i++) {
                    scores[k][i] += RATE * grower.tree.value()[grower.nodes[i]];
                }
            });
        }
        return new GradientBoosting(labels, prior, trees, shares(gains, features.length));
    }

    /** The share of items whose class is predicted correctly. */
    double accuracy(double[][] features, int[] classes) {
        long right = IntStream.range(0, classes.length)
                .parallel()
                .filter(i -> predict(features, i) == classes[i])
                .count();
        return classes.length == 0 ? 0 : (double) right / classes.length;
    }

    private int predict(double[][] features, int item) {
        if (labels.length < 2) {
            return labels.length == 0 ? -1 : labels[0];
        }
        double[] score = prior.clone();
        for (Tree[] round : trees) {
            for (int k = 0; k < score.length; k++) {
                score[k] += RATE * round[k].of(features, item);
            }
        }
        if (score.length == 1) {
            return labels[score[0] > 0 ? 1 : 0];
        }
        int best = 0;
        for (int k = 1; k < score.length; k++) {
            best = score[k] > score[best] ? k : best;
        }
        return labels[best];
    }

    private static double logOdds(double share) {
        return share <= 0 || share >= 1 ? 0 : Math.log(share / (1 - share));
    }

    /** Probabilities {@code [class][item]} from scores. */
    private static double[][] probabilities(double[][] scores) {
        int columns = scores.length;
        double[][] probabilities = new double[columns][scores[0].length];
        for (int i = 0; i < scores[0].length; i++) {
            if (columns == 1) {
                probabilities[0][i] = 1 / (1 + Math.exp(-scores[0][i]));
                continue;
            }
            double most = Double.NEGATIVE_INFINITY;
            for (double[] score : scores) {
                most = Math.max(most, score[i]);
            }
            double sum = 0;
            for (int k = 0; k < columns; k++) {
                probabilities[k][i] = Math.exp(scores[k][i] - most);
                sum += probabilities[k][i];
            }
            for (double[] probability : probabilities) {
                probability[i] /= sum;
            }
        }
        return probabilities;
    }

    /** Sums over the trees that have splits, normalised to shares. */
    private static double[] shares(double[][] gains, int features) {
        double[] sums = new double[features];
        for (double[] gain : gains) {
            for (int d = 0; gain != null && d < features; d++) {
                sums[d] += gain[d];
            }
        }
        double total = Arrays.stream(sums).sum();
        return total > 0 ? Arrays.stream(sums).map(sum -> sum / total).toArray() : sums;
    }

    /** Grows one tree, level by level, with one pass over the items in the order of each feature per level. */
    private static final class Grower {
        private final Tree tree;
        /** The leaf of each item. */
        private final int[] nodes;
        /** Reduction of the mean squared error by the splits of each feature. */
        private final double[] gains;

        private boolean split;

        Grower(double[][] features, int[][] order, double[] wanted, double[] probabilities, int columns) {
            int size = (1 << (DEPTH + 1)) - 1;
            int items = wanted.length;
            tree = new Tree(new int[size], new double[size], new double[size]);
            Arrays.fill(tree.feature(), -1);
            nodes = new int[items];
            gains = new double[features.length];
            double[] residuals = new double[items];
            for (int i = 0; i < items; i++) {
                residuals[i] = wanted[i] - probabilities[i];
            }
            for (int level = 0; level < DEPTH; level++) {
                grow(features, order, residuals, (1 << level) - 1, 1 << level);
            }
            value(wanted, residuals, columns);
        }

        private void grow(double[][] features, int[][] order, double[] residuals, int first, int count) {
            double[] sums = new double[count];
            double[] squares = new double[count];
            int[] counts = new int[count];
            for (int i = 0; i < nodes.length; i++) {
                int at = nodes[i] - first;
                if (at >= 0) {
                    sums[at] += residuals[i];
                    squares[at] += residuals[i] * residuals[i];
                    counts[at]++;
                }
            }
            double[] best = new double[count];
            for (int d = 0; d < features.length; d++) {
                scan(features[d], d, order[d], residuals, first, sums, counts, best);
            }
            for (int at = 0; at < count; at++) {
                boolean pure = squares[at] - (counts[at] == 0 ? 0 : sums[at] * sums[at] / counts[at]) <= LEAST_PURITY;
                int node = first + at;
                if (pure) {
                    tree.feature()[node] = -1;
                }
                if (tree.feature()[node] >= 0) {
                    gains[tree.feature()[node]] += best[at] / nodes.length;
                    split = true;
                }
            }
            for (int i = 0; i < nodes.length; i++) {
                int node = nodes[i];
                if (node >= first && tree.feature()[node] >= 0) {
                    nodes[i] = 2 * node + (features[tree.feature()[node]][i] <= tree.threshold()[node] ? 1 : 2);
                }
            }
        }

        /**
         * Finds the split of each node by feature {@code d} that reduces the squared error most, and keeps it if it is
         * the best so far.
         */
        private void scan(
                double[] feature,
                int d,
                int[] order,
                double[] residuals,
                int first,
                double[] sums,
                int[] counts,
                double[] best) {
            double[] left = new double[sums.length];
            int[] lefts = new int[sums.length];
            double[] last = new double[sums.length];
            for (int i : order) {
                int at = nodes[i] - first;
                if (at < 0) {
                    continue;
                }
                double value = feature[i];
                if (lefts[at] > 0 && value > last[at] + APART) {
                    int rights = counts[at] - lefts[at];
                    double difference = left[at] / lefts[at] - (sums[at] - left[at]) / rights;
                    double gain = (double) lefts[at] * rights / counts[at] * difference * difference;
                    if (gain > best[at]) {
                        best[at] = gain;
                        tree.feature()[first + at] = d;
                        double middle = last[at] / 2 + value / 2;
                        tree.threshold()[first + at] = middle == value ? last[at] : middle;
                    }
                }
                left[at] += residuals[i];
                lefts[at]++;
                last[at] = value;
            }
        }

        /** One Newton step in each leaf. */
        private void value(double[] wanted, double[] residuals, int columns) {
            double[] numerators = new double[tree.value().length];
            double[] denominators = new double[tree.value().length];
            for (int i = 0; i < nodes.length; i++) {
                double p = wanted[i] - residuals[i];
                numerators[nodes[i]] += residuals[i];
                denominators[nodes[i]] += p * (1 - p);
            }
            double factor = columns == 1 ? 1 : (columns - 1.0) / columns;
            for (int node = 0; node < numerators.length; node++) {
                tree.value()[node] =
                        Math.abs(denominators[node]) < 1e-150 ? 0 : factor * numerators[node] / denominators[node];
            }
        }
    }
}
