package dev.facet.method;

import dev.facet.config.Check;
import dev.facet.config.OwnSettings;
import dev.facet.config.OwnSettings.Section;

/**
 * How a semi-supervised InfoGAN uses labels.
 *
 * @param perClass labelled images to use per class; all of them in a class that has fewer
 * @param weight weight of the labelled images' cross-entropy in D's loss
 */
public record SsInfoGanConfig(int perClass, double weight) implements OwnSettings {
    static final Section SECTION = new Section("ssinfogan", SsInfoGanConfig.class, """
            # For method ssinfogan.
            ssinfogan:
              per-class: 10                       # images of each class whose labels are used
              weight: 1                           # weight of their cross-entropy in the discriminator's loss
            """);

    @Override
    public void check(Check check) {
        check.whole("per-class", perClass, 1, 1_000_000);
        check.number("weight", weight, 0, 1000);
    }
}
