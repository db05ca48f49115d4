package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.data.array.IdxParts;
import dev.facet.format.FileKind;
import dev.facet.format.FileStart;
import dev.facet.format.Gzip;

/** An IDX file, compressed or not, or a folder of IDX files with the names of MNIST's. */
public final class IdxFormat implements DataFormat {
    @Override
    public String what() {
        return "an IDX file";
    }

    /**
     * Recognises a folder by the names in it, and a file by its first bytes, unpacked: two zeros, unless these are of
     * another kind of file.
     */
    @Override
    public boolean recognises(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return IdxParts.inFolder(path).isPresent();
        }
        return isIdx(FileStart.of(path));
    }

    private static boolean isIdx(FileStart start) {
        byte[] bytes = start.bytes();
        return start.packings() <= Gzip.MOST_LAYERS
                && bytes.length >= 2
                && bytes[0] == 0
                && bytes[1] == 0
                && FileKind.of(bytes).map(FileKind::isIdx).orElse(true);
    }

    @Override
    public Dataset open(Path path, DataConfig data, Split split, Path cache) throws IOException {
        Path file = IdxParts.inFolder(path).orElse(path);
        FileStart start = FileStart.of(file);
        if (!isIdx(start) && FileKind.of(start.bytes()).isPresent()) {
            throw FileKind.refusal(file, start, "an IDX file in its place");
        }
        return IdxParts.open(file, data, split);
    }
}
