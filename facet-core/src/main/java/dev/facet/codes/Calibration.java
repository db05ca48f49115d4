package dev.facet.codes;

import java.util.Map;

/**
 * How far what Q says of itself can be believed, as it was measured without labels. Q's probabilities and standard
 * deviations are learned on generated images, and are too sure of real ones; this brings them to what was found on
 * items that were kept apart.
 *
 * @param temperatures by the name of a categorical code: what its logits are divided by, 1 or more
 * @param sigmas by the name of a continuous code: what its standard deviations become
 * @param basis what it was measured on
 */
public record Calibration(Map<String, Double> temperatures, Map<String, Sigma> sigmas, Basis basis) {
    /**
     * The share of items of the data that are taken for unlike the data, at most. It holds for items that come about
     * as those that were kept apart did (a conformal threshold).
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
     * What becomes of the standard deviations of a continuous code: {@code max(floor, factor · sigma)}.
     *
     * @param factor with which 68.3 % of generated images have their true code within one standard deviation
     * @param floor how much the reading of one real item scatters from one small warp to another
     */
    public record Sigma(double factor, double floor) {
        public Sigma {
            if (!(factor > 0) || !(floor >= 0) || Double.isInfinite(factor) || Double.isInfinite(floor)) {
                throw new IllegalArgumentException(
                        "a standard deviation is multiplied by " + factor + " and is at least " + floor
                                + "; both must be finite, the first positive, the second 0 or more");
            }
        }

        /** What is reported where Q says {@code sigma}. */
        public float of(double sigma) {
            return (float) Math.max(floor, factor * sigma);
        }
    }

    /**
     * What a calibration was measured on.
     *
     * @param step of the training
     * @param known items of the training data that tell what the data is like
     * @param heldOut items kept apart from those
     * @param unseen whether these were kept from training, too; else they are a share of what was trained on, since
     *     the data has no test part
     */
    public record Basis(long step, int known, int heldOut, boolean unseen) {}

    /** The temperature of a code; 1 where none was measured. */
    public double temperature(Code.Categorical code) {
        return temperatures.getOrDefault(code.name(), 1.0);
    }

    /** What becomes of the standard deviations of a code. */
    public Sigma sigma(Code.Continuous code) {
        return sigmas.getOrDefault(code.name(), new Sigma(1, 0));
    }

    /** Whether it was measured for these codes, and no others. */
    public boolean fits(LatentSpec latent) {
        return latent.categorical().stream().allMatch(code -> temperatures.containsKey(code.name()))
                && latent.continuous().stream().allMatch(code -> sigmas.containsKey(code.name()))
                && latent.codes().size() == temperatures.size() + sigmas.size();
    }
}
