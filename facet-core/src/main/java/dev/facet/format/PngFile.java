package dev.facet.format;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes pictures as PNG files, each completely or not at all. */
public final class PngFile {
    private PngFile() {}

    /**
     * Writes {@code image}; replaces an existing file.
     *
     * @throws IOException naming the file and the cause
     */
    public static void write(Path file, BufferedImage image) throws IOException {
        AtomicFile.write(file, out -> write(out, image));
    }

    /** Writes {@code image} to a stream, which stays open. */
    public static void write(OutputStream out, BufferedImage image) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        // ImageIO.write would use a cache file in the temporary folder.
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(image);
        } finally {
            writer.dispose();
        }
    }
}
