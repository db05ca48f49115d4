package dev.facet.explore;

import java.awt.geom.PathIterator;
import java.awt.image.BufferedImage;
import java.util.Arrays;

import dev.facet.data.Items;
import dev.facet.data.Shape;

/**
 * A sheet of RGB dots for rectangles, images, lines and letters. It does not use {@code java.awt.Graphics2D}, whose
 * first use fails where a display is configured that cannot be reached. Lengths are in dots, of which {@link #DENSITY}
 * are a pixel of a page, so that letters and lines are sharp on a dense screen. Parts outside the sheet are not drawn.
 * Not thread-safe.
 */
final class Canvas {
    /** Dots per pixel of a page. */
    static final int DENSITY = 2;

    static final int INK = 0x222222;
    static final int FAINT = 0x6B6B6B;
    static final int PAPER = 0xFFFFFF;
    /** The size of the font of labels. */
    static final int TEXT = 13 * DENSITY;
    /** The height of a line of labels with the space below it. */
    static final int LINE = 18 * DENSITY;
    /** The height of a capital letter of a label. */
    static final int CAPITAL = (int) Math.round(Lettering.CAPITAL * TEXT);

    static final int MARGIN = 12 * DENSITY;

    private final int width;
    private final int height;
    private final int[] pixels;

    Canvas(int width, int height) {
        this(width, height, PAPER);
    }

    Canvas(int width, int height, int paper) {
        this.width = width;
        this.height = height;
        pixels = new int[Math.multiplyExact(width, height)];
        Arrays.fill(pixels, paper);
    }

    void fill(int x, int y, int w, int h, int rgb) {
        int left = Math.max(0, x);
        int right = Math.min(width, x + w);
        for (int row = Math.max(0, y); row < Math.min(height, y + h) && left < right; row++) {
            Arrays.fill(pixels, row * width + left, row * width + right, rgb);
        }
    }

    /** Fills an outline of lines; dots that it covers partly are mixed. */
    void fill(PathIterator outline, int rgb) {
        Coverage coverage = new Coverage(outline);
        for (int y = Math.max(0, -coverage.top); y < Math.min(coverage.height, height - coverage.top); y++) {
            for (int x = Math.max(0, -coverage.left); x < Math.min(coverage.width, width - coverage.left); x++) {
                mix((coverage.top + y) * width + coverage.left + x, rgb, coverage.at(x, y));
            }
        }
    }

    /** Draws what a pen has drawn on a sheet of this size. */
    void draw(Pen pen) {
        for (int y = 0; y < Math.min(height, pen.height()); y++) {
            for (int x = 0; x < Math.min(width, pen.width()); x++) {
                mix(y * width + x, pen.colour(x, y), pen.ink(x, y));
            }
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
        boolean plain = image.getType() == BufferedImage.TYPE_INT_RGB;
        int left = Math.max(0, x);
        int count = Math.min(width, x + image.getWidth()) - left;
        int[] line = new int[Math.max(0, count)];
        for (int row = Math.max(0, -y); row < Math.min(image.getHeight(), height - y) && count > 0; row++) {
            if (plain) {
                image.getRaster().getDataElements(left - x, row, count, 1, line);
            } else {
                image.getRGB(left - x, row, count, 1, line, 0, count);
            }
            for (int i = 0; i < count; i++) {
                pixels[(y + row) * width + left + i] = line[i] & 0xFFFFFF;
            }
        }
    }

    BufferedImage image() {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        image.getRaster().setDataElements(0, 0, width, height, pixels);
        return image;
    }

    private void mix(int at, int rgb, float share) {
        if (share > 0) {
            pixels[at] = mixed(pixels[at], rgb, share);
        }
    }

    /** A colour between two; {@code share} is how much there is of the second. */
    static int mixed(int from, int to, double share) {
        int rgb = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
            int start = from >> shift & 0xFF;
            int end = to >> shift & 0xFF;
            rgb |= (int) Math.round(start + share * (end - start)) << shift;
        }
        return rgb;
    }
}
