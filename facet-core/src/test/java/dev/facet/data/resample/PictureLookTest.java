package dev.facet.data.resample;

import java.awt.Point;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.facet.config.DataConfig.Fit;
import dev.facet.data.ImageShape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class PictureLookTest {
    private static final PictureLook WHITE = new PictureLook(Fit.CROP, 1, 0, 1);
    private static final PictureLook PAD = new PictureLook(Fit.PAD, 0, 0, 1);
    private static final PictureLook STRETCH = new PictureLook(Fit.STRETCH, 0, 0, 1);

    @Test
    void paddingKeepsAllOfAPictureAndTakesTheMedianOfItsBorder() {
        // Around 9, except in one corner.
        BufferedImage wide = grey(4, 2, 9, 9, 9, 200, 9, 9, 9, 9);
        assertThat(seen(wide, 1, 4, PAD)).containsExactly(9, 9, 9, 9, 9, 9, 9, 200, 9, 9, 9, 9, 9, 9, 9, 9);
        BufferedImage tall = grey(2, 4, 7, 1, 7, 2, 7, 3, 7, 4);
        assertThat(seen(tall, 1, 4, PAD)).containsExactly(7, 7, 1, 7, 7, 7, 2, 7, 7, 7, 3, 7, 7, 7, 4, 7);
    }

    @Test
    void paddingIsInTheColourBehindTransparentBorders() {
        BufferedImage image = new BufferedImage(4, 2, BufferedImage.TYPE_INT_ARGB);
        image.setRGB(1, 0, 0xFF336699);
        byte[] pixels = pixels(image, 3, 4, new PictureLook(Fit.PAD, 1, 0, 1));
        assertThat(pixels[0]).isEqualTo((byte) 255);
        assertThat(pixels[4 + 1]).isEqualTo((byte) 0x33);
        assertThat(pixels[16 + 4 + 1]).isEqualTo((byte) 0x66);
    }

    @ParameterizedTest
    @CsvSource({"40, 56", "56, 40", "1, 100", "100, 1", "300, 20", "33, 32"})
    void aFlatPictureStaysFlatHoweverItFits(int width, int height) {
        int[] values = new int[width * height];
        java.util.Arrays.fill(values, 113);
        for (PictureLook look : new PictureLook[] {PAD, STRETCH, PictureLook.PLAIN}) {
            assertThat(seen(grey(width, height, values), 1, 32, look)).containsOnly(113);
        }
    }

    @Test
    void stretchingKeepsTheEdges() {
        BufferedImage wide = grey(4, 2, 0, 0, 200, 200, 0, 0, 200, 200);
        assertThat(seen(wide, 1, 2, STRETCH)).containsExactly(0, 200, 0, 200);
        BufferedImage tall = grey(1, 4, 0, 40, 80, 120);
        assertThat(seen(tall, 1, 2, STRETCH)).containsExactly(20, 20, 100, 100);
    }

    @Test
    void transparentPartsAreComposedOnTheBackgroundBeforeTheyAreAveraged() {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_4BYTE_ABGR);
        image.setRGB(0, 0, 0xFF000000);
        image.setRGB(1, 0, 0x00FF0000); // red that is not seen
        image.setRGB(0, 1, 0x80000000);
        image.setRGB(1, 1, 0x00000000);
        assertThat(seen(image, 3, 2, WHITE)).startsWith(0, 255, 127, 255).endsWith(0, 255, 127, 255);
        // (0 + 255 + 127 + 255) / 4
        assertThat(seen(image, 1, 1, WHITE)).containsExactly(159);
        assertThat(seen(image, 1, 1, PictureLook.PLAIN)).containsExactly(0);
    }

    @Test
    void greyWithAlphaAndPalettesAndMultipliedColoursAreComposedToo() {
        WritableRaster two = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 1, 1, 2, new Point(0, 0));
        two.setPixel(0, 0, new int[] {100, 51});
        ComponentColorModel grey = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY),
                true,
                false,
                Transparency.TRANSLUCENT,
                DataBuffer.TYPE_BYTE);
        // 0.2·100 + 0.8·255
        assertThat(seen(new BufferedImage(grey, two, false, null), 1, 1, WHITE)).containsExactly(224);
        IndexColorModel palette = new IndexColorModel(
                1, 2, new byte[] {10, 20}, new byte[] {10, 20}, new byte[] {10, 20}, new byte[] {0, (byte) 255});
        BufferedImage indexed = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_BINARY, palette);
        indexed.getRaster().setSample(1, 1, 0, 1);
        assertThat(seen(indexed, 1, 2, WHITE)).containsExactly(255, 255, 255, 20);
        BufferedImage multiplied = new BufferedImage(1, 1, BufferedImage.TYPE_4BYTE_ABGR_PRE);
        multiplied.getRaster().setPixel(0, 0, new int[] {40, 20, 0, 51}); // 200, 100, 0 at a fifth
        assertThat(seen(multiplied, 3, 1, WHITE)).containsExactly(244, 224, 204);
    }

    @Test
    void deepValuesAreStretchedBetweenBlackAndWhite() {
        BufferedImage deep = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setPixels(0, 0, 2, 1, new int[] {1000, 3000});
        PictureLook look = new PictureLook(Fit.STRETCH, 0, 1000 / 65535.0, 5000 / 65535.0);
        assertThat(seen(deep, 1, 2, look)).containsExactly(0, 128, 0, 128);
        assertThat(PictureMeasures.range(deep)).containsExactly(1000 / 65535.0, 3000 / 65535.0);
        // Pictures of 8 bits are as they are.
        assertThat(seen(grey(1, 1, 77), 1, 1, look)).containsExactly(77);
        assertThat(PictureMeasures.range(grey(1, 1, 77))[0]).isInfinite();
        assertThatIllegalArgumentException().isThrownBy(() -> new PictureLook(Fit.CROP, 0, 1, 1));
    }

    @Test
    void floatingPointValuesAreReadAsTheyAre() {
        WritableRaster raster = Raster.createWritableRaster(
                new PixelInterleavedSampleModel(DataBuffer.TYPE_FLOAT, 2, 2, 1, 2, new int[] {0}), new Point(0, 0));
        raster.setPixels(0, 0, 2, 2, new float[] {-1, 1, Float.NaN, 0});
        ComponentColorModel colours = new ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_GRAY), false, false, Transparency.OPAQUE, DataBuffer.TYPE_FLOAT);
        BufferedImage image = new BufferedImage(colours, raster, false, null);
        assertThat(seen(image, 1, 2, new PictureLook(Fit.CROP, 0, -1, 1))).containsExactly(0, 255, 0, 128);
        assertThat(PictureMeasures.range(image)).containsExactly(-1, 1);
    }

    @Test
    void whatIsDrawnIsWeighedByHowOpaqueItIs() {
        BufferedImage image = new BufferedImage(4, 1, BufferedImage.TYPE_4BYTE_ABGR);
        image.setRGB(0, 0, 0xFF000000);
        image.setRGB(1, 0, 0xFF808080);
        image.setRGB(2, 0, 0x00FFFFFF); // white, but not seen
        PictureMeasures.Drawing drawing = PictureMeasures.drawing(image);
        assertThat(drawing.lostOnBlack()).isCloseTo(0.5, within(1e-6));
        assertThat(drawing.lostOnWhite()).isZero();
        assertThat(drawing.luma()).isCloseTo(64, within(0.1));
        assertThat(PictureMeasures.drawing(grey(1, 1, 5)).luma()).isNaN();
    }

    private static int[] unsigned(byte[] pixels) {
        int[] values = new int[pixels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = pixels[i] & 0xFF;
        }
        return values;
    }

    private static int[] seen(BufferedImage image, int channels, int size, PictureLook look) {
        return unsigned(pixels(image, channels, size, look));
    }

    private static byte[] pixels(BufferedImage image, int channels, int size, PictureLook look) {
        return new Resampler(new ImageShape(channels, size, size), look).resample(image);
    }

    private static BufferedImage grey(int width, int height, int... values) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setPixels(0, 0, width, height, values);
        return image;
    }
}
