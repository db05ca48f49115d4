package dev.facet.evaluate;

import java.util.Arrays;

import dev.facet.codes.Code;
import dev.facet.codes.Encodings;

/** Q's reading as one number per image and code. */
final class CodeReadings {
    private CodeReadings() {}

    /** Q's mean of a continuous code, or the index of the most probable category of a categorical one. */
    static double[] of(Encodings encodings, Code code) {
        if (code instanceof Code.Categorical categorical) {
            return Arrays.stream(encodings.categories(categorical))
                    .asDoubleStream()
                    .toArray();
        }
        float[] means = encodings.means((Code.Continuous) code);
        double[] values = new double[means.length];
        for (int i = 0; i < means.length; i++) {
            values[i] = means[i];
        }
        return values;
    }
}
