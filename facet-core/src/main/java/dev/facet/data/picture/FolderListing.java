package dev.facet.data.picture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.facet.config.UsageException;
import dev.facet.data.picture.PictureSource.Entry;

/**
 * The files below a folder, in an order that depends only on their names: by relative path, compared by UTF-16 code
 * units, independent of locale and file system. Hidden files and folders are left out. Links are followed. A folder
 * that several paths lead to is listed once, by a path without links if there is one; so a loop of links ends.
 */
final class FolderListing {
    private FolderListing() {}

    private record FileContent(Path path) implements PictureSource.Content {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(path);
        }

        @Override
        public long bytes() throws IOException {
            return Files.size(path);
        }
    }

    static List<Entry> of(Path root) {
        if (!Files.exists(root)) {
            throw new UsageException("there is no folder " + root + "; check the path of the images");
        }
        if (!Files.isDirectory(root)) {
            throw new UsageException(root + " is a file where a folder of images was expected");
        }
        List<Entry> files = new ArrayList<>();
        Deque<Path> folders = new ArrayDeque<>();
        Deque<Path> linked = new ArrayDeque<>();
        Set<Path> visited = new HashSet<>();
        folders.add(root);
        while (!folders.isEmpty() || !linked.isEmpty()) {
            Path folder = folders.isEmpty() ? linked.remove() : folders.remove();
            try {
                if (!visited.add(folder.toRealPath())) {
                    continue;
                }
                for (Path child : children(folder)) {
                    if (Files.isHidden(child)) {
                        continue;
                    }
                    if (Files.isDirectory(child)) {
                        (Files.isSymbolicLink(child) ? linked : folders).add(child);
                    } else if (Files.isRegularFile(child) || Files.isSymbolicLink(child)) {
                        files.add(new Entry(child, relative(root, child), new FileContent(child)));
                    }
                }
            } catch (AccessDeniedException e) {
                throw new UsageException(
                        "no permission to read the folder " + folder + "; allow it, or move it out of " + root, e);
            } catch (IOException e) {
                throw new UsageException("the folder " + folder + " cannot be read: " + e.getMessage(), e);
            }
        }
        files.sort(Comparator.comparing(Entry::relative));
        return files;
    }

    private static List<Path> children(Path folder) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(children::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        children.sort(Comparator.comparing(Path::toString));
        return children;
    }

    private static String relative(Path root, Path file) {
        return root.relativize(file).toString().replace(root.getFileSystem().getSeparator(), "/");
    }
}
