package dev.facet.data.picture;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.facet.data.Fingerprint;
import dev.facet.data.picture.ReadReport.Skipped;
import dev.facet.format.FormatException;
import dev.facet.format.ImageFile;

/**
 * The contents of a folder or an archive, before anything is decoded: the header and the SHA-256 of every image.
 * Hashing reads all files once. Unlike a check of sizes and times, it detects images that were edited in place or
 * restored with their old time.
 *
 * <p>The content decides whether a file is an image. A file that only has the name of an image is a bad image; all
 * others (a README, a table) are ignored.
 */
record FolderScan(List<Image> images, List<Skipped> bad, int otherFiles) {
    private static final long MAX_FILE_BYTES = 512L << 20;
    private static final Set<String> EXTENSIONS = Set.of(
            "png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "dib", "webp", "tif", "tiff", "pbm", "pgm", "ppm",
            "pnm");

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

    /** The result for one file: an image, a bad image, or neither. */
    private record Finding(@Nullable Image image, @Nullable Skipped bad) {}

    static FolderScan of(List<PictureSource.Entry> files, Workers workers) throws IOException {
        List<Image> images = new ArrayList<>();
        List<Skipped> bad = new ArrayList<>();
        int[] others = new int[1];
        workers.inOrder(files, file -> inspect(file, workers), finding -> {
            if (finding.image() != null) {
                images.addAll(finding.image().pages());
            } else if (finding.bad() != null) {
                bad.add(finding.bad());
            } else {
                others[0]++;
            }
        });
        return new FolderScan(images, bad, others[0]);
    }

    private static Finding inspect(PictureSource.Entry file, Workers workers) {
        try {
            if (detect(file).isEmpty() && !hasImageName(file)) {
                return new Finding(null, null);
            }
            long size = file.content().bytes();
            if (size > MAX_FILE_BYTES) {
                throw new FormatException(file.path(), "has " + size + " bytes; more than 512 MiB are not read");
            }
            return workers.withMemory(file.path(), size, () -> {
                byte[] content = all(file);
                ImageFile.Header header = ImageFile.header(file.path(), content);
                return new Finding(new Image(file, header, Fingerprint.sha256().digest(content)), null);
            });
        } catch (IOException e) {
            if (!(e instanceof FormatException) && !hasImageName(file)) {
                return new Finding(null, null);
            }
            return new Finding(null, new Skipped(file.relative(), reason(e)));
        }
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

    private static Optional<ImageFile.Format> detect(PictureSource.Entry file) throws IOException {
        try (InputStream in = file.content().open()) {
            return ImageFile.detect(in.readNBytes(32));
        }
    }

    private static boolean hasImageName(PictureSource.Entry file) {
        String name = file.relative();
        return EXTENSIONS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
    }
}
