package dev.facet.data.picture;

import java.nio.file.Path;
import java.util.List;

/**
 * Single pictures, in the order in which they are given.
 *
 * @param files their paths, by which they are called
 */
record SinglePictures(List<Path> files) implements PictureSource {
    /** The folder of the first, for messages. */
    @Override
    public Path path() {
        Path parent = files.get(0).getParent();
        return parent == null ? Path.of(".") : parent;
    }

    @Override
    public Listing list() {
        return new Listing(
                files.stream()
                        .map(file -> new Entry(
                                file,
                                file.toString().replace(file.getFileSystem().getSeparator(), "/"),
                                new FolderListing.FileContent(file)))
                        .toList(),
                List.of());
    }

    @Override
    public PictureParts parts(List<Entry> entries) {
        return PictureParts.whole(entries);
    }

    @Override
    public boolean onlyPictures() {
        return true;
    }

    @Override
    public void close() {}
}
