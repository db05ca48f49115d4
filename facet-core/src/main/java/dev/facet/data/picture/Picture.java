package dev.facet.data.picture;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.resample.PictureLook;
import dev.facet.data.resample.Resampler;
import dev.facet.format.FormatException;
import dev.facet.format.ImageFile;
import dev.facet.format.MemoryException;

/** Converts a picture, given as the bytes of a file, to a model's input. */
public final class Picture {
    private Picture() {}

    /**
     * A model's input, made of a picture.
     *
     * @param items the input, one item
     * @param width of the picture in pixels, as it is stored
     * @param height likewise
     */
    public record Converted(Items items, int width, int height) {}

    /** As {@link #read(String, byte[], ImageShape, long, DataConfig)}, with the usual settings. */
    public static Items read(String name, byte[] content, ImageShape shape, long mostPixels) {
        return read(name, content, shape, mostPixels, new DataConfig("picture", 0, 0, 2, 1));
    }

    /**
     * Reads the picture as those of the data are read that a model was trained on: made square, resampled, turned
     * upright, on the same background, with the same values of black and white. Of several pages it reads the first.
     *
     * @param name the picture's name in messages
     * @param mostPixels greatest number of pixels; a larger picture is refused before it is decoded
     * @param data the settings of the data that the model was trained on, as its run has them; what they leave open,
     *     the picture decides
     * @throws UsageException if it is no picture, is damaged or too large, or needs more memory than Java may use
     */
    public static Items read(String name, byte[] content, ImageShape shape, long mostPixels, DataConfig data) {
        return convert(name, content, shape, mostPixels, data).items();
    }

    /** As {@link #read(String, byte[], ImageShape, long, DataConfig)}; tells the size of the picture, too. */
    public static Converted convert(String name, byte[] content, ImageShape shape, long mostPixels, DataConfig data) {
        Path file = Path.of(name.replaceAll("[^\\p{L}\\p{N}._ -]", "_"));
        try {
            ImageFile.Header header = ImageFile.header(file, content);
            long pixels = (long) header.width() * header.height();
            if (pixels > mostPixels) {
                throw new UsageException(file + " has " + header.width() + "×" + header.height() + " pixels; at most "
                        + mostPixels + " are read. Make it smaller.");
            }
            PictureLook look = PictureSurvey.look(file, content, header, data);
            Items items = new Items(shape, 1, new Resampler(shape, look).read(file, content, header));
            return new Converted(items, header.width(), header.height());
        } catch (FormatException e) {
            throw new UsageException(file + " " + e.problem(), e);
        } catch (MemoryException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #read(String, byte[], ImageShape, long, DataConfig)}, of a picture that is decoded and upright. */
    public static Items read(String name, BufferedImage image, ImageShape shape, DataConfig data) {
        PictureLook look = PictureSurvey.look(Path.of(name), image, data);
        return new Items(shape, 1, new Resampler(shape, look).resample(image, 1));
    }
}
