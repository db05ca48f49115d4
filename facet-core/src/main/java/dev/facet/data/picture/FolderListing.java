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
import dev.facet.data.LeftOut;
import dev.facet.data.picture.PictureSource.Entry;
import dev.facet.data.picture.PictureSource.Listing;
import dev.facet.format.SystemNames;

/**
 * The files below a folder, in an order that depends only on their names: by relative path, compared by UTF-16 code
 * units, independent of locale and file system. Hidden files and files of the system are left out. Links are followed.
 * A folder that several paths lead to is listed once, by a path without links if there is one, so a loop of links ends;
 * a link to a file that is listed anyway is left out.
 */
final class FolderListing {
    private final Path root;
    private final List<Entry> files = new ArrayList<>();
    private final List<Path> links = new ArrayList<>();
    private final SystemFiles system = new SystemFiles();
    private final List<String> repeated = new ArrayList<>();

    private FolderListing(Path root) {
        this.root = root;
    }

    record FileContent(Path path) implements PictureSource.Content {
        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(path);
        }

        @Override
        public long bytes() throws IOException {
            return Files.size(path);
        }
    }

    static Listing of(Path root) {
        if (!Files.exists(root)) {
            throw new UsageException("there is no folder " + root + "; check the path of the images");
        }
        if (!Files.isDirectory(root)) {
            throw new UsageException(root + " is a file where a folder of images was expected");
        }
        FolderListing listing = new FolderListing(root);
        listing.walk();
        listing.follow();
        listing.files.sort(Comparator.comparing(Entry::relative));
        List<LeftOut> leftOut = new ArrayList<>(listing.system.leftOut());
        if (!listing.repeated.isEmpty()) {
            leftOut.add(new LeftOut(
                    "links",
                    listing.repeated.size(),
                    "which lead to files and folders that are in the set anyway",
                    listing.repeated));
        }
        return new Listing(listing.files, leftOut);
    }

    private void walk() {
        Deque<Path> folders = new ArrayDeque<>();
        Deque<Path> linked = new ArrayDeque<>();
        Set<Path> visited = new HashSet<>();
        folders.add(root);
        while (!folders.isEmpty() || !linked.isEmpty()) {
            boolean real = !folders.isEmpty();
            Path folder = real ? folders.remove() : linked.remove();
            try {
                if (!visited.add(folder.toRealPath())) {
                    if (!real) {
                        repeated.add(relative(folder) + "/");
                    }
                    continue;
                }
                for (Path child : children(folder)) {
                    if (SystemNames.is(String.valueOf(child.getFileName()))) {
                        system.add(relative(child) + (Files.isDirectory(child) ? "/" : ""));
                    } else if (Files.isDirectory(child)) {
                        (Files.isSymbolicLink(child) ? linked : folders).add(child);
                    } else if (Files.isSymbolicLink(child)) {
                        links.add(child);
                    } else if (Files.isRegularFile(child)) {
                        files.add(entry(child));
                    }
                }
            } catch (AccessDeniedException e) {
                throw new UsageException(
                        "no permission to read the folder " + folder + "; allow it, or move it out of " + root, e);
            } catch (IOException e) {
                throw new UsageException("the folder " + folder + " cannot be read: " + e.getMessage(), e);
            }
        }
    }

    /** Lists what links to files lead to, unless it is listed already. */
    private void follow() {
        if (links.isEmpty()) {
            return;
        }
        Set<Path> known = new HashSet<>();
        files.forEach(file -> known.add(real(file.path())));
        links.sort(Comparator.comparing(Path::toString));
        for (Path link : links) {
            if (known.add(real(link))) {
                files.add(entry(link));
            } else {
                repeated.add(relative(link));
            }
        }
    }

    /** The path without links; the path itself if it leads to nothing, which the reading of it tells. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }

    private Entry entry(Path file) {
        return new Entry(file, relative(file), new FileContent(file));
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

    private String relative(Path file) {
        return root.relativize(file).toString().replace(root.getFileSystem().getSeparator(), "/");
    }
}
