package dev.facet.app;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

import dev.facet.data.Images;

/** Pictures on their way to files. */
final class Pictures {
    private Pictures() {}

    static BufferedImage grid(Images images) {
        throw new UnsupportedOperationException();
    }

    static void write(BufferedImage image, Path file) throws IOException {
        ImageIO.write(image, "png", Files.newOutputStream(file));
    }
}
