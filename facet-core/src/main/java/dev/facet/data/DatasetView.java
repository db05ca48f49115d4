package dev.facet.data;

import java.util.List;
import java.util.Optional;

import dev.facet.config.DataConfig;

/** A data set that shows another one with some differences: what a view does not say itself, its source says. */
public interface DatasetView extends Dataset {
    /** The data set that is shown. */
    Dataset source();

    @Override
    default String name() {
        return source().name();
    }

    @Override
    default int size() {
        return source().size();
    }

    @Override
    default Shape shape() {
        return source().shape();
    }

    @Override
    default void read(int index, byte[] target, int offset) {
        source().read(index, target, offset);
    }

    @Override
    default String nameOf(int index) {
        return source().nameOf(index);
    }

    @Override
    default Optional<Labels> labels() {
        return source().labels();
    }

    @Override
    default Optional<Factors> factors() {
        return source().factors();
    }

    @Override
    default String remark() {
        return source().remark();
    }

    @Override
    default DataConfig settle(DataConfig data) {
        return source().settle(data);
    }

    @Override
    default List<LeftOut> leftOut() {
        return source().leftOut();
    }

    @Override
    default String fingerprint() {
        return source().fingerprint();
    }

    @Override
    default void close() {
        source().close();
    }
}
