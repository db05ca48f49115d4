package dev.facet.data.file;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Labels;
import dev.facet.data.LeftOut;
import dev.facet.data.Shape;

/** A data set of which its reader says more than the set itself. Closing it closes the set. */
record Noted(Dataset source, List<String> remarks, List<LeftOut> more) implements Dataset {
    @Override
    public String name() {
        return source.name();
    }

    @Override
    public int size() {
        return source.size();
    }

    @Override
    public Shape shape() {
        return source.shape();
    }

    @Override
    public void read(int index, byte[] target, int offset) {
        source.read(index, target, offset);
    }

    @Override
    public String nameOf(int index) {
        return source.nameOf(index);
    }

    @Override
    public Optional<Labels> labels() {
        return source.labels();
    }

    @Override
    public Optional<Factors> factors() {
        return source.factors();
    }

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

    @Override
    public String fingerprint() {
        return source.fingerprint();
    }

    @Override
    public void close() {
        source.close();
    }
}
