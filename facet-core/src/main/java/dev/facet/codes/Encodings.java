package dev.facet.codes;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * What Q reads from images: a distribution for each categorical code, a mean and a standard deviation for each
 * continuous code, and the distance of each image from the training data. The arrays are not copied.
 *
 * <p>If the model is calibrated ({@link #calibrated}), a probability is the chance that another view of the image gets
 * the same category, and a standard deviation is a measured error. Otherwise both are Q's raw outputs, which are mostly
 * overconfident, and there are no distances.
 *
 * @param probabilities for the categorical code at position k of {@link LatentSpec#categorical()}: {@code
 *     [k][image][category]}
 * @param means for the continuous code at position k of {@link LatentSpec#continuous()}: {@code [k][image]}; for a code
 *     of several numbers, their mean
 * @param sigmas standard deviations, {@code [k][image]}, in the units of the code
 * @param distances from the training data; null if the model is not calibrated
 */
public record Encodings(
        LatentSpec spec,
        int count,
        float[][][] probabilities,
        float[][] means,
        float[][] sigmas,
        @Nullable Distances distances) {
    /**
     * Distances of images from the training data, in the features from which Q reads its codes.
     *
     * @param values {@code [image]}; an image beyond 1 is unlike the data. At most {@link Calibration#FALSE_ALARMS} of
     *     the data itself are beyond 1.
     * @param percentiles {@code [image]}: how many of 100 held-out images of the data are nearer
     */
    public record Distances(float[] values, float[] percentiles) {
        /** Whether an image is unlike the data. */
        public boolean unlike(int image) {
            return values[image] > 1;
        }
    }

    /** The encodings of a model that is not calibrated. */
    public Encodings(LatentSpec spec, int count, float[][][] probabilities, float[][] means, float[][] sigmas) {
        this(spec, count, probabilities, means, sigmas, null);
    }

    /** Whether probabilities and standard deviations are calibrated and distances are available. */
    public boolean calibrated() {
        return distances != null;
    }

    /**
     * The distance of each image from the training data.
     *
     * @throws IllegalStateException if the model is not calibrated
     */
    public Distances measuredDistances() {
        if (distances == null) {
            throw new IllegalStateException(
                    "the model is not calibrated, so nothing tells how far images are from its data");
        }
        return distances;
    }

    /** Whether an image is known to be unlike the training data; false if the model is not calibrated. */
    public boolean unlikeData(int image) {
        return distances != null && distances.unlike(image);
    }

    /** The most probable category of each image. */
    public int[] categories(Code.Categorical code) {
        return IntStream.range(0, count).map(image -> category(code, image)).toArray();
    }

    /** The most probable category of an image; of equal ones the first. */
    public int category(Code.Categorical code, int image) {
        float[] row = probabilities(code)[image];
        int category = 0;
        for (int k = 1; k < row.length; k++) {
            category = row[k] > row[category] ? k : category;
        }
        return category;
    }

    /** One number for each image: Q's mean of a continuous code, the most probable category of a categorical one. */
    public double[] values(Code code) {
        if (code instanceof Code.Categorical categorical) {
            return Arrays.stream(categories(categorical)).asDoubleStream().toArray();
        }
        float[] means = means((Code.Continuous) code);
        return IntStream.range(0, count).mapToDouble(i -> means[i]).toArray();
    }

    /** The distribution over categories of each image, {@code [image][category]}. */
    public float[][] probabilities(Code.Categorical code) {
        return probabilities[position(spec.categorical(), code)];
    }

    /** Q's mean for each image. */
    public float[] means(Code.Continuous code) {
        return means[position(spec.continuous(), code)];
    }

    /** The standard deviation for each image. */
    public float[] sigmas(Code.Continuous code) {
        return sigmas[position(spec.continuous(), code)];
    }

    private static int position(List<? extends Code> codes, Code code) {
        int position = codes.indexOf(code);
        if (position < 0) {
            throw new IllegalArgumentException("code '" + code.name() + "' is not part of this model");
        }
        return position;
    }
}
