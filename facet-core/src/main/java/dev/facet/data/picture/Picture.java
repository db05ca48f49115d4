package dev.facet.data.picture;

import java.nio.file.Path;

import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.resample.Resampler;
import dev.facet.format.FormatException;
import dev.facet.format.ImageFile;
import dev.facet.format.MemoryException;

/** Converts a picture, given as the bytes of a file, to a model's input. */
public final class Picture {
    private Picture() {}

    /**
     * Reads the middle square, resampled and turned upright as for the pictures of a folder.
     *
     * @param name the picture's name in messages
     * @param mostPixels greatest number of pixels; a larger picture is refused before it is decoded
     * @throws UsageException if it is no picture, is damaged or too large, or needs more memory than Java may use
     */
    public static Items read(String name, byte[] content, ImageShape shape, long mostPixels) {
        Path file = Path.of(name.replaceAll("[^\\p{L}\\p{N}._ -]", "_"));
        try {
            ImageFile.Header header = ImageFile.header(file, content);
            long pixels = (long) header.width() * header.height();
            if (pixels > mostPixels) {
                throw new UsageException(file + " has " + header.width() + "×" + header.height() + " pixels; at most "
                        + mostPixels + " are read. Make it smaller.");
            }
            byte[] bytes = new Resampler(shape).resample(ImageFile.decode(file, content), header.orientation());
            return new Items(shape, 1, bytes);
        } catch (FormatException e) {
            throw new UsageException(file + " " + e.problem(), e);
        } catch (MemoryException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }
}
