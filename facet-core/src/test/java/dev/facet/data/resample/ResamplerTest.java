package dev.facet.data.resample;

import java.awt.Point;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.facet.data.ImageShape;
import dev.facet.data.Items;

import static org.assertj.core.api.Assertions.assertThat;

class ResamplerTest {
    @Test
    void anImageOfTheRightSizeIsCopiedExactly() {
        Items images = random(new ImageShape(3, 16, 16));
        assertThat(new Resampler((ImageShape) images.shape()).resample(images.image(0)))
                .isEqualTo(images.bytes());
        Items grey = random(new ImageShape(1, 16, 16));
        assertThat(new Resampler((ImageShape) grey.shape()).resample(grey.image(0)))
                .isEqualTo(grey.bytes());
    }

    @Test
    void shrinkingAveragesAreas() {
        BufferedImage image = grey(4, 4, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140, 150);
        assertThat(new Resampler(new ImageShape(1, 2, 2)).resample(image)).containsExactly(25, 45, 105, (byte) 125);
        // A third of the middle row and column goes to each side: (9·1 + 4.5·(…)) by hand.
        BufferedImage three = grey(3, 3, 90, 0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(new Resampler(new ImageShape(1, 2, 2)).resample(three)).containsExactly(40, 0, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({"92, 64", "128, 32", "33, 32", "100, 28", "7, 28", "1, 4", "31, 32", "1000, 3"})
    void aFlatImageStaysFlatAtAnyRatio(int from, int to) {
        BufferedImage image = new BufferedImage(from, from, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < from; y++) {
            for (int x = 0; x < from; x++) {
                image.setRGB(x, y, 0xC86414);
            }
        }
        byte[] pixels = new Resampler(new ImageShape(3, to, to)).resample(image);
        for (int i = 0; i < pixels.length; i++) {
            assertThat(pixels[i] & 0xFF).isEqualTo(new int[] {200, 100, 20}[i / (to * to)]);
        }
    }

    @Test
    void enlargingInterpolates() {
        BufferedImage image = grey(2, 2, 0, 100, 0, 100);
        assertThat(new Resampler(new ImageShape(1, 4, 4)).resample(image))
                .startsWith(0, 25, 75, 100)
                .endsWith(0, 25, 75, 100);
    }

    @Test
    void theMiddleSquareIsCutOut() {
        BufferedImage wide = grey(6, 2, 1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16);
        assertThat(new Resampler(new ImageShape(1, 2, 2)).resample(wide)).containsExactly(3, 4, 13, 14);
        BufferedImage tall = grey(2, 6, 1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16);
        assertThat(new Resampler(new ImageShape(1, 2, 2)).resample(tall)).containsExactly(5, 6, 11, 12);
    }

    @Test
    void colourBecomesLumaAndGreyBecomesThreeEqualChannels() {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0xC82814);
        // 0.299·200 + 0.587·40 + 0.114·20 = 85.56
        assertThat(new Resampler(new ImageShape(1, 1, 1)).resample(image)).containsExactly(86);
        assertThat(new Resampler(new ImageShape(3, 1, 1)).resample(grey(1, 1, 77)))
                .containsExactly(77, 77, 77);
    }

    @Test
    void transparentPixelsAreCompositedOnBlack() {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(0, 0, 0x80C86432);
        image.setRGB(1, 0, 0x00FFFFFF);
        image.setRGB(1, 1, 0xFFFFFFFF);
        byte[] pixels = new Resampler(new ImageShape(3, 2, 2)).resample(image);
        assertThat(pixels).startsWith(100, 0, 0, -1).endsWith(25, 0, 0, -1);
    }

    @Test
    void sixteenBitsKeepTheirUpperPart() {
        assertThat(new Resampler(new ImageShape(1, 1, 1)).resample(deep(ColorSpace.CS_GRAY, false, 100 * 257)))
                .containsExactly(100);
        assertThat(new Resampler(new ImageShape(1, 1, 1)).resample(deep(ColorSpace.CS_GRAY, true, 65535, 100 * 257)))
                .containsExactly(100);
        assertThat(new Resampler(new ImageShape(3, 1, 1))
                        .resample(deep(ColorSpace.CS_sRGB, false, 0x64FF, 0x0000, 0xFFFF)))
                .containsExactly(101, 0, -1);
        assertThat(new Resampler(new ImageShape(3, 1, 1))
                        .resample(deep(ColorSpace.CS_sRGB, true, 65535, 65535, 0, 0x8080)))
                .containsExactly(-128, -128, 0);
    }

    @ParameterizedTest
    @CsvSource({"1, 1234", "2, 2143", "3, 4321", "4, 3412", "5, 1324", "6, 3142", "7, 4231", "8, 2413"})
    void picturesAreTurnedUpright(int orientation, String upright) {
        byte[] pixels = new Resampler(new ImageShape(1, 2, 2)).resample(grey(2, 2, 1, 2, 3, 4), orientation);
        assertThat(pixels[0] + "" + pixels[1] + pixels[2] + pixels[3]).isEqualTo(upright);
    }

    @Test
    void palettesAreLookedUp() {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_BINARY);
        image.setRGB(1, 1, 0xFFFFFFFF);
        assertThat(new Resampler(new ImageShape(1, 2, 2)).resample(image)).containsExactly(0, 0, 0, -1);
    }

    private static BufferedImage grey(int width, int height, int... values) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setPixels(0, 0, width, height, values);
        return image;
    }

    private static BufferedImage deep(int space, boolean alpha, int... samples) {
        ColorModel colors = new ComponentColorModel(
                ColorSpace.getInstance(space),
                alpha,
                false,
                alpha ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
                DataBuffer.TYPE_USHORT);
        WritableRaster raster =
                Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, 1, 1, samples.length, new Point(0, 0));
        raster.setPixel(0, 0, samples);
        return new BufferedImage(colors, raster, false, null);
    }

    private static Items random(ImageShape shape) {
        byte[] pixels = new byte[shape.bytes()];
        new Random(5).nextBytes(pixels);
        return new Items(shape, 1, pixels);
    }
}
