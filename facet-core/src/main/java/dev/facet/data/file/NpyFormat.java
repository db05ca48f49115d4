package dev.facet.data.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.data.array.ArraySet;
import dev.facet.data.sequence.SequenceSet;
import dev.facet.format.Npy;

/** A NumPy array, all of which is training data. */
public final class NpyFormat implements DataFormat {
    private static final int START = 8;

    @Override
    public String what() {
        return "a .npy file";
    }

    @Override
    public boolean recognises(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] start = in.readNBytes(START);
            return start.length > 5 && start[0] == (byte) 0x93 && start[1] == 'N' && start[5] == 'Y';
        }
    }

    @Override
    public boolean holdsSequences() {
        return true;
    }

    @Override
    public Dataset open(Path path, DataConfig data, Split split, Path cache) throws IOException {
        Npy array = Npy.open(path);
        String name = SetName.of(path, ".npy");
        if (data.kind().isSequential()) {
            return SequenceSet.of(name, path, Map.of("sequences", array)).open(data, split);
        }
        return ArraySet.of(name, path, Map.of("images", array), Map.of(), List.of())
                .open(data, split, cache);
    }
}
