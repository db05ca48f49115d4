package dev.facet.method;

import dev.facet.config.Check;
import dev.facet.config.OwnSettings;
import dev.facet.config.OwnSettings.Section;

/**
 * Weights of the encoder's errors in ClusterGAN (Mukherjee, Asnani, Lin, Kannan 2019).
 *
 * @param categories weight of the cross-entropy of categories, the paper's β_c
 * @param values weight of the mean squared error of other codes, the paper's β_n
 */
public record ClusterGanConfig(double categories, double values) implements OwnSettings {
    static final Section SECTION = new Section("clustergan", ClusterGanConfig.class, """
            # For method clustergan (Mukherjee et al. 2019): weights of the encoder's errors in its own and the
            # generator's loss.
            clustergan:
              categories: 10                      # cross-entropy of categories
              values: 10                          # mean squared error of other codes
            """);

    @Override
    public void check(Check check) {
        check.number("categories", categories, 0, 1000);
        check.number("values", values, 0, 1000);
    }
}
