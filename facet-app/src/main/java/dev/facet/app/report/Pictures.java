package dev.facet.app.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.explore.Grid;
import dev.facet.format.AtomicFile;
import dev.facet.format.PngFile;

/** Combines pictures and writes them to files. */
public final class Pictures {
    private static final int WHITE = 0xFFFFFF;

    private Pictures() {}

    /** A grid that is about as wide as high. */
    public static BufferedImage grid(Items images) {
        return Grid.of(images, (int) Math.ceil(Math.sqrt(images.count()))).draw();
    }

    /** A line of text. */
    static BufferedImage line(String text) {
        return new Grid(text, List.of(), List.of(), 1, new Items(new ImageShape(1, 1, 1), 0, new byte[0])).draw(1);
    }

    /** Pictures side by side, with tops aligned. */
    static BufferedImage beside(List<BufferedImage> pictures) {
        int width = pictures.stream().mapToInt(BufferedImage::getWidth).sum();
        int height = pictures.stream().mapToInt(BufferedImage::getHeight).max().orElse(1);
        BufferedImage all = new BufferedImage(Math.max(1, width), height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < all.getHeight(); y++) {
            for (int x = 0; x < all.getWidth(); x++) {
                all.setRGB(x, y, WHITE);
            }
        }
        int left = 0;
        for (BufferedImage picture : pictures) {
            int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
            all.setRGB(left, 0, picture.getWidth(), picture.getHeight(), pixels, 0, picture.getWidth());
            left += picture.getWidth();
        }
        return all;
    }

    /** Writes a labelled picture, which is sharp on a dense screen, as PNG; creates its folder if necessary. */
    public static void write(BufferedImage image, Path file) throws IOException {
        prepare(file);
        PngFile.write(file, image, Grid.DENSITY);
    }

    /** Writes an item in its own pixels as PNG; creates its folder if necessary. */
    public static void item(BufferedImage image, Path file) throws IOException {
        prepare(file);
        PngFile.write(file, image);
    }

    /** Writes a picture or a page in text; creates its folder if necessary. */
    public static void write(byte[] text, Path file) throws IOException {
        prepare(file);
        AtomicFile.write(file, text);
    }

    private static void prepare(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
    }
}
