package dev.facet.method;

import java.util.Optional;

import dev.facet.codes.LatentSpec;
import dev.facet.config.Check;
import dev.facet.config.OwnSettings;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.method.game.ClassCode;
import dev.facet.model.Architecture;

/**
 * What a method is called, what it wants of settings and data, and how it is made. Whoever wants to know something of a
 * method asks here; {@link Methods} lists all there are.
 */
public interface MethodType {
    /** Which labels a method learns from: those of no item, of some, or of all. */
    enum LabelUse {
        NONE,
        SOME,
        ALL
    }

    /** What {@code method} calls it in settings. */
    String name();

    /** Which labels it learns from. */
    default LabelUse labels() {
        return LabelUse.NONE;
    }

    /** Whether its first categorical code is the class of the item. */
    default boolean hasClassCode() {
        return labels() != LabelUse.NONE;
    }

    /** Whether it trains a recogniser for some codes. */
    default boolean recognises(LatentSpec latent) {
        return !latent.codes().isEmpty();
    }

    /** Whether it needs codes at all. */
    default boolean needsCodes() {
        return true;
    }

    /** Whether its continuous codes may have a size: several numbers each. */
    default boolean takesSizes() {
        return false;
    }

    /** The section of settings that it has for itself. */
    default Optional<OwnSettings.Section> section() {
        return Optional.empty();
    }

    /** Refuses settings that do not fit the method; those of its section check themselves. */
    default void check(RunConfig config, Check check) {}

    /** Refuses data, and codes, that the method cannot be trained with. */
    default void check(RunConfig config, Dataset data) {
        if (hasClassCode()) {
            ClassCode.check(config, data);
        }
        architecture(config, data.shape());
    }

    /** Its networks, for items of a shape. */
    Architecture architecture(RunConfig config, Shape shape);

    /** The method with starting weights. The data stays the caller's to close. */
    Method make(RunConfig config, Dataset data, boolean bf16);
}
