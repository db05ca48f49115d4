package dev.facet.data.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;

import dev.facet.data.ImageShape;
import dev.facet.format.AtomicFile;
import dev.facet.format.FormatException;
import dev.facet.format.MemoryException;

/**
 * Keeps decoded images below {@code images} in the user's cache. The name of a file is a hash of everything that
 * determines the images; a damaged file is made again. If the cache cannot be written, images are decoded into a
 * temporary file.
 */
public final class PixelCache {
    private static final System.Logger LOG = System.getLogger(PixelCache.class.getName());

    private static final int LONGEST_NOTE = 10_000;

    private PixelCache() {}

    /**
     * The images of {@code key}; {@code source} makes them if they are not in the cache.
     *
     * @param cache the user's cache folder
     * @param what description of the images, for messages
     * @throws FormatException if {@code source} throws it
     */
    public static PixelFile get(Path cache, byte[] key, ImageShape shape, String what, PixelFile.Source source)
            throws IOException {
        Path kept = cache.resolve("images").resolve(HexFormat.of().formatHex(key) + ".cache");
        try {
            return PixelFile.open(kept, key, shape, PixelFile.SEGMENT_BYTES);
        } catch (NoSuchFileException e) {
            LOG.log(System.Logger.Level.INFO, "decoding " + what + " to " + shape);
        } catch (FormatException e) {
            LOG.log(System.Logger.Level.WARNING, e.getMessage() + "; decoding " + what + " again");
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, kept + " cannot be read (" + e + "); decoding " + what + " again");
        }
        try {
            Files.createDirectories(cache.resolve("images"));
            PixelFile.write(kept, key, shape, source);
            return PixelFile.open(kept, key, shape, PixelFile.SEGMENT_BYTES);
        } catch (IOException e) {
            if (e instanceof MemoryException || e instanceof FormatException) {
                throw e;
            }
            if (e.getCause() instanceof FormatException bad) {
                throw bad;
            }
            if (e.getCause() instanceof MemoryException much) {
                throw much;
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the decoded images cannot be kept in " + cache + " (" + e
                            + "), and will be decoded again next time; FACET_CACHE can name another folder");
        }
        return temporary(key, shape, source);
    }

    /** Works out a text; may read many files. */
    @FunctionalInterface
    public interface Finding {
        String get() throws IOException;
    }

    /** A short text that is determined by {@code key}; {@code finding} works it out if it is not in the cache. */
    public static String note(Path cache, byte[] key, Finding finding) throws IOException {
        Path kept = cache.resolve("images").resolve(HexFormat.of().formatHex(key) + ".note");
        try {
            if (Files.size(kept) <= LONGEST_NOTE) {
                return Files.readString(kept);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, kept + " cannot be read: " + e);
        }
        String text = finding.get();
        try {
            Files.createDirectories(cache.resolve("images"));
            AtomicFile.write(kept, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, kept + " cannot be written: " + e);
        }
        return text;
    }

    private static PixelFile temporary(byte[] key, ImageShape shape, PixelFile.Source source) throws IOException {
        Path file = Files.createTempFile("facet-images-", ".cache");
        try {
            PixelFile.write(file, key, shape, source);
            return PixelFile.open(file, key, shape, PixelFile.SEGMENT_BYTES);
        } finally {
            try {
                Files.delete(file);
            } catch (IOException e) {
                // Windows does not delete mapped files.
                file.toFile().deleteOnExit();
            }
        }
    }
}
