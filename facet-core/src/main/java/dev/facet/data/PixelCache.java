package dev.facet.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.facet.format.FormatException;

/**
 * Keeps decoded images below {@code images} in the user's cache, under a key of what determines them; a damaged file is made
 * again. Where the cache cannot be written, images are decoded into a temporary file.
 */
final class PixelCache {
    private static final Logger LOG = LoggerFactory.getLogger(PixelCache.class);

    private PixelCache() {}

    /**
     * The images under {@code key}, made by {@code source} if they are not there.
     *
     * @param cache the user's cache folder
     * @param what what is decoded, for messages
     * @throws FormatException what {@code source} throws of these
     */
    static PixelFile get(Path cache, byte[] key, ImageShape shape, String what, PixelFile.Source source)
            throws IOException {
        Path kept = cache.resolve("images").resolve(HexFormat.of().formatHex(key) + ".cache");
        try {
            return PixelFile.open(kept, key, shape, PixelFile.SEGMENT_BYTES);
        } catch (NoSuchFileException e) {
            LOG.info("decoding {} to {}", what, shape);
        } catch (FormatException e) {
            LOG.warn("{}; decoding {} again", e.getMessage(), what);
        } catch (IOException e) {
            LOG.warn("{} cannot be read ({}); decoding {} again", kept, e.toString(), what);
        }
        try {
            Files.createDirectories(cache.resolve("images"));
            PixelFile.write(kept, key, shape, source);
            return PixelFile.open(kept, key, shape, PixelFile.SEGMENT_BYTES);
        } catch (IOException e) {
            if (e.getCause() instanceof FormatException bad) {
                throw bad;
            }
            LOG.warn(
                    "the decoded images cannot be kept in {} ({}), and will be decoded again next time; FACET_CACHE can"
                            + " name another folder",
                    cache,
                    e.toString());
        }
        return temporary(key, shape, source);
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
                // Windows keeps mapped files.
                file.toFile().deleteOnExit();
            }
        }
    }
}
