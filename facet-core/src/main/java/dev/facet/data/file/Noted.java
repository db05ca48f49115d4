package dev.facet.data.file;

import java.util.List;
import java.util.stream.Stream;

import dev.facet.data.Dataset;
import dev.facet.data.DatasetView;
import dev.facet.data.LeftOut;

/** A data set of which its reader says more than the set itself. Closing it closes the set. */
record Noted(Dataset source, List<String> remarks, List<LeftOut> more) implements DatasetView {
    @Override
    public String remark() {
        return String.join(
                "; ",
                Stream.concat(Stream.of(source.remark()), remarks.stream())
                        .filter(remark -> !remark.isEmpty())
                        .toList());
    }

    @Override
    public List<LeftOut> leftOut() {
        return Stream.concat(source.leftOut().stream(), more.stream()).toList();
    }
}
