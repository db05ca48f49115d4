package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.NoImages;
import dev.facet.data.Split;
import dev.facet.data.picture.ImageFolder;
import dev.facet.format.FileStart;
import dev.facet.format.ImageFile;
import dev.facet.format.TarArchive;
import dev.facet.format.ZipArchive;

/**
 * A folder of pictures or of shards, a ZIP or tar archive of pictures, or a single picture. It accepts every folder and
 * archive, so it must be asked last.
 */
public final class PictureFormat implements DataFormat {
    @Override
    public String what() {
        return "a folder, ZIP or tar archive of images";
    }

    @Override
    public boolean recognises(Path path) throws IOException {
        return Files.isDirectory(path)
                || (Files.isRegularFile(path)
                        && (ZipArchive.detect(path) || TarArchive.detect(path) || isPicture(path)));
    }

    /** Whether a file is a single picture. */
    public static boolean isPicture(Path path) throws IOException {
        FileStart start = FileStart.of(path);
        return start.packings() == 0 && ImageFile.detect(start.bytes()).isPresent();
    }

    @Override
    public Dataset open(Path path, DataConfig data, Split split, Path cache) throws IOException {
        if (Files.isDirectory(path)) {
            return ImageFolder.holdsShards(path)
                    ? ImageFolder.openShards(path, data, split, cache)
                    : ImageFolder.open(path, data, split, cache);
        }
        if (isPicture(path)) {
            Dataset one = ImageFolder.openFiles(String.valueOf(path.getFileName()), List.of(path), data, cache);
            return split == Split.TRAIN ? one : nothing(one);
        }
        return ImageFolder.openArchive(path, data, split, cache);
    }

    private static Dataset nothing(Dataset one) {
        try (one) {
            return new NoImages(one.name(), one.shape());
        }
    }
}
