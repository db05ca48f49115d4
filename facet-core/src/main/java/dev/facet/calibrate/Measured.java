package dev.facet.calibrate;

import java.util.List;

import dev.facet.codes.Calibration.Sigma;
import dev.facet.model.ModelCalibration;

/**
 * What was measured of a model, and how well it does: the figures of how well are of every second held-out item, by
 * what was measured on the others.
 *
 * @param agreements of the categorical codes
 * @param coverages of the continuous codes
 */
public record Measured(ModelCalibration calibration, List<Agreement> agreements, List<Coverage> coverages) {
    public Measured {
        agreements = List.copyOf(agreements);
        coverages = List.copyOf(coverages);
    }

    /**
     * How often two views of an item get the same category of a code, and what Q says of that.
     *
     * @param agreed the share of items
     * @param statedBefore the mean probability that Q states
     * @param stated the same with the temperature
     * @param errorBefore the expected calibration error of what Q states
     * @param error the same with the temperature
     */
    public record Agreement(
            String code,
            double temperature,
            double agreed,
            double statedBefore,
            double stated,
            double errorBefore,
            double error) {}

    /**
     * How often a continuous code is within one standard deviation, where 0.683 is wanted at least.
     *
     * @param generatedBefore the share of generated items whose true code is within what Q says
     * @param generated the same with what is reported
     * @param realBefore the share of real items that two small warps do not move further than what Q says lets expect
     * @param real the same with what is reported
     */
    public record Coverage(
            String code, Sigma sigma, double generatedBefore, double generated, double realBefore, double real) {}
}
