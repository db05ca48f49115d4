package dev.facet.data.series;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.facet.format.SystemNames;
import dev.facet.format.TextFile;
import dev.facet.format.ZipArchive;

/**
 * The files of a folder or a ZIP archive, in the order of their names, in which numbers count as numbers. Hidden files
 * and what systems leave behind are not among them. Links are not followed. Whoever opens it closes it.
 *
 * @param root the folder or archive
 */
record TextListing(Path root, List<Entry> entries, @Nullable ZipArchive archive) implements Closeable {
    /** Endings of files that hold pictures or arrays: where they are, text beside them describes them. */
    private static final Set<String> PICTURES = Set.of(
            ".png",
            ".jpg",
            ".jpeg",
            ".jpe",
            ".jfif",
            ".gif",
            ".bmp",
            ".webp",
            ".pbm",
            ".pgm",
            ".ppm",
            ".pnm",
            ".tif",
            ".tiff",
            ".heic",
            ".heif",
            ".avif",
            ".jxl",
            ".jp2",
            ".apng",
            ".npy",
            ".npz",
            ".mat",
            ".h5",
            ".hdf5",
            ".parquet",
            ".arrow",
            ".bin",
            ".tar",
            ".tgz");
    /** After so many of them, no more files are listed. */
    private static final int MOST_PICTURES = 1000;

    private static final int DEEPEST = 16;

    /**
     * A file.
     *
     * @param name its path below the root, with {@code /} between names
     */
    record Entry(String name, TextFile text) {
        /** The name of the file without its folders. */
        String file() {
            return name.substring(name.lastIndexOf('/') + 1);
        }

        /** The folder below the root, with {@code /} at its end; empty for the root itself. */
        String folder() {
            return name.substring(0, name.lastIndexOf('/') + 1);
        }

        /** The ending in lower case, such as {@code .csv}, without that of gzip; empty if there is none. */
        String ending() {
            String plain = file().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
            int dot = plain.lastIndexOf('.');
            return dot <= 0 ? "" : plain.substring(dot);
        }

        /** Whether it holds pictures or arrays, by its ending. */
        boolean isPicture() {
            return PICTURES.contains(ending());
        }
    }

    /** Whether there are pictures or arrays, by the endings of files. */
    boolean hasPictures() {
        return entries.stream().anyMatch(Entry::isPicture);
    }

    /** Whether at least half of the files are pictures or arrays, by their endings. */
    boolean isMostlyPictures() {
        return 2 * entries.stream().filter(Entry::isPicture).count() >= Math.max(1, entries.size());
    }

    static TextListing of(Path path) throws IOException {
        return Files.isDirectory(path) ? ofFolder(path) : ofArchive(path);
    }

    private static TextListing ofFolder(Path root) throws IOException {
        List<Entry> entries = new ArrayList<>();
        int[] pictures = new int[1];
        Files.walkFileTree(root, Set.of(), DEEPEST, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return !folder.equals(root) && SystemNames.is(String.valueOf(folder.getFileName()))
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (!SystemNames.is(String.valueOf(file.getFileName())) && Files.isRegularFile(file)) {
                    String name = root.relativize(file)
                            .toString()
                            .replace(root.getFileSystem().getSeparator(), "/");
                    Entry entry = new Entry(name, TextFile.of(file));
                    entries.add(entry);
                    pictures[0] += entry.isPicture() ? 1 : 0;
                }
                return pictures[0] > MOST_PICTURES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return new TextListing(root, sorted(entries), null);
    }

    private static TextListing ofArchive(Path path) throws IOException {
        ZipArchive archive = ZipArchive.open(path);
        List<Entry> entries = new ArrayList<>();
        for (ZipArchive.Member member : archive.members()) {
            if (!SystemNames.isOn(member.name())) {
                Path shown = path.resolveSibling(path.getFileName() + ":" + member.name());
                entries.add(new Entry(member.name(), new TextFile(shown, () -> archive.open(member))));
            }
        }
        return new TextListing(path, sorted(entries), archive);
    }

    private static List<Entry> sorted(List<Entry> entries) {
        entries.sort(Comparator.comparing((Entry entry) -> order(entry.name())).thenComparing(Entry::name));
        return List.copyOf(entries);
    }

    /** A text whose order is that of the names, with numbers of one width. */
    static String order(String name) {
        StringBuilder order = new StringBuilder();
        int at = 0;
        while (at < name.length()) {
            int from = at;
            while (at < name.length() && name.charAt(at) >= '0' && name.charAt(at) <= '9') {
                at++;
            }
            order.append(at > from ? "0".repeat(Math.max(0, 20 - (at - from))) : "")
                    .append(name, from, at);
            if (at < name.length()) {
                order.append(name.charAt(at++));
            }
        }
        return order.toString();
    }

    @Override
    public void close() throws IOException {
        if (archive != null) {
            archive.close();
        }
    }
}
