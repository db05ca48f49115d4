package dev.facet.model.family;

import dev.facet.codes.LatentSpec;
import dev.facet.config.Check;
import dev.facet.config.DataConfig;
import dev.facet.config.ModelConfig;
import dev.facet.data.Shape;
import dev.facet.model.Architecture;

/** A way to build the networks of an InfoGAN for items of a shape. {@link Families} lists all there are. */
public interface NetworkFamily {
    /** What {@code model.family} calls it. */
    String name();

    /**
     * The networks, without spectral normalisation.
     *
     * @throws dev.facet.config.UsageException if the family has none for that shape
     */
    Architecture architecture(ModelConfig config, LatentSpec latent, Shape shape);

    /** Whether it is for sequences, and not for images. */
    default boolean forSequences() {
        return false;
    }

    /** Refuses settings of the data that the family has no networks for. */
    default void check(DataConfig data, Check check) {}

    /** A family that is a name and a function. */
    static NetworkFamily of(String name, Builder builder) {
        return new NetworkFamily() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Architecture architecture(ModelConfig config, LatentSpec latent, Shape shape) {
                return builder.architecture(config, latent, shape);
            }
        };
    }

    /** What {@link #architecture} does. */
    @FunctionalInterface
    interface Builder {
        Architecture architecture(ModelConfig config, LatentSpec latent, Shape shape);
    }
}
