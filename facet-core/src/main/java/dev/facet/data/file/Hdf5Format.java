package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.data.array.ArraySet;
import dev.facet.data.sequence.SequenceSet;
import dev.facet.format.Hdf5File;
import dev.facet.format.NumberArray;

/** Named arrays in an HDF5 file, or a MAT-file of version 7.3; see {@link ArraySet} and {@link SequenceSet}. */
public final class Hdf5Format implements DataFormat {
    @Override
    public String what() {
        return "an HDF5 file";
    }

    @Override
    public boolean recognises(Path path) throws IOException {
        return Files.isRegularFile(path) && Hdf5File.detect(path);
    }

    @Override
    public boolean holdsSequences() {
        return true;
    }

    @Override
    public Dataset open(Path path, DataConfig data, Split split, Path cache) throws IOException {
        String name = SetName.of(path, ".hdf5", ".h5", ".he5", ".hdf", ".mat");
        try (Hdf5File hdf = Hdf5File.open(path)) {
            if (data.kind().isSequential()) {
                Map<String, NumberArray> arrays = new LinkedHashMap<>(ArraySet.arrays(path, hdf));
                return SequenceSet.of(name, path, arrays).open(data, split);
            }
            return ArraySet.of(name, path, hdf).open(data, split, cache);
        }
    }
}
