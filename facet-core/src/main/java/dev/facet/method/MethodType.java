package dev.facet.method;

import java.util.List;
import java.util.Optional;

import dev.facet.codes.LatentSpec;
import dev.facet.config.Check;
import dev.facet.config.InfoGanConfig;
import dev.facet.config.OwnSettings;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Labels;
import dev.facet.data.Shape;
import dev.facet.method.game.ClassCode;
import dev.facet.model.Architecture;

/**
 * Describes a method and creates it: its name, what it requires of settings and data, and its networks. All questions
 * about a kind of method are answered here. {@link Methods} lists all types.
 */
public interface MethodType {
    /** Which labels a method learns from: none, those of some items, or those of all items. */
    enum LabelUse {
        NONE,
        SOME,
        ALL
    }

    /** The value of the setting {@code method}. */
    String name();

    /** Which labels the method learns from. */
    default LabelUse labels() {
        return LabelUse.NONE;
    }

    /** Whether the first categorical code is the class of the item. */
    default boolean hasClassCode() {
        return labels() != LabelUse.NONE;
    }

    /** The names of the classes, if the first categorical code is the class. */
    default List<String> classes(RunConfig config, Dataset data) {
        return data.labels().map(Labels::names).orElse(List.of());
    }

    /** Whether the method trains a recogniser, given these codes. */
    default boolean recognises(LatentSpec latent) {
        return !latent.codes().isEmpty();
    }

    /** Whether the method requires at least one code. */
    default boolean needsCodes() {
        return true;
    }

    /** Whether the shares of categories may be learned. */
    default boolean learnsPriors() {
        return false;
    }

    /** Whether a continuous code may have several values, as in {@code z:normal(0.5)x50}. */
    default boolean takesSizes() {
        return false;
    }

    /** Whether its recogniser learns the standard deviations of continuous codes. If not, they are 1. */
    default boolean learnsSigma(RunConfig config) {
        return config.infogan().sigma() == InfoGanConfig.Sigma.LEARNED;
    }

    /** The settings that only this method has, if any. */
    default Optional<OwnSettings.Section> section() {
        return Optional.empty();
    }

    /** Rejects settings that do not fit the method. The method's own section checks itself. */
    default void check(RunConfig config, Check check) {}

    /** Rejects data and codes that the method cannot be trained with. */
    default void check(RunConfig config, Dataset data) {
        if (hasClassCode()) {
            ClassCode.check(config, data);
        }
        architecture(config, data.shape());
    }

    /**
     * The rows of the smallest batch that a step has beside its batch of items; each of several processes must get some
     * of it. Without such a batch, the largest number.
     */
    default int leastRows(RunConfig config, Dataset data) {
        return Integer.MAX_VALUE;
    }

    /** The architecture of the networks for items of a shape. */
    Architecture architecture(RunConfig config, Shape shape);

    /** Creates the method with starting weights. The caller still owns the data and closes it. */
    Method make(RunConfig config, Dataset data, boolean bf16);
}
