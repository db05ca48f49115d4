package dev.facet.codes;

import java.util.Map;

/**
 * Calibration of Q's outputs, measured without labels. Q learns its probabilities and standard deviations on generated
 * images and is overconfident on real ones. The calibration corrects both by what was measured on held-out items.
 *
 * @param temperatures by the name of a categorical code: the divisor of its logits, at least 1
 * @param sigmas by the name of a continuous code: the correction of its standard deviations
 * @param basis the data it was measured on
 */
public record Calibration(Map<String, Double> temperatures, Map<String, Sigma> sigmas, Basis basis) {
    /**
     * The largest share of in-distribution items that is reported as unlike the data (a conformal threshold). It holds
     * for items drawn like the held-out ones.
     */
    public static final double FALSE_ALARMS = 0.01;

    public Calibration {
        temperatures = Map.copyOf(temperatures);
        sigmas = Map.copyOf(sigmas);
        temperatures.forEach((code, temperature) -> {
            if (!(temperature >= 1) || Double.isInfinite(temperature)) {
                throw new IllegalArgumentException(
                        "the temperature of code '" + code + "' is " + temperature + "; it must be 1 or more");
            }
        });
    }

    /**
     * Corrects the standard deviation of a continuous code: {@code max(floor, factor · sigma)}.
     *
     * @param factor chosen so that 68.3 % of generated images have their true code within one standard deviation
     * @param floor the spread of the reading of one real item under small warps, in the units of the code
     */
    public record Sigma(double factor, double floor) {
        public Sigma {
            if (!(factor > 0) || !(floor >= 0) || Double.isInfinite(factor) || Double.isInfinite(floor)) {
                throw new IllegalArgumentException(
                        "a standard deviation is multiplied by " + factor + " and is at least " + floor
                                + "; both must be finite, the first positive, the second 0 or more");
            }
        }

        /** The corrected value of Q's standard deviation {@code sigma}. */
        public float of(double sigma) {
            return (float) Math.max(floor, factor * sigma);
        }
    }

    /**
     * The data a calibration was measured on.
     *
     * @param step the training step of the model
     * @param known how many items of the training data the distances refer to
     * @param heldOut how many items were held out from those
     * @param unseen whether the held-out items were not trained on either; otherwise they are a share of the training
     *     data, because the data has no test part
     */
    public record Basis(long step, int known, int heldOut, boolean unseen) {}

    /** The temperature of a code; 1 where none was measured. */
    public double temperature(Code.Categorical code) {
        return temperatures.getOrDefault(code.name(), 1.0);
    }

    /** The correction of a code's standard deviations; the identity where none was measured. */
    public Sigma sigma(Code.Continuous code) {
        return sigmas.getOrDefault(code.name(), new Sigma(1, 0));
    }

    /** Whether it was measured for exactly these codes. */
    public boolean fits(LatentSpec latent) {
        return latent.categorical().stream().allMatch(code -> temperatures.containsKey(code.name()))
                && latent.continuous().stream().allMatch(code -> sigmas.containsKey(code.name()))
                && latent.codes().size() == temperatures.size() + sigmas.size();
    }
}
