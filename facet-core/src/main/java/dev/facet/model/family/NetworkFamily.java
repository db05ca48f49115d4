package dev.facet.model.family;

import dev.facet.codes.LatentSpec;
import dev.facet.config.Check;
import dev.facet.config.DataConfig;
import dev.facet.config.ModelConfig;
import dev.facet.data.Shape;
import dev.facet.model.Architecture;

/** A kind of networks for an InfoGAN, built for items of a given shape. {@link Families} lists all families. */
public interface NetworkFamily {
    /** The value of {@code model.family}. */
    String name();

    /**
     * The networks, without spectral normalisation.
     *
     * @throws dev.facet.config.UsageException if the family has no networks for this shape
     */
    Architecture architecture(ModelConfig config, LatentSpec latent, Shape shape);

    /** Whether the family is for sequences instead of images. */
    default boolean forSequences() {
        return false;
    }

    /** Rejects data settings that the family has no networks for. */
    default void check(DataConfig data, Check check) {}

    /** Creates a family from a name and a function. */
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

    /** The function that {@link #architecture} calls. */
    @FunctionalInterface
    interface Builder {
        Architecture architecture(ModelConfig config, LatentSpec latent, Shape shape);
    }

    /** Whether the generator can have one more layer at the full resolution ({@code model.full-resolution}). */
    default boolean hasFullResolution() {
        return false;
    }
}
