package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.data.picture.ImageFolder;
import dev.facet.format.ZipArchive;

/** A folder or a ZIP archive of pictures. It accepts every folder and archive, so it must be asked last. */
public final class PictureFormat implements DataFormat {
    @Override
    public String what() {
        return "a folder or ZIP archive of images";
    }

    @Override
    public boolean recognises(Path path) throws IOException {
        return Files.isDirectory(path) || (Files.isRegularFile(path) && ZipArchive.detect(path));
    }

    @Override
    public Dataset open(Path path, DataConfig data, Split split, Path cache) throws IOException {
        return Files.isDirectory(path)
                ? ImageFolder.open(path, data, split, cache)
                : ImageFolder.openArchive(path, data, split, cache);
    }
}
