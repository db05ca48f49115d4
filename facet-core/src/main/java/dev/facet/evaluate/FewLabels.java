package dev.facet.evaluate;

import java.util.Optional;

import dev.facet.codes.Code;
import dev.facet.codes.Encodings;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Items;
import dev.facet.data.Labels;
import dev.facet.metrics.Clustering;
import dev.facet.metrics.Confusion;
import dev.facet.model.Model;

/**
 * Names categories by a few labelled images. The order in which InfoGAN finds categories is arbitrary, and a few labels
 * are enough to identify them. Each category is matched with one class so that the labels agree as often as possible.
 *
 * @param code the categorical code that agrees best with the labels
 * @param match the class of each category, or −1
 * @param labels number of labels used
 * @param agreeing number of labels that equal the class matched with their image's category
 */
public record FewLabels(Code.Categorical code, int[] match, int labels, int agreeing) {
    /**
     * Uses {@code perClass} images of each class, drawn at random, or all of a class that has fewer.
     *
     * @throws UsageException if the model has no categorical code, or the data no labels
     */
    public static FewLabels of(Model model, Dataset data, int perClass, long seed) {
        if (model.latent().categorical().isEmpty()) {
            throw new UsageException("the model has no categorical code that labels could name.");
        }
        Labels labels = data.labels()
                .orElseThrow(() -> new UsageException(data.name()
                        + " has no labels to name categories by; name them by hand, such as"
                        + " `facet name RUN digit:3=seven`."));
        int[] chosen = labels.some(perClass, seed);
        int[] classes = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            classes[i] = labels.values()[chosen[i]];
        }
        Encodings encodings = model.encode(Items.of(data, chosen));
        Optional<FewLabels> best = Optional.empty();
        for (Code.Categorical code : model.latent().categorical()) {
            Confusion confusion = Confusion.of(
                    encodings.categories(code),
                    code.size(),
                    classes,
                    labels.names().size());
            int[] match = Clustering.match(confusion);
            int agreeing = 0;
            for (int category = 0; category < match.length; category++) {
                agreeing += match[category] < 0 ? 0 : (int) confusion.counts()[category][match[category]];
            }
            if (best.isEmpty() || agreeing > best.get().agreeing()) {
                best = Optional.of(new FewLabels(code, match, chosen.length, agreeing));
            }
        }
        return best.orElseThrow();
    }
}
