package dev.facet.data;

import java.util.Arrays;
import java.util.Optional;

/**
 * Some items of a data set, as a data set of its own. It is a view: item {@code i} is item {@code indices[i]} of the
 * whole. Thread-safe like the whole.
 */
public final class Part implements DatasetView {
    private final Dataset whole;
    private final int[] indices;
    private final boolean closesWhole;

    /** The items of {@code whole} with these indices. Whoever opened the whole closes it; closing this does nothing. */
    public Part(Dataset whole, int... indices) {
        this(whole, indices.clone(), false);
    }

    private Part(Dataset whole, int[] indices, boolean closesWhole) {
        this.whole = whole;
        this.indices = indices;
        this.closesWhole = closesWhole;
    }

    /** This part for a caller that has no hold of the whole: closing the result closes the whole. */
    public Part closingWhole() {
        return new Part(whole, indices, true);
    }

    @Override
    public Dataset source() {
        return whole;
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public void read(int index, byte[] target, int offset) {
        whole.read(indices[index], target, offset);
    }

    @Override
    public String nameOf(int index) {
        return whole.nameOf(indices[index]);
    }

    @Override
    public Optional<Labels> labels() {
        return whole.labels().map(labels -> labels.of(indices));
    }

    @Override
    public Optional<Factors> factors() {
        return whole.factors().map(factors -> factors.of(indices));
    }

    @Override
    public String fingerprint() {
        Fingerprint fingerprint = new Fingerprint().add("part").add(whole.fingerprint());
        Arrays.stream(indices).forEach(fingerprint::add);
        return fingerprint.hex();
    }

    @Override
    public void close() {
        if (closesWhole) {
            whole.close();
        }
    }
}
