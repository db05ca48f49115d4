package dev.facet.data.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.data.array.IdxParts;

/** An IDX file, compressed or not, or a folder of IDX files with the names of MNIST's. */
public final class IdxFormat implements DataFormat {
    @Override
    public String what() {
        return "an IDX file";
    }

    /**
     * Recognises a folder by the names in it, and a file by its first bytes: two zeros, or the magic number of gzip.
     */
    @Override
    public boolean recognises(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return IdxParts.inFolder(path).isPresent();
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] start = in.readNBytes(2);
            return start.length == 2
                    && ((start[0] == 0 && start[1] == 0) || (start[0] == 0x1F && start[1] == (byte) 0x8B));
        }
    }

    @Override
    public Dataset open(Path path, DataConfig data, Split split, Path cache) throws IOException {
        return IdxParts.open(IdxParts.inFolder(path).orElse(path), data, split);
    }
}
