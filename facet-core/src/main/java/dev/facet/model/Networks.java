package dev.facet.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Draws;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Network;

/**
 * The networks of an {@link Architecture} with their weights. Holds native memory; the creator closes it.
 *
 * @param recognition the networks from an item to Q's outputs, in order: the trunk, which is D's or Q's own, and Q's
 *     head; empty if there is no Q
 * @param others the networks that only this method has, by name
 * @param composition how the networks are put together
 */
public record Networks(
        Network generator,
        Network trunk,
        Network source,
        List<Network> recognition,
        Map<String, Network> others,
        Scaling scaling,
        Composition composition)
        implements AutoCloseable {
    public Networks {
        recognition = List.copyOf(recognition);
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    /** Allocates the networks. All weights are zero. */
    public static Networks of(Architecture architecture, boolean bf16) {
        Function<String, Network> make = name -> new Network(name, architecture.network(name), bf16);
        Network trunk = make.apply(Architecture.TRUNK);
        List<Network> recognition = switch (architecture.recognition()) {
            case SHARED -> List.of(trunk, make.apply(Architecture.RECOGNISER));
            case SEPARATE -> List.of(make.apply(Architecture.RECOGNISER_TRUNK), make.apply(Architecture.RECOGNISER));
            case NONE -> List.of();
        };
        Map<String, Network> others = new LinkedHashMap<>();
        architecture.others().keySet().forEach(name -> others.put(name, make.apply(name)));
        return new Networks(
                make.apply(Architecture.GENERATOR),
                trunk,
                make.apply(Architecture.SOURCE),
                recognition,
                others,
                architecture.scaling(),
                architecture.composition());
    }

    /** Gives every weight its starting value. */
    public void start(long seed) {
        all().forEach(network -> network.start(Draws.seed(seed, network.name())));
    }

    /** All networks, each once. */
    public List<Network> all() {
        List<Network> all = new ArrayList<>(List.of(generator, trunk, source));
        recognition.stream().filter(network -> network != trunk).forEach(all::add);
        all.addAll(others.values());
        return all;
    }

    /** Whether there is a Q. */
    public boolean recognises() {
        return !recognition.isEmpty();
    }

    /** Q's head, without the trunk. */
    public Network recogniser() {
        if (recognition.isEmpty()) {
            throw new IllegalStateException("these networks have no recogniser");
        }
        return recognition.get(recognition.size() - 1);
    }

    /** A network that only this method has. */
    public Network other(String name) {
        Network found = others.get(name);
        if (found == null) {
            throw new IllegalStateException("there is no network '" + name + "' among " + others.keySet());
        }
        return found;
    }

    /** The names of the networks that together make an item. */
    public List<String> makers() {
        List<String> names = new ArrayList<>(List.of(generator.name()));
        names.addAll(composition.makers());
        return names;
    }

    /** Items {@code [N, c, h, w]} generated from latent rows {@code [N, width]}. */
    public Tensor generate(Tensor rows, Mode mode) {
        return composition.generate(this, new TensorOperations(mode), rows);
    }

    /** D's outputs for some items, and for D's condition if the composition has one. */
    public Tensor score(Tensor items, Optional<Tensor> condition, Mode mode) {
        return composition.score(this, new TensorOperations(mode), items, condition);
    }

    /** Q's outputs for the features of a trunk: fp32 {@code [N, outputs]}. */
    public Tensor outputs(Tensor features, Mode mode) {
        return recogniser().forward(features, mode).to(ScalarType.Float);
    }

    /** The features of items {@code [N, c, h, w]}, in the networks' range, that Q's head takes. */
    public Tensor features(Tensor items, Mode mode) {
        return composition.features(this, new TensorOperations(mode), items);
    }

    /** Q's outputs for some items. */
    public Tensor recognise(Tensor items, Mode mode) {
        return recognise(items, features(items, mode), mode);
    }

    /** Q's outputs for some items whose {@link #features} are known. */
    public Tensor recognise(Tensor items, Tensor features, Mode mode) {
        return composition.recognise(this, new TensorOperations(mode), items, features);
    }

    /** The latent rows that make some items again, as an encoder finds them: fp32 {@code [N, width]}. */
    public Tensor invert(Tensor items, Mode mode) {
        return composition.invert(this, new TensorOperations(mode), items);
    }

    @Override
    public void close() {
        all().forEach(Network::close);
    }
}
