package dev.facet.evaluate;

import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.ImageShape;
import dev.facet.metrics.ImageMoments;

/** Factors measured in the images themselves, for data without known factors. */
public final class ImageFactors {
    private ImageFactors() {}

    /**
     * Ink, slant and width of each image, as {@link ImageMoments} measures them.
     *
     * @throws UsageException for images that are not grey
     */
    public static Factors of(Dataset data) {
        if (!(data.shape() instanceof ImageShape) || data.shape().channels() != 1) {
            throw new UsageException(
                    "ink, slant and width are measured in grey images; " + data.name() + " is " + data.shape() + ".");
        }
        double[][] values = new double[ImageMoments.NAMES.size()][data.size()];
        byte[] pixels = new byte[data.shape().bytes()];
        for (int i = 0; i < data.size(); i++) {
            data.read(i, pixels, 0);
            double[] of = ImageMoments.of(
                            pixels, 0, data.shape().height(), data.shape().width())
                    .values();
            for (int f = 0; f < of.length; f++) {
                values[f][i] = of[f];
            }
        }
        return new Factors(ImageMoments.NAMES, values);
    }
}
