package dev.facet.app.studio;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import javax.imageio.ImageIO;

/** Folders and archives of small pictures. */
final class SmallPictures {
    /** Settings with which a run on them takes a second. */
    static final String SETTINGS = "[\"training.threads=1\", \"training.batch=16\", \"model.width=4\","
            + " \"training.precision=fp32\", \"encoder.steps=0\", \"infogan.align=false\","
            + " \"infogan.categories.alone=false\", \"infogan.consistency.starts=1\"]";

    private SmallPictures() {}

    /** A PNG with a bar at a place. */
    static byte[] png(int place) throws IOException {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < 32; y++) {
            image.getRaster().setSample(place % 32, y, 0, 200);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    /** A folder of pictures. */
    static Path folder(Path folder, int count) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < count; i++) {
            Files.write(folder.resolve(i + ".png"), png(i));
        }
        return folder;
    }

    /** The bytes of a ZIP archive of pictures. */
    static byte[] zip(int count) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < count; i++) {
                zip.putNextEntry(new ZipEntry(i + ".png"));
                zip.write(png(i));
            }
        }
        return bytes.toByteArray();
    }
}
