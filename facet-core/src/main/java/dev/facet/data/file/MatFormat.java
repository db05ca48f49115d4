package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.data.array.ArraySet;
import dev.facet.data.sequence.SequenceSet;
import dev.facet.format.MatFile;

/** Named arrays of MATLAB; see {@link ArraySet} and {@link SequenceSet}. Cell arrays are sequences. */
public final class MatFormat implements DataFormat {
    @Override
    public String what() {
        return "a .mat file";
    }

    @Override
    public boolean recognises(Path path) throws IOException {
        return Files.isRegularFile(path) && MatFile.detect(path);
    }

    @Override
    public boolean holdsSequences() {
        return true;
    }

    @Override
    public Dataset open(Path path, DataConfig data, Split split, Path cache) throws IOException {
        MatFile mat = MatFile.read(path);
        String name = SetName.of(path, ".mat");
        if (data.kind().isSequential()
                || (data.kind() == Kind.AUTO && !mat.cells().isEmpty())) {
            return SequenceSet.of(name, path, mat).open(data, split);
        }
        return ArraySet.of(name, path, mat).open(data, split, cache);
    }
}
