package dev.facet.explore;

import java.awt.image.BufferedImage;
import java.util.Arrays;

import dev.facet.data.Items;
import dev.facet.data.Shape;

/**
 * A white sheet of RGB pixels for drawing rectangles and images. It does not use {@code java.awt.Graphics2D}, whose
 * first use fails on some machines without a display or fonts. Parts outside the sheet are not drawn. Not thread-safe.
 */
final class Canvas {
    static final int INK = 0x222222;
    static final int FAINT = 0x6B6B6B;
    static final int PAPER = 0xFFFFFF;
    /** Pixels per dot of a label. */
    static final int TEXT = 2;
    /** The height of a line of labels with the space below it, in pixels. */
    static final int LINE = (Lettering.ASCENT + 5) * TEXT;

    static final int MARGIN = 12;

    private final int width;
    private final int height;
    private final int[] pixels;

    Canvas(int width, int height) {
        this.width = width;
        this.height = height;
        pixels = new int[Math.multiplyExact(width, height)];
        Arrays.fill(pixels, PAPER);
    }

    void fill(int x, int y, int w, int h, int rgb) {
        int left = Math.max(0, x);
        int right = Math.min(width, x + w);
        for (int row = Math.max(0, y); row < Math.min(height, y + h) && left < right; row++) {
            Arrays.fill(pixels, row * width + left, row * width + right, rgb);
        }
    }

    /** Draws image {@code index}, enlarged by the whole factor {@code scale}. */
    void image(Items images, int index, int x, int y, int scale) {
        Shape shape = images.shape();
        int plane = shape.height() * shape.width();
        for (int row = 0; row < shape.height(); row++) {
            for (int column = 0; column < shape.width(); column++) {
                int at = index * shape.bytes() + row * shape.width() + column;
                int rgb = 0;
                for (int band = 0; band < 3; band++) {
                    rgb = rgb << 8 | images.bytes()[at + (shape.channels() == 3 ? band * plane : 0)] & 0xFF;
                }
                fill(x + column * scale, y + row * scale, scale, scale, rgb);
            }
        }
    }

    void paste(BufferedImage image, int x, int y) {
        for (int row = 0; row < image.getHeight(); row++) {
            for (int column = 0; column < image.getWidth(); column++) {
                fill(x + column, y + row, 1, 1, image.getRGB(column, row) & 0xFFFFFF);
            }
        }
    }

    BufferedImage image() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, width, height, pixels, 0, width);
        return image;
    }
}
