package dev.facet.data.sequence;

import java.util.List;
import java.util.Optional;

import dev.facet.data.DatasetView;
import dev.facet.data.Factors;
import dev.facet.data.Labels;
import dev.facet.data.LeftOut;

/**
 * Sequences with what their files say about them. Thread-safe.
 *
 * @param names one per sequence, all different; empty if they have none
 */
record DescribedSequences(
        Sequences source,
        Optional<Labels> labels,
        Optional<Factors> factors,
        String remark,
        List<LeftOut> leftOut,
        List<String> names)
        implements DatasetView {
    @Override
    public String nameOf(int index) {
        return names.isEmpty() ? Integer.toString(index) : names.get(index);
    }
}
