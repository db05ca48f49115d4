package dev.facet.evaluate;

import java.util.Arrays;

import dev.facet.codes.Code;
import dev.facet.codes.Encodings;

/** What Q reads, as one number per image and code. */
final class CodeReadings {
    private CodeReadings() {}

    /** Q's mean of a continuous code; of a categorical one the number of the most likely category. */
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
