package dev.facet.model;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.facet.codes.LatentSpec;
import dev.facet.data.Shape;
import dev.facet.model.layer.Layer;
import dev.facet.model.layer.Sequential;
import dev.facet.model.layer.Spectral;

/**
 * The networks of a method, as data. Every method has G, D's trunk, D's head and Q's head. A method names any further
 * networks itself.
 *
 * @param generator G
 * @param trunk the layers of D that Q may share
 * @param source D's head, which separates real from generated items
 * @param recogniser Q's head; has no layers if there is no Q
 * @param recognition where Q's features come from
 * @param others the networks that only this method has, by name, in the order in which to save them
 * @param scaling the conversion between data and the numbers in the networks
 * @param composition how the networks are put together
 */
public record Architecture(
        Sequential generator,
        Sequential trunk,
        Sequential source,
        Sequential recogniser,
        Recognition recognition,
        Map<String, Sequential> others,
        Scaling scaling,
        Composition composition) {
    static final String GENERATOR = "generator";
    static final String TRUNK = "trunk";
    static final String SOURCE = "source";
    static final String RECOGNISER_TRUNK = "recogniser-trunk";
    static final String RECOGNISER = "recogniser";

    /** Where Q's features come from. */
    public enum Recognition {
        /** Q shares D's trunk, as in InfoGAN. */
        SHARED,
        /** Q has its own trunk, with the same layers as D's. */
        SEPARATE,
        /** There is no Q. */
        NONE
    }

    public Architecture {
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    /**
     * The networks of an InfoGAN.
     *
     * @throws IllegalArgumentException if layers do not fit together, or do not fit the codes or the shape
     */
    public static Architecture of(
            LatentSpec latent,
            Shape shape,
            List<Layer> generator,
            List<Layer> trunk,
            List<Layer> source,
            List<Layer> recogniser,
            Scaling scaling) {
        long[] items = {shape.channels(), shape.height(), shape.width()};
        Sequential makes = Sequential.of(new long[] {latent.width()}, generator);
        if (!Arrays.equals(makes.output(), items)) {
            throw new IllegalArgumentException(
                    "the generator makes " + Arrays.toString(makes.output()) + "; items are " + Arrays.toString(items));
        }
        Sequential sees = Sequential.of(items, trunk);
        return new Architecture(
                makes,
                sees,
                sees.then(source),
                sees.then(recogniser),
                Recognition.SHARED,
                Map.of(),
                scaling,
                Composition.PLAIN);
    }

    /** This architecture with spectral normalisation of D's weights. */
    public Architecture normalised() {
        return new Architecture(
                generator,
                trunk.with(Spectral.all(trunk.layers())),
                source.with(Spectral.all(source.layers())),
                recogniser,
                recognition,
                others,
                scaling,
                composition);
    }

    /** This architecture with a separate trunk for Q. */
    public Architecture withSeparateRecogniser() {
        return with(trunk, recogniser, Recognition.SEPARATE);
    }

    /** This architecture without Q. */
    public Architecture withoutRecogniser() {
        return with(trunk, trunk.then(List.of()), Recognition.NONE);
    }

    /** This architecture with another head for Q. */
    public Architecture withRecogniser(List<Layer> head) {
        return with(trunk, trunk.then(head), recognition);
    }

    /** This architecture with a trunk that takes {@code more} input channels beside those of the items. */
    public Architecture withWiderTrunk(int more) {
        return with(trunk.widened(more), recogniser, recognition);
    }

    private Architecture with(Sequential newTrunk, Sequential newRecogniser, Recognition newRecognition) {
        return new Architecture(
                generator, newTrunk, source, newRecogniser, newRecognition, others, scaling, composition);
    }

    /** This architecture with one more network, which only one method has. */
    public Architecture with(String name, Sequential network) {
        Map<String, Sequential> more = new LinkedHashMap<>(others);
        if (more.put(name, network) != null) {
            throw new IllegalArgumentException("two networks are called '" + name + "'");
        }
        return new Architecture(generator, trunk, source, recogniser, recognition, more, scaling, composition);
    }

    /** This architecture with another composition. */
    public Architecture composed(Composition other) {
        return new Architecture(generator, trunk, source, recogniser, recognition, others, scaling, other);
    }

    /** All networks by name, in the order in which to save them. */
    public Map<String, Sequential> networks() {
        Map<String, Sequential> all = new LinkedHashMap<>();
        all.put(GENERATOR, generator);
        all.put(TRUNK, trunk);
        all.put(SOURCE, source);
        if (recognition == Recognition.SEPARATE) {
            all.put(RECOGNISER_TRUNK, trunk);
        }
        if (recognition != Recognition.NONE) {
            all.put(RECOGNISER, recogniser);
        }
        all.putAll(others);
        return all;
    }

    /** The layers of a network. */
    Sequential network(String name) {
        Sequential found = networks().get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "there is no network '" + name + "' among " + networks().keySet());
        }
        return found;
    }

    /** The number of features that the trunk computes per item. */
    public int features() {
        long count = 1;
        for (long extent : trunk.output()) {
            count *= extent;
        }
        return Math.toIntExact(count);
    }
}
