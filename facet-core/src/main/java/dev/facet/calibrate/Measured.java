package dev.facet.calibrate;

import java.util.List;

import dev.facet.codes.Calibration.Sigma;
import dev.facet.model.ModelCalibration;

/**
 * A measured calibration and its quality. The quality is measured on every second held-out item, with a calibration
 * fitted to the others.
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
     * How often two views of an item get the same category of a code, compared with Q's stated probability.
     *
     * @param agreed the share of items
     * @param statedBefore mean probability before calibration
     * @param stated mean probability with the temperature
     * @param errorBefore expected calibration error before calibration
     * @param error expected calibration error with the temperature
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
     * How often a continuous code is within one standard deviation; at least 0.683 is wanted.
     *
     * @param generatedBefore share of generated items whose true code is within Q's own standard deviation
     * @param generated the same share with the calibrated one
     * @param realBefore share of real items whose readings under two small warps differ by no more than Q's own
     *     standard deviation allows
     * @param real the same share with the calibrated one
     */
    public record Coverage(
            String code, Sigma sigma, double generatedBefore, double generated, double realBefore, double real) {}
}
