package dev.facet.data.picture;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.facet.config.DataConfig;
import dev.facet.data.Split;

/**
 * The pictures of a part of a folder or archive as the bytes of their files, beside what Facet knows of them: labels,
 * factors, and which are damaged. Of a file with several pages there is the first. Closing it closes {@link #images}.
 */
public final class OriginalPictures implements Closeable {
    private final PictureSource source;
    private final ImageFolder images;
    private final Map<String, PictureSource.Content> contents;

    private OriginalPictures(PictureSource source, ImageFolder images, Map<String, PictureSource.Content> contents) {
        this.source = source;
        this.images = images;
        this.contents = contents;
    }

    /** Opens a part of a folder or archive that {@link ImageFolder} reads. */
    public static OriginalPictures open(Path path, DataConfig data, Split split, Path cache) throws IOException {
        boolean folder = Files.isDirectory(path);
        List<Path> shards = folder ? PictureArchive.shards(path) : List.of();
        PictureSource source = !folder
                ? PictureArchive.open(path)
                : shards.isEmpty() ? new PictureSource.Folder(path) : PictureArchive.open(path, shards);
        try {
            ImageFolder images = ImageFolder.open(
                    String.valueOf(path.getFileName()), source, new FolderCaptions(source), data, split, cache);
            PictureParts parts = source.parts(source.list().files());
            Map<String, PictureSource.Content> contents = new HashMap<>();
            (split == Split.TRAIN ? parts.train() : parts.test())
                    .forEach(file -> contents.put(file.relative(), file.content()));
            return new OriginalPictures(source, images, contents);
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** The images, in the resolution for which this was opened. */
    public ImageFolder images() {
        return images;
    }

    /** The bytes of the file of image {@code index}; empty for a further page of a file. */
    public Optional<byte[]> content(int index) throws IOException {
        PictureSource.Content content = contents.get(images.nameOf(index));
        if (content == null) {
            return Optional.empty();
        }
        try (InputStream in = content.open()) {
            return Optional.of(in.readAllBytes());
        }
    }

    @Override
    public void close() throws IOException {
        images.close();
        source.close();
    }
}
