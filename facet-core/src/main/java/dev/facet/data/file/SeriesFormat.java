package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.Path;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.data.series.SeriesSource;

/** Time series in text: {@code .ts}, {@code .arff} and tables, in a file, a folder or a ZIP archive. */
public final class SeriesFormat implements DataFormat {
    @Override
    public String what() {
        return "a .ts, .arff, CSV or TSV file of time series";
    }

    @Override
    public boolean recognises(Path path) throws IOException {
        return SeriesSource.recognises(path);
    }

    @Override
    public boolean holdsSequences() {
        return true;
    }

    @Override
    public Dataset open(Path path, DataConfig data, Split split, Path cache) throws IOException {
        return SeriesSource.read(path).open(data, split);
    }
}
