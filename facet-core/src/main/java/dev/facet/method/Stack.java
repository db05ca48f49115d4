package dev.facet.method;

import java.util.ArrayList;
import java.util.List;

import dev.facet.codes.Code;
import dev.facet.model.Composition;
import dev.facet.model.Networks;
import dev.facet.model.Operations;

/**
 * How the two levels of a stacked GAN are composed. G1 makes features from the class and z1. G0 makes an item from
 * features and z0. The encoder computes the features of an item. Q1 recovers z1 from features, Q0 recovers z0 from an
 * item.
 */
record Stack(StackCodes codes) implements Composition {
    static final String GENERATOR = "generator1";
    static final String TRUNK = "trunk1";
    static final String SOURCE = "source1";
    static final String RECOGNISER = "recogniser1";
    static final String ENCODER = "encoder";
    static final String CLASSES = "classes";

    @Override
    public List<String> makers() {
        return List.of(GENERATOR);
    }

    @Override
    public <V> V generate(Networks networks, Operations<V> by, V rows) {
        return by.apply(networks.generator(), below(by, upper(networks, by, rows), rows));
    }

    /** Features {@code [N, features]} that G1 makes from latent rows {@code [N, width]}. */
    <V> V upper(Networks networks, Operations<V> by, V rows) {
        return by.apply(
                networks.other(GENERATOR),
                by.concatenate(List.of(part(by, rows, codes.classes()), part(by, rows, codes.z1()))));
    }

    /** G0's input: features, and z0 from the latent rows. */
    <V> V below(Operations<V> by, V features, V rows) {
        return by.concatenate(List.of(features, part(by, rows, codes.z0())));
    }

    /** The columns of the latent rows that belong to a code. */
    <V> V part(Operations<V> by, V rows, Code code) {
        return by.columns(rows, codes.latent().offset(code), code.width());
    }

    /** The encoder's features of items. */
    <V> V encode(Networks networks, Operations<V> by, V items) {
        return by.apply(networks.other(ENCODER), items);
    }

    /** The class logits {@code [N, k]} for features. */
    <V> V classify(Networks networks, Operations<V> by, V features) {
        return by.apply(networks.other(CLASSES), features);
    }

    /** The outputs of both levels' Q in the layout of the latent specification. Log-variances are 0. */
    @Override
    public <V> V recognise(Networks networks, Operations<V> by, V items, V features) {
        V z0 = by.apply(networks.recogniser(), features);
        V encoded = encode(networks, by, items);
        V z1 = by.apply(networks.other(RECOGNISER), by.apply(networks.other(TRUNK), encoded));
        List<V> parts = new ArrayList<>();
        for (Code code : codes.latent().codes()) {
            if (code.equals(codes.classes())) {
                parts.add(classify(networks, by, encoded));
            } else {
                V mean = code.equals(codes.z1()) ? z1 : z0;
                parts.add(mean);
                parts.add(by.zerosLike(mean));
            }
        }
        return by.concatenate(parts);
    }
}
