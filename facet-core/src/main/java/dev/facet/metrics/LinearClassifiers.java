package dev.facet.metrics;

import java.util.Arrays;
import java.util.stream.IntStream;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;

/**
 * Linear one-against-rest classifiers of LIBLINEAR (Fan et al. 2008), with the constants that scikit-learn's LinearSVC
 * and LogisticRegression had when the metrics were defined: the intercept is regularised like a weight. Thread-safe.
 */
final class LinearClassifiers {
    private static final double TOLERANCE = 1e-4;
    private static final double INTERCEPT = 1;

    static {
        de.bwaldvogel.liblinear.Linear.disableDebugOutput();
    }

    private final Model model;

    private LinearClassifiers(Model model) {
        this.model = model;
    }

    /**
     * Logistic regression with an L2 penalty.
     *
     * @param features {@code [feature][item]}
     * @param classes of the items, numbers from 0
     * @param c inverse strength of the penalty; 1 is scikit-learn's default
     */
    static LinearClassifiers logistic(double[][] features, int[] classes, double c) {
        return train(features, classes, new Parameter(SolverType.L2R_LR, c, TOLERANCE));
    }

    /** A support vector machine with squared hinge loss and balanced class weights. */
    static LinearClassifiers balancedSvm(double[][] features, int[] classes, double c) {
        Parameter parameter = new Parameter(SolverType.L2R_L2LOSS_SVC, c, TOLERANCE);
        int size = Discrete.size(classes);
        double[] counts = new double[size];
        for (int k : classes) {
            counts[k]++;
        }
        int[] present = IntStream.range(0, size).filter(k -> counts[k] > 0).toArray();
        parameter.setWeights(
                Arrays.stream(present)
                        .mapToDouble(k -> classes.length / (present.length * counts[k]))
                        .toArray(),
                present);
        return train(features, classes, parameter);
    }

    /** The predicted class of each item. */
    int[] predict(double[][] features) {
        return Arrays.stream(nodes(features))
                .mapToInt(item -> (int) de.bwaldvogel.liblinear.Linear.predict(model, item))
                .toArray();
    }

    /** The decision value of class {@code k} for each item; all 0 for a class that was not in the training data. */
    double[] decisions(double[][] features, int k) {
        int[] labels = model.getLabels();
        int at = -1;
        for (int i = 0; i < labels.length; i++) {
            at = labels[i] == k ? i : at;
        }
        int column = at;
        double[] decisions = new double[labels.length];
        return Arrays.stream(nodes(features))
                .mapToDouble(item -> {
                    if (column < 0) {
                        return 0;
                    }
                    de.bwaldvogel.liblinear.Linear.predictValues(model, item, decisions);
                    // Two classes have one classifier, that of the first class.
                    return labels.length > 2 ? decisions[column] : column == 0 ? decisions[0] : -decisions[0];
                })
                .toArray();
    }

    /** The share of items whose class is predicted correctly. */
    double accuracy(double[][] features, int[] classes) {
        int[] found = predict(features);
        int right = 0;
        for (int i = 0; i < found.length; i++) {
            right += found[i] == classes[i] ? 1 : 0;
        }
        return found.length == 0 ? 0 : (double) right / found.length;
    }

    private static LinearClassifiers train(double[][] features, int[] classes, Parameter parameter) {
        Problem problem = new Problem();
        problem.l = classes.length;
        problem.n = features.length + 1;
        problem.bias = INTERCEPT;
        problem.x = nodes(features);
        problem.y = Arrays.stream(classes).asDoubleStream().toArray();
        return new LinearClassifiers(de.bwaldvogel.liblinear.Linear.train(problem, parameter));
    }

    /** One row per item, with the intercept last. */
    private static Feature[][] nodes(double[][] features) {
        Feature[][] nodes = new Feature[features.length == 0 ? 0 : features[0].length][features.length + 1];
        for (int i = 0; i < nodes.length; i++) {
            for (int d = 0; d < features.length; d++) {
                nodes[i][d] = new FeatureNode(d + 1, features[d][i]);
            }
            nodes[i][features.length] = new FeatureNode(features.length + 1, INTERCEPT);
        }
        return nodes;
    }
}
