package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.data.array.ArraySet;
import dev.facet.data.sequence.SequenceSet;
import dev.facet.format.Npz;
import dev.facet.format.ZipArchive;

/** Named arrays of NumPy in a ZIP archive; see {@link ArraySet} and {@link SequenceSet}. */
public final class NpzFormat implements DataFormat {
    @Override
    public String what() {
        return "a .npz file";
    }

    /** Recognises a ZIP archive with the ending of this format, or one that contains an array. */
    @Override
    public boolean recognises(Path path) throws IOException {
        if (!Files.isRegularFile(path) || !ZipArchive.detect(path)) {
            return false;
        }
        if (String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT).endsWith(".npz")) {
            return true;
        }
        try (ZipArchive archive = ZipArchive.open(path)) {
            return archive.members().stream().anyMatch(member -> member.name().endsWith(".npy"));
        }
    }

    @Override
    public boolean holdsSequences() {
        return true;
    }

    @Override
    public Dataset open(Path path, DataConfig data, Split split, Path cache) throws IOException {
        String name = SetName.of(path, ".npz");
        try (Npz npz = Npz.open(path)) {
            if (data.kind().isSequential()) {
                return SequenceSet.of(name, path, npz.arrays()).open(data, split);
            }
            return ArraySet.of(name, path, npz.arrays(), npz.texts(), npz.others())
                    .open(data, split, cache);
        }
    }
}
