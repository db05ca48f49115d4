package dev.facet.data.picture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.facet.data.Fingerprint;
import dev.facet.data.picture.ReadReport.Skipped;
import dev.facet.format.FileKind;
import dev.facet.format.FormatException;
import dev.facet.format.ImageFile;

/**
 * The contents of a folder or an archive, before anything is decoded: the header and the SHA-256 of every image.
 * Hashing reads all files once. Unlike a check of sizes and times, it detects images that were edited in place or
 * restored with their old time.
 *
 * <p>The content decides whether a file is an image. An image of a kind that is not read is an other file, and so is
 * whatever has not the name of an image. A file that only has the name of an image is a bad image.
 *
 * @param others the files that are no images, with what each is
 */
record FolderScan(List<Image> images, List<Skipped> bad, List<Other> others) {
    private static final FileKind UNKNOWN =
            new FileKind("a file of an unknown kind", "files of an unknown kind", "", FileKind.Group.OTHER);
    private static final long MAX_FILE_BYTES = 512L << 20;
    private static final Set<String> EXTENSIONS = Set.of(
            "png", "apng", "jpg", "jpeg", "jpe", "jfif", "jif", "pjpeg", "gif", "bmp", "dib", "webp", "pbm", "pgm",
            "ppm", "pnm", "tif", "tiff");

    /** An image with a valid header. */
    record Image(PictureSource.Entry file, ImageFile.Header header, byte[] sha256) {
        /** The pages of the file as images; those after the first have their number behind the name. */
        List<Image> pages() {
            if (header.more().isEmpty()) {
                return List.of(this);
            }
            SharedContent shared = new SharedContent(file.content());
            List<Image> pages = new ArrayList<>();
            pages.add(new Image(new PictureSource.Entry(file.path(), file.relative(), shared), header, sha256));
            for (ImageFile.Header page : header.more()) {
                String name = file.relative() + "#" + (page.page() + 1);
                pages.add(new Image(new PictureSource.Entry(file.path(), name, shared), page, sha256));
            }
            return pages;
        }

        /**
         * Reads the whole file.
         *
         * @throws IOException if it cannot be read, or has changed since the scan
         */
        byte[] content() throws IOException {
            return file.content() instanceof SharedContent shared ? shared.kept(this::verified) : verified();
        }

        private byte[] verified() throws IOException {
            byte[] content = all(file);
            if (!Arrays.equals(Fingerprint.sha256().digest(content), sha256)) {
                throw new IOException(file.path() + " was changed while the folder was being read");
            }
            return content;
        }
    }

    /** A file that is no image that is read. */
    record Other(PictureSource.Entry file, FileKind kind) {}

    /** The result for one file: one of three. */
    private record Finding(
            @Nullable Image image,
            @Nullable Skipped bad,
            @Nullable Other other) {}

    /**
     * Scans files.
     *
     * @param onlyPictures whether every file is meant to be an image, whatever its name
     */
    static FolderScan of(List<PictureSource.Entry> files, boolean onlyPictures, Workers workers) throws IOException {
        List<Image> images = new ArrayList<>();
        List<Skipped> bad = new ArrayList<>();
        List<Other> others = new ArrayList<>();
        workers.inOrder(files, file -> inspect(file, onlyPictures, workers), finding -> {
            if (finding.image() != null) {
                images.addAll(finding.image().pages());
            } else if (finding.bad() != null) {
                bad.add(finding.bad());
            } else if (finding.other() != null) {
                others.add(finding.other());
            }
        });
        return new FolderScan(images, bad, others);
    }

    private static Finding inspect(PictureSource.Entry file, boolean onlyPictures, Workers workers) {
        boolean named = onlyPictures || hasImageName(file.relative());
        try {
            byte[] start = start(file);
            if (ImageFile.detect(start).isEmpty()) {
                FileKind kind = FileKind.of(start).orElse(UNKNOWN);
                if (!named || kind.group() == FileKind.Group.PICTURE && !onlyPictures) {
                    return new Finding(null, null, new Other(file, kind));
                }
            }
            long size = file.content().bytes();
            if (size > MAX_FILE_BYTES) {
                throw new FormatException(file.path(), "has " + size + " bytes; more than 512 MiB are not read");
            }
            return workers.withMemory(file.path(), size, () -> {
                byte[] content = all(file);
                ImageFile.Header header = ImageFile.header(file.path(), content);
                return new Finding(new Image(file, header, Fingerprint.sha256().digest(content)), null, null);
            });
        } catch (IOException e) {
            return e instanceof FormatException || named
                    ? new Finding(null, skipped(file, e), null)
                    : new Finding(null, null, new Other(file, UNKNOWN));
        }
    }

    private static Skipped skipped(PictureSource.Entry file, IOException e) {
        return new Skipped(file.relative(), reason(e), e instanceof DamagedFile damaged ? damaged.name() : "");
    }

    static String reason(IOException e) {
        if (e instanceof FormatException format) {
            return format.problem();
        }
        if (e instanceof AccessDeniedException) {
            return "cannot be read: no permission";
        }
        return "cannot be read: " + (e instanceof NoSuchFileException ? "a link to nothing" : e.getMessage());
    }

    private static byte[] all(PictureSource.Entry file) throws IOException {
        try (InputStream in = file.content().open()) {
            return in.readAllBytes();
        }
    }

    /** Whether a file is an image that is read, by its first bytes. */
    static boolean isImage(PictureSource.Entry file) {
        try {
            return ImageFile.detect(start(file)).isPresent();
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static byte[] start(PictureSource.Entry file) throws IOException {
        try (InputStream in = file.content().open()) {
            return in.readNBytes(FileKind.START);
        }
    }

    static boolean hasImageName(String path) {
        return EXTENSIONS.contains(path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }
}
