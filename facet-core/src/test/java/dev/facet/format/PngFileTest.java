package dev.facet.format;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class PngFileTest {
    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        BufferedImage image = new BufferedImage(5, 3, BufferedImage.TYPE_INT_RGB);
        image.setRGB(4, 2, 0x123456);
        Path file = folder.resolve("a.png");

        PngFile.write(file, image);

        BufferedImage read = ImageFile.decode(file, Files.readAllBytes(file));
        assertThat(read.getWidth()).isEqualTo(5);
        assertThat(read.getHeight()).isEqualTo(3);
        assertThat(read.getRGB(4, 2)).isEqualTo(0xFF123456);
    }

    @Test
    void theDensityOfAPictureIsFoundAgain() throws IOException {
        BufferedImage image = new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB);
        Path file = folder.resolve("sharp.png");

        PngFile.write(file, image, 2);
        byte[] sharp = Files.readAllBytes(file);
        assertThat(PngFile.density(sharp)).isEqualTo(2);
        assertThat(PngFile.width(sharp)).isEqualTo(8);
        assertThat(ImageFile.decode(file, sharp).getHeight()).isEqualTo(6);

        PngFile.write(file, image);
        assertThat(PngFile.density(Files.readAllBytes(file))).isEqualTo(1);
    }

    @Test
    void aDamagedFileHasNoDensity() throws IOException {
        Path file = folder.resolve("sharp.png");
        PngFile.write(file, new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB), 2);
        byte[] sharp = Files.readAllBytes(file);
        for (int length = 0; length < 54; length++) {
            byte[] cut = Arrays.copyOf(sharp, length);
            assertThat(PngFile.density(cut)).as("after " + length + " bytes").isEqualTo(1);
            assertThat(PngFile.width(cut)).isIn(0, 8);
        }
        for (int value : new int[] {-1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0}) {
            byte[] wrong = sharp.clone();
            ByteBuffer.wrap(wrong).putInt(8, value); // the length of the first chunk
            assertThat(PngFile.density(wrong)).isEqualTo(1);
            ByteBuffer.wrap(wrong = sharp.clone()).putInt(41, value); // the dots per metre
            assertThat(PngFile.density(wrong)).isEqualTo(1);
        }
    }
}
