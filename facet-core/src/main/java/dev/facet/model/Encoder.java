package dev.facet.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.config.UsageException;
import dev.facet.model.layer.Flatten;
import dev.facet.model.layer.LatentRow;
import dev.facet.model.layer.Layer;
import dev.facet.model.layer.Linear;
import dev.facet.model.layer.Network;
import dev.facet.model.layer.Sequential;

/**
 * Finds the latent rows from which a trained generator makes items again: noise and continuous codes by networks of its
 * own, categories by Q. Its trunk and the layers for codes are those of Q, and begin with Q's weights. {@link
 * Model#encoded} puts it to use. Holds native memory: whoever makes it closes it, unless a model owns it.
 *
 * @param latent the specification of the rows
 * @param trunk from items {@code [N, c, h, w]} to features
 * @param codes from features to numbers in the layout of Q's outputs {@code [N, outputs]}; null without continuous
 *     codes
 * @param noise from features to noise {@code [N, size]}; null without noise
 * @param row makes latent rows of what was read
 */
public record Encoder(
        LatentSpec latent,
        Network trunk,
        @Nullable Network codes,
        @Nullable Network noise,
        Network row) implements AutoCloseable {
    private static final String TRUNK = "encoder-trunk";
    private static final String CODES = "encoder-codes";
    private static final String NOISE = "encoder-noise";
    private static final String ROW = "encoder-row";

    /**
     * An encoder that reads codes as the model's Q does, and noise at random.
     *
     * @param bf16 whether it computes in bf16
     * @throws UsageException if the model cannot have an encoder
     */
    public static Encoder like(Model model, boolean bf16, long seed) {
        Encoder encoder = of(model, bf16);
        Networks networks = model.networks();
        copy(networks.recognition().get(0), encoder.trunk());
        if (encoder.codes() != null) {
            copy(networks.recogniser(), encoder.codes());
        }
        if (encoder.noise() != null) {
            encoder.noise().start(Draws.seed(seed, NOISE));
        }
        return encoder;
    }

    /**
     * An encoder for a model, with all weights zero.
     *
     * @throws UsageException if the model cannot have an encoder
     */
    public static Encoder of(Model model, boolean bf16) {
        require(model);
        Networks networks = model.networks();
        LatentSpec latent = model.latent();
        Sequential trunk = networks.recognition().get(0).layers();
        Sequential row = Sequential.of(new long[] {latent.width()}, List.of(new LatentRow(latent)));
        return new Encoder(
                latent,
                new Network(TRUNK, trunk, bf16),
                latent.continuous().isEmpty()
                        ? null
                        : new Network(CODES, networks.recogniser().layers(), bf16),
                latent.noise().size() == 0 ? null : new Network(NOISE, noise(trunk, latent), bf16),
                new Network(ROW, row, false));
    }

    private static Sequential noise(Sequential trunk, LatentSpec latent) {
        List<Layer> layers = new ArrayList<>();
        long[] features = trunk.output();
        long count = 1;
        for (long extent : features) {
            count *= extent;
        }
        if (features.length > 1) {
            layers.add(new Flatten());
        }
        layers.add(new Linear("out", Math.toIntExact(count), latent.noise().size(), Layer.Bias.WITH));
        return trunk.then(layers);
    }

    private static void require(Model model) {
        model.requireRecogniser();
        LatentSpec latent = model.latent();
        if (latent.noise().size() == 0 && latent.continuous().isEmpty()) {
            throw new UsageException(
                    "there is nothing for an encoder to find: this run has neither noise nor continuous"
                            + " codes, and the recogniser reads its categories.");
        }
        long[] outputs = model.networks().recogniser().layers().output();
        if (outputs.length != 1 || outputs[0] != latent.outputs()) {
            throw new UsageException(
                    "this run cannot have an encoder: its method reads its codes in several levels, and"
                            + " an encoder begins with one recogniser of all codes."
                            + " `facet train --help` lists the methods.");
        }
    }

    private static void copy(Network from, Network to) {
        Map<String, Tensor> renamed = new LinkedHashMap<>();
        from.tensors()
                .forEach((name, tensor) ->
                        renamed.put(to.name() + name.substring(from.name().length()), tensor));
        to.copy(renamed);
    }

    /** The networks with weights, in the order in which to save them. */
    public List<Network> trained() {
        List<Network> trained = new ArrayList<>(List.of(trunk));
        if (codes != null) {
            trained.add(codes);
        }
        if (noise != null) {
            trained.add(noise);
        }
        return trained;
    }

    /** All networks. */
    List<Network> networks() {
        List<Network> all = new ArrayList<>(trained());
        all.add(row);
        return all;
    }

    /**
     * What its own networks read of N items.
     *
     * @param codes {@code [N, outputs]} in the layout of Q's outputs; null without continuous codes
     * @param noise {@code [N, size]}; null without noise
     */
    public record Read<V>(@Nullable V codes, @Nullable V noise) {}

    /** Reads items {@code [N, c, h, w]} in the networks' range. */
    public <V> Read<V> read(Operations<V> by, V items) {
        V features = by.apply(trunk, items);
        return new Read<>(
                codes == null ? null : by.apply(codes, features), noise == null ? null : by.apply(noise, features));
    }

    /**
     * The latent rows {@code [N, width]} of what was read.
     *
     * @param known Q's outputs for the same items {@code [N, outputs]}; asked for only if there are categorical codes
     */
    public <V> V rows(Operations<V> by, Read<V> read, Supplier<V> known) {
        List<V> parts = new ArrayList<>();
        if (read.noise() != null) {
            parts.add(read.noise());
        }
        V categories = latent.categorical().isEmpty() ? null : known.get();
        for (Code code : latent.codes()) {
            V source = code instanceof Code.Categorical ? categories : read.codes();
            if (source == null) {
                throw new IllegalStateException("nothing was read of code '" + code.name() + "'");
            }
            parts.add(by.columns(source, latent.outputOffset(code), code.width()));
        }
        return by.apply(row, parts.size() == 1 ? parts.get(0) : by.concatenate(parts));
    }

    @Override
    public void close() {
        networks().forEach(Network::close);
    }
}
