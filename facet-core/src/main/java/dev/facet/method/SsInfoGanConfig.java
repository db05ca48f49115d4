package dev.facet.method;

import java.util.List;

import dev.facet.config.Check;
import dev.facet.config.OwnSettings;
import dev.facet.config.OwnSettings.Section;

/**
 * How a semi-supervised InfoGAN uses labels.
 *
 * @param labels a table with the columns image and label, for images whose labels are used; if empty, some of the
 *     data's own labels are
 * @param perClass labelled images to use per class; all of them in a class that has fewer
 * @param weight weight of the labelled images' cross-entropy in D's loss
 */
public record SsInfoGanConfig(String labels, int perClass, double weight) implements OwnSettings {
    static final Section SECTION = new Section("ssinfogan", SsInfoGanConfig.class, """
            # For method ssinfogan.
            ssinfogan:
              labels: ""                          # table with columns image and label; else the data's own labels
              per-class: 10                       # images of each class whose labels are used
              weight: 1                           # weight of their cross-entropy in the discriminator's loss
            """);

    @Override
    public List<String> files() {
        return labels.isEmpty() ? List.of() : List.of(labels);
    }

    @Override
    public void check(Check check) {
        check.whole("per-class", perClass, 1, 1_000_000);
        check.number("weight", weight, 0, 1000);
    }
}
