package dev.facet.format;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes pictures as PNG files, each completely or not at all. */
public final class PngFile {
    /** 96 pixels per inch, as CSS defines them. */
    private static final int PER_METRE = 3780;

    private static final int MOST_DENSITY = 4;
    /** Level 6 of 9: enlarged images take about a third less than by default, and no more time. */
    private static final float PACKED = 0.35f;

    private static final int SIGNATURE = 8;
    /** Length, type and checksum. */
    private static final int CHUNK = 12;

    private static final int SIZE = 9;
    private static final int PHYS = 0x70485973;
    private static final int IDAT = 0x49444154;

    private PngFile() {}

    /**
     * Writes {@code image}; replaces an existing file.
     *
     * @throws IOException naming the file and the cause
     */
    public static void write(Path file, BufferedImage image) throws IOException {
        write(file, image, 1);
    }

    /**
     * Writes an image that pages show smaller than it is, so that it is sharp on a dense screen; replaces an existing
     * file.
     *
     * @param density dots in a row for each pixel of a page, as {@link #density} finds it in the file
     */
    public static void write(Path file, BufferedImage image, int density) throws IOException {
        AtomicFile.write(file, out -> write(out, image, density));
    }

    /** Writes {@code image} to a stream, which stays open. */
    public static void write(OutputStream out, BufferedImage image) throws IOException {
        write(out, image, 1);
    }

    private static void write(OutputStream out, BufferedImage image, int density) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        // ImageIO.write would use a cache file in the temporary folder.
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            if (density == 1) {
                writer.write(image);
            } else {
                ImageWriteParam packed = writer.getDefaultWriteParam();
                packed.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                packed.setCompressionQuality(PACKED);
                writer.write(null, new IIOImage(image, null, metadata(writer, image, density)), packed);
            }
        } finally {
            writer.dispose();
        }
    }

    /** The chunk pHYs, which says how many dots a metre has; a page has {@value #PER_METRE} pixels per metre. */
    private static IIOMetadata metadata(ImageWriter writer, BufferedImage image, int density) throws IOException {
        IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), null);
        IIOMetadataNode size = new IIOMetadataNode("pHYs");
        size.setAttribute("pixelsPerUnitXAxis", Integer.toString(PER_METRE * density));
        size.setAttribute("pixelsPerUnitYAxis", Integer.toString(PER_METRE * density));
        size.setAttribute("unitSpecifier", "meter");
        IIOMetadataNode root = new IIOMetadataNode("javax_imageio_png_1.0");
        root.appendChild(size);
        metadata.mergeTree(root.getNodeName(), root);
        return metadata;
    }

    /** The width of a PNG file in dots; 0 if it is none. */
    public static int width(byte[] png) {
        return png.length < SIGNATURE + CHUNK + SIZE
                ? 0
                : Math.max(0, ByteBuffer.wrap(png).getInt(SIGNATURE + 2 * Integer.BYTES));
    }

    /** Dots in a row for each pixel of a page, of a file that {@link #write} made; 1 of any other. */
    public static int density(byte[] png) {
        ByteBuffer bytes = ByteBuffer.wrap(png);
        for (int at = SIGNATURE; at >= 0 && at + CHUNK + SIZE <= png.length; ) {
            int length = bytes.getInt(at);
            int type = bytes.getInt(at + Integer.BYTES);
            if (type == PHYS && length == SIZE) {
                int density = Math.round((float) bytes.getInt(at + 2 * Integer.BYTES) / PER_METRE);
                return density >= 1 && density <= MOST_DENSITY ? density : 1;
            }
            if (length < 0 || type == IDAT || length > png.length) {
                return 1;
            }
            at += CHUNK + length;
        }
        return 1;
    }
}
