package dev.facet.format;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes pictures as PNG files, each whole or not at all. */
public final class PngFile {
    private PngFile() {}

    /**
     * Writes {@code image}, replacing what was there.
     *
     * @throws IOException naming the file and the cause
     */
    public static void write(Path file, BufferedImage image) throws IOException {
        AtomicFile.write(file, out -> {
            ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
            // ImageIO.write would go through a cache file in the temporary folder.
            try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
                writer.setOutput(stream);
                writer.write(image);
            } finally {
                writer.dispose();
            }
        });
    }
}
