package dev.facet.data;

import java.awt.image.BufferedImage;

/**
 * Some images in memory, as bytes 0 … 255 in planar order {@code [count, channels, height, width]}. The array is not copied.
 */
public record Images(ImageShape shape, int count, byte[] pixels) {
    public Images {
        if (pixels.length != count * shape.bytes()) {
            throw new IllegalArgumentException(
                    count + " images of " + shape + " need " + count * shape.bytes() + " bytes; got " + pixels.length);
        }
    }

    /** Image {@code index} as an AWT image, grey or RGB. */
    public BufferedImage image(int index) {
        boolean grey = shape.channels() == 1;
        BufferedImage image = new BufferedImage(
                shape.width(), shape.height(), grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        int plane = shape.height() * shape.width();
        int start = index * shape.bytes();
        for (int y = 0; y < shape.height(); y++) {
            for (int x = 0; x < shape.width(); x++) {
                int at = start + y * shape.width() + x;
                if (grey) {
                    image.getRaster().setSample(x, y, 0, pixels[at] & 0xFF);
                } else {
                    image.setRGB(
                            x,
                            y,
                            (pixels[at] & 0xFF) << 16
                                    | (pixels[at + plane] & 0xFF) << 8
                                    | pixels[at + 2 * plane] & 0xFF);
                }
            }
        }
        return image;
    }
}
