package dev.facet.codes;

import java.util.List;

/**
 * What Q says about some images: for each categorical code a distribution, for each continuous code a mean and a standard
 * deviation. The arrays are not copied.
 *
 * @param probabilities for the categorical code at position k of {@link LatentSpec#categorical()}: {@code [k][image][category]}
 * @param means for the continuous code at position k of {@link LatentSpec#continuous()}: {@code [k][image]}; of a code of several
 *     numbers, their mean
 * @param sigmas likewise, in the units of the code
 */
public record Encodings(LatentSpec spec, int count, float[][][] probabilities, float[][] means, float[][] sigmas) {
    /** The most probable category of each image. */
    public int[] categories(Code.Categorical code) {
        float[][] rows = probabilities[position(spec.categorical(), code)];
        int[] categories = new int[count];
        for (int i = 0; i < count; i++) {
            for (int k = 1; k < code.size(); k++) {
                if (rows[i][k] > rows[i][categories[i]]) {
                    categories[i] = k;
                }
            }
        }
        return categories;
    }

    /** The distribution over categories of each image, {@code [image][category]}. */
    public float[][] probabilities(Code.Categorical code) {
        return probabilities[position(spec.categorical(), code)];
    }

    /** Q's mean for each image. */
    public float[] means(Code.Continuous code) {
        return means[position(spec.continuous(), code)];
    }

    /** Q's standard deviation for each image. */
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
