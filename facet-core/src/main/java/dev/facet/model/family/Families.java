package dev.facet.model.family;

import java.util.List;
import java.util.Optional;

import dev.facet.codes.LatentSpec;
import dev.facet.config.ModelConfig;
import dev.facet.config.UsageException;
import dev.facet.data.SequenceShape;
import dev.facet.data.Shape;
import dev.facet.model.Architecture;

/** The list of all network families. To add a family, write a class and add a line here. */
public final class Families {
    private static final List<NetworkFamily> ALL = List.of(
            Dcgan.TRANSPOSED,
            Dcgan.BILINEAR,
            new InfoGanMnist(),
            InfoGanTables.SVHN,
            InfoGanTables.FACES,
            InfoGanTables.CHAIRS,
            new BookMnist(),
            Tutorials.KERAS_BLOG,
            Tutorials.LSGAN,
            Tutorials.LSGAN_AS_PUBLISHED,
            new InfoGanCrNetworks(),
            new ResidualNetworks(),
            new SequenceNetworks());

    private Families() {}

    /** The values that {@code model.family} may have. */
    public static List<String> names() {
        return ALL.stream().map(NetworkFamily::name).toList();
    }

    /** The family with a name, if there is one. */
    public static Optional<NetworkFamily> find(String name) {
        return ALL.stream().filter(family -> family.name().equals(name)).findFirst();
    }

    /**
     * The networks of an InfoGAN, as {@code config} describes them.
     *
     * @throws UsageException if the family has no networks for items of this shape
     */
    public static Architecture architecture(ModelConfig config, LatentSpec latent, Shape shape) {
        NetworkFamily family = find(config.family())
                .orElseThrow(() -> new UsageException(
                        "model.family is '" + config.family() + "'; there are " + String.join(", ", names()) + "."));
        boolean sequences = shape instanceof SequenceShape;
        if (sequences && !family.forSequences()) {
            throw new UsageException("the data is sequences, " + shape + ", and model.family is one for"
                    + " images. Add `--preset sequences` or `--set model.family=sequence`.");
        }
        if (!sequences && family.forSequences()) {
            throw new UsageException("model.family " + family.name()
                    + " takes sequences, numbers over time; the data is images, " + shape
                    + ". Use model.family dcgan, or say what the arrays are with `--set data.kind=sequences`.");
        }
        if (config.fullResolution() && !family.hasFullResolution()) {
            throw new UsageException(
                    "model.full-resolution adds a layer to the generator of dcgan-bilinear; model.family" + " is "
                            + family.name() + ". Add `--set model.full-resolution=false`.");
        }
        Architecture plain = family.architecture(config, latent, shape);
        return config.spectralNorm() ? plain.normalised() : plain;
    }
}
