package dev.facet.format;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whole folders. */
public final class Folders {
    private Folders() {}

    /** Makes a folder, with those above it; returns what was missing, the innermost first. */
    public static List<Path> make(Path folder) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path each = folder.toAbsolutePath(); each != null && !Files.exists(each); each = each.getParent()) {
            missing.add(each);
        }
        Files.createDirectories(folder);
        return missing;
    }

    /** Removes folders as far as they are empty; nothing from the first on that is not. */
    public static void deleteEmpty(List<Path> folders) throws IOException {
        try {
            for (Path folder : folders) {
                Files.delete(folder);
            }
        } catch (DirectoryNotEmptyException | NoSuchFileException e) {
            // somebody else uses it, or has removed it
        }
    }

    /** Removes a folder with its contents, if it exists. Links are removed, not followed. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
