package dev.facet.data.sequence;

import java.util.List;
import java.util.Optional;

import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Labels;
import dev.facet.data.LeftOut;
import dev.facet.data.Shape;

/**
 * Sequences with what their files say about them. Thread-safe.
 *
 * @param names one per sequence, all different; empty if they have none
 */
record DescribedSequences(
        Sequences sequences,
        Optional<Labels> labels,
        Optional<Factors> factors,
        String remark,
        List<LeftOut> leftOut,
        List<String> names)
        implements Dataset {

    @Override
    public String name() {
        return sequences.name();
    }

    @Override
    public int size() {
        return sequences.size();
    }

    @Override
    public Shape shape() {
        return sequences.shape();
    }

    @Override
    public void read(int index, byte[] target, int offset) {
        sequences.read(index, target, offset);
    }

    @Override
    public String nameOf(int index) {
        return names.isEmpty() ? Integer.toString(index) : names.get(index);
    }

    @Override
    public String fingerprint() {
        return sequences.fingerprint();
    }

    @Override
    public void close() {
        sequences.close();
    }
}
