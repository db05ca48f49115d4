package dev.facet.app.studio;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import dev.facet.config.UsageException;

/**
 * The folder below which people may choose data. Nothing outside of it is opened: neither by {@code ..} nor by a link,
 * also not by one deep in a chosen folder. Hidden files and folders are not shown and cannot be chosen.
 */
final class DataRoot {
    private static final String FIELD = "data";
    private static final int MOST_ENTRIES = 1000;
    private static final int LONGEST_PATH = 4096;

    private final @Nullable Path root;

    /**
     * {@code root} is null if no data of this machine may be chosen.
     *
     * @throws UsageException if there is no such folder
     */
    DataRoot(@Nullable Path root) {
        try {
            this.root = root == null ? null : root.toRealPath();
        } catch (IOException e) {
            throw new UsageException("--data " + root + ": there is no such folder to choose data from", e);
        }
        if (this.root != null && !Files.isDirectory(this.root)) {
            throw new UsageException("--data " + root + " is not a folder; wanted one to choose data from");
        }
    }

    /** The root as text; null if there is none. */
    @Nullable
    String shown() {
        return root == null ? null : root.toString();
    }

    /**
     * What {@code path} leads to, without links.
     *
     * @param path relative to the root with {@code /} between names, or an absolute path below it
     * @throws Mistake if there is no such thing, or it is not below the root
     */
    Path find(String path) {
        Path top = root;
        if (top == null) {
            throw new Mistake(
                    FIELD,
                    "this studio was started without a folder to choose data from (`facet studio --data FOLDER`);"
                            + " upload the data instead");
        }
        Path wanted;
        try {
            wanted = top.resolve(path).normalize();
        } catch (InvalidPathException e) {
            throw new Mistake(FIELD, "'" + shortened(path) + "' is not a path");
        }
        if (path.length() > LONGEST_PATH || !wanted.startsWith(top)) {
            throw outside(path, "is not below");
        }
        if (isHidden(top, wanted)) {
            throw new Mistake(
                    FIELD, "'" + shortened(path) + "' is hidden or in a hidden folder; wanted data that is not");
        }
        if (!Files.exists(wanted)) {
            throw new Mistake(
                    FIELD,
                    "there is no file or folder '" + shortened(path) + "' in " + top
                            + ", where this studio looks for data");
        }
        try {
            Path real = wanted.toRealPath();
            if (!isInside(top, real)) {
                throw outside(path, "is a link, or is reached by one, that leads out of");
            }
            return real;
        } catch (IOException e) {
            throw new Mistake(FIELD, "'" + shortened(path) + "' cannot be read; check its permissions");
        }
    }

    /**
     * Checks that no link in {@code chosen}, which {@link #find} gave, leads out of the root: readers of folders follow
     * links.
     *
     * @throws Mistake naming such a link
     */
    void requireClosed(Path chosen) throws IOException {
        Path top = root;
        if (top == null || !Files.isDirectory(chosen)) {
            return;
        }
        Deque<Path> folders = new ArrayDeque<>(List.of(chosen));
        Set<Path> seen = new HashSet<>(List.of(chosen));
        while (!folders.isEmpty()) {
            Files.walkFileTree(folders.remove(), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (attributes.isSymbolicLink() && Files.exists(file)) {
                        Path real = file.toRealPath();
                        if (!isInside(top, real)) {
                            throw outside(top.relativize(file).toString(), "is a link that leads out of");
                        }
                        if (Files.isDirectory(real) && seen.add(real)) {
                            folders.add(real);
                        }
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE; // the reader says what it cannot read
                }
            });
        }
    }

    /** The folders and files in a folder, folders first. */
    ObjectNode list(String path) throws IOException {
        ObjectNode answer = Answers.JSON.createObjectNode();
        Path folder = find(path);
        if (!Files.isDirectory(folder)) {
            throw new Mistake(FIELD, "'" + shortened(path) + "' is a file; wanted a folder to look into");
        }
        Path top = Objects.requireNonNull(root);
        answer.put("path", top.relativize(folder).toString().replace('\\', '/'));
        ArrayNode entries = answer.putArray("entries");
        List<Entry> shown;
        try (Stream<Path> all = Files.list(folder)) {
            shown = all.filter(entry -> !name(entry).startsWith("."))
                    .filter(entry -> !Files.isSymbolicLink(entry) || reachable(top, entry))
                    .map(entry -> new Entry(entry, name(entry), Files.isDirectory(entry)))
                    .sorted(Comparator.comparing((Entry entry) -> !entry.folder())
                            .thenComparing(Entry::name))
                    .toList();
        }
        for (Entry entry : shown.subList(0, Math.min(MOST_ENTRIES, shown.size()))) {
            ObjectNode one = entries.addObject().put("name", entry.name());
            one.put("kind", entry.folder() ? "folder" : "file");
            if (!entry.folder()) {
                one.put("bytes", Files.size(entry.path()));
            }
        }
        answer.put("more", Math.max(0, shown.size() - MOST_ENTRIES));
        return answer;
    }

    private record Entry(Path path, String name, boolean folder) {}

    private static boolean reachable(Path top, Path entry) {
        try {
            return isInside(top, entry.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isInside(Path top, Path real) {
        return real.startsWith(top) && !isHidden(top, real);
    }

    private static boolean isHidden(Path top, Path path) {
        for (Path part : top.relativize(path)) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private Mistake outside(String path, String how) {
        return new Mistake(
                FIELD,
                "'" + shortened(path) + "' " + how + " " + root + ", below which this studio may read data. Start it"
                        + " with another folder, by `facet studio --data FOLDER`, or upload the data");
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static String shortened(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }
}
