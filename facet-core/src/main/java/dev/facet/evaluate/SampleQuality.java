package dev.facet.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

import dev.facet.codes.Draws;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Items;
import dev.facet.data.cache.UserCache;
import dev.facet.evaluate.FeatureNetwork.Features;
import dev.facet.format.FormatException;
import dev.facet.format.Safetensors;
import dev.facet.format.Safetensors.Dtype;
import dev.facet.format.Safetensors.Entry;
import dev.facet.metrics.Frechet;
import dev.facet.metrics.InceptionScore;
import dev.facet.metrics.KernelDistance;
import dev.facet.metrics.Neighbourhoods;
import dev.facet.model.Model;

/**
 * How similar generated items are to real ones, by the features of a network. Figures compare only for the same network
 * and number of items.
 *
 * @param network name of the feature network
 * @param reference name of the real items
 * @param fingerprint of the real items
 * @param count number of real items, and of generated ones
 * @param width number of features
 * @param frechet Fréchet distance of the two sets, assumed to be normally distributed
 * @param kernel kernel distance, in blocks of 1,000
 * @param neighbourhoods of the first {@code neighbourhoodCount} items of each set
 * @param neighbourhoodCount number of items of each set
 * @param inceptionScore of the generated items, if the network is a classifier
 */
public record SampleQuality(
        String network,
        String reference,
        String fingerprint,
        int count,
        int width,
        double frechet,
        KernelDistance kernel,
        Neighbourhoods neighbourhoods,
        int neighbourhoodCount,
        OptionalDouble inceptionScore) {
    private static final System.Logger LOG = System.getLogger(SampleQuality.class.getName());
    private static final int MOST = 10_000;
    private static final int LEAST = KernelDistance.BLOCK;
    private static final int NEIGHBOURHOOD = 5_000;
    private static final int NEAREST = 5;

    /**
     * Compares samples of a model with the same number of real items, at most 10,000.
     *
     * @param reference real items, held out or those the model was trained on
     * @throws UsageException if there are too few: a covariance needs more than twice as many items as features
     */
    public static SampleQuality of(Model model, FeatureNetwork network, Dataset reference) throws IOException {
        return of(model, network, reference, UserCache.folder(System.getenv()).resolve("features"));
    }

    /** Compares samples, with another cache folder for the features of real items. */
    static SampleQuality of(Model model, FeatureNetwork network, Dataset reference, Path cache) throws IOException {
        require(obstacle(reference));
        int width = network.of(Items.of(reference, new int[] {0})).values()[0].length;
        require(obstacle(reference, width));
        int count = Math.min(MOST, reference.size());
        float[][] real = real(network, reference, count, cache);
        Features generated = network.of(model.generate(Draws.seed(0, "quality"), count));
        int near = Math.min(NEIGHBOURHOOD, count);
        return new SampleQuality(
                network.name(),
                reference.name(),
                reference.fingerprint(),
                count,
                width,
                Frechet.distance(Frechet.Moments.of(generated.values()), Frechet.Moments.of(real)),
                KernelDistance.of(generated.values(), real, KernelDistance.BLOCK),
                Neighbourhoods.of(Arrays.copyOf(real, near), Arrays.copyOf(generated.values(), near), NEAREST),
                near,
                generated.probabilities().isPresent()
                        ? OptionalDouble.of(
                                InceptionScore.of(generated.probabilities().get()))
                        : OptionalDouble.empty());
    }

    /** Why samples cannot be compared with these items by any network; empty if they can. */
    public static Optional<String> obstacle(Dataset reference) {
        return fewer(reference, LEAST, "the kernel distance");
    }

    /** Why samples cannot be compared by so many features; empty if they can. */
    public static Optional<String> obstacle(Dataset reference, int features) {
        return fewer(reference, 2 * features + 1, "a covariance of " + features + " features");
    }

    private static Optional<String> fewer(Dataset reference, int wanted, String what) {
        return Math.min(MOST, reference.size()) >= wanted
                ? Optional.empty()
                : Optional.of(what + " needs at least " + wanted + " items; " + reference.name() + " has "
                        + reference.size() + " to compare with"
                        + (reference.size() > MOST ? ", of which " + MOST + " are used" : "")
                        + ". Name a larger set with --data, or a network of fewer features with --features.");
    }

    private static void require(Optional<String> obstacle) {
        obstacle.ifPresent(reason -> {
            throw new UsageException(reason);
        });
    }

    /** The features of the first {@code count} real items, from the cache or computed now. */
    private static float[][] real(FeatureNetwork network, Dataset reference, int count, Path cache) throws IOException {
        Path file = cache.resolve(String.format(
                "%s-%s-%d.safetensors",
                reference.fingerprint().substring(0, 32),
                Integer.toHexString(network.fingerprint().hashCode()) + "-"
                        + network.fingerprint().replaceAll("[^A-Za-z0-9]", "").substring(0, 16),
                count));
        if (Files.exists(file)) {
            try {
                Entry entry = Safetensors.read(file).entries().get("features");
                if (entry != null
                        && entry.dtype() == Dtype.F32
                        && entry.shape().length == 2
                        && entry.shape()[0] == count) {
                    return Features.rows(entry.floats(), count);
                }
            } catch (FormatException e) {
                LOG.log(System.Logger.Level.WARNING, e.getMessage() + "; the features are computed again");
            }
        }
        float[][] features = network.of(
                        Items.of(reference, IntStream.range(0, count).toArray()))
                .values();
        float[] flat = new float[count * features[0].length];
        for (int i = 0; i < count; i++) {
            System.arraycopy(features[i], 0, flat, i * features[0].length, features[0].length);
        }
        try {
            Files.createDirectories(cache);
            Safetensors.write(
                    file,
                    Map.of("features", Entry.of(flat, count, features[0].length)),
                    Map.of("network", network.name()));
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the features of " + reference.name() + " could not be saved to " + file + ": " + e.getMessage());
        }
        return features;
    }
}
