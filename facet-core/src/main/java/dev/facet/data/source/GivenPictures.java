package dev.facet.data.source;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.regex.PatternSyntaxException;

import dev.facet.config.UsageException;
import dev.facet.data.file.PictureFormat;

/** Pictures that a user names one by one, by their paths or by patterns. */
final class GivenPictures {
    private static final String SPECIAL = ".*[*?\\[{].*";
    private static final int DEEPEST = 64;

    private GivenPictures() {}

    /** Whether {@code text} is a pattern, and not the name of a file that is there. */
    static boolean isPattern(String text) {
        return text.matches(SPECIAL) && !exists(text);
    }

    /** Whether {@code text} is the path of a picture. */
    static boolean isPicture(String text) {
        try {
            return exists(text) && Files.isRegularFile(Path.of(text)) && PictureFormat.isPicture(Path.of(text));
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static boolean exists(String text) {
        try {
            return Files.exists(Path.of(text));
        } catch (InvalidPathException noPath) {
            return false;
        }
    }

    /** The folder that a path is relative to, as part of a message; empty of an absolute path. */
    static String lookedFrom(String text) {
        return text.startsWith("/") || text.startsWith(File.separator) || text.matches("[A-Za-z]:[\\\\/].*")
                ? ""
                : " (looked from " + Path.of("").toAbsolutePath() + ")";
    }

    /** The files, those of a pattern in the order of their paths. */
    static List<Path> expand(List<String> texts) {
        List<Path> files = new ArrayList<>();
        for (String text : texts) {
            if (isPattern(text)) {
                files.addAll(matching(text));
                continue;
            }
            if (!exists(text)) {
                throw new UsageException("there is no picture " + text + lookedFrom(text) + "; check the path");
            }
            Path file = Path.of(text);
            if (Files.isDirectory(file)) {
                throw new UsageException(
                        file + " is a folder; name one folder, or one or more pictures, such as " + file + "/*.png");
            }
            files.add(file);
        }
        return files;
    }

    private static List<Path> matching(String text) {
        // The part before the first special character is a folder to look in.
        int special = 0;
        while (!text.substring(special, special + 1).matches("[*?\\[{]")) {
            special++;
        }
        int slash = text.lastIndexOf('/', special);
        String folder = slash < 0 ? "" : text.substring(0, slash + 1);
        Path top = Path.of(folder);
        int depth = text.contains("**")
                ? DEEPEST
                : (int) text.substring(slash + 1).chars().filter(c -> c == '/').count() + 1;
        List<Path> files = new ArrayList<>();
        try {
            PathMatcher matcher = top.getFileSystem().getPathMatcher("glob:" + text.substring(slash + 1));
            Files.walkFileTree(top, EnumSet.noneOf(FileVisitOption.class), depth, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (!Files.isDirectory(file) && matcher.matches(top.relativize(file))) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (PatternSyntaxException e) {
            throw new UsageException("the pattern " + text + " is not understood: " + e.getDescription(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
        }
        if (files.isEmpty()) {
            throw new UsageException("no file matches " + text + lookedFrom(text) + "; check the pattern");
        }
        Collections.sort(files);
        return files;
    }
}
