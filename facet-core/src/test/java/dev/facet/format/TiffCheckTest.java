package dev.facet.format;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.zip.DeflaterOutputStream;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

class TiffCheckTest {
    private static final Path NAME = Path.of("some.tif");
    private static final byte[] RAMP = {0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110};

    @ParameterizedTest
    @ValueSource(strings = {"none", "LZW", "Deflate", "ZLib", "PackBits", "JPEG"})
    void everyUsualCompressionIsRead(String compression) throws IOException {
        BufferedImage image = PictureFiles.picture(BufferedImage.TYPE_INT_RGB);
        byte[] tiff = written(compression, image, image);
        ImageFile.Header header = ImageFile.header(NAME, tiff);
        assertThat(header.width()).isEqualTo(24);
        assertThat(header.height()).isEqualTo(20);
        assertThat(header.channels()).isEqualTo(3);
        assertThat(header.more()).hasSize(1);
        for (int page = 0; page < 2; page++) {
            BufferedImage read = ImageFile.decode(NAME, tiff, page);
            for (int y = 0; y < 20; y++) {
                for (int x = 0; x < 24; x++) {
                    for (int shift = 8; shift < 24; shift += 8) {
                        assertThat(read.getRGB(x, y) >> shift & 0xFF)
                                .isCloseTo(
                                        image.getRGB(x, y) >> shift & 0xFF,
                                        within(compression.equals("JPEG") ? 40 : 0));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"II, false", "MM, false", "II, true", "MM, true"})
    void bothOrdersOfBytesAndBothSizesOfOffsetsAreRead(String order, boolean big) throws IOException {
        TiffFiles file = new TiffFiles(order.equals("II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN, big);
        byte[] tiff = file.grey(4, 3, RAMP, 274, 6L).grey(3, 4, RAMP).bytes();
        ImageFile.Header header = ImageFile.header(NAME, tiff);
        assertThat(header.orientation()).isEqualTo(6);
        assertThat(header.channels()).isEqualTo(1);
        assertThat(header.more()).hasSize(1);
        assertThat(header.more().get(0).page()).isOne();
        assertThat(header.more().get(0).height()).isEqualTo(4);
        assertThat(samples(ImageFile.decode(NAME, tiff)))
                .containsExactly(0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110);
        assertThat(samples(ImageFile.decode(NAME, tiff, 1))).endsWith(90, 100, 110);
        assertThat(ImageFile.decode(NAME, tiff, 1).getHeight()).isEqualTo(4);
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> ImageFile.decode(NAME, tiff, 2))
                .withMessageContaining("has 2 pages, and no page 3");
    }

    @Test
    void whiteIsZeroIsTurnedAround() throws IOException {
        byte[] tiff = little().grey(4, 3, RAMP, 262, 0L).bytes();
        assertThat(samples(ImageFile.decode(NAME, tiff))).startsWith(255, 245, 235);
        byte[] bits = little().page(8, 1, new byte[][] {{(byte) 0xF0}}, 258, 1L, 259, 1L, 262, 0L, 277, 1L)
                .bytes();
        BufferedImage ink = ImageFile.decode(NAME, bits);
        assertThat(ink.getRGB(0, 0) & 0xFF).isZero();
        assertThat(ink.getRGB(7, 0) & 0xFF).isEqualTo(255);
    }

    @Test
    void palettesAreLookedUp() throws IOException {
        long[] colours = new long[12];
        colours[1] = 65535; // red of colour 1
        colours[4 + 2] = 65535; // green of colour 2
        byte[] tiff = little().page(4, 1, new byte[][] {{0x1B}}, 258, 2L, 259, 1L, 262, 3L, 277, 1L, 320, colours)
                .bytes();
        assertThat(ImageFile.header(NAME, tiff).channels()).isEqualTo(3);
        BufferedImage read = ImageFile.decode(NAME, tiff);
        assertThat(read.getRGB(0, 0)).isEqualTo(0xFF000000);
        assertThat(read.getRGB(1, 0)).isEqualTo(0xFFFF0000);
        assertThat(read.getRGB(2, 0)).isEqualTo(0xFF00FF00);
    }

    @Test
    void deepAndFloatingSamplesKeepTheirValues() throws IOException {
        byte[] deep = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0)
                .putShort((short) 4080)
                .putShort((short) 40_000)
                .putShort((short) 65_535)
                .array();
        byte[] tiff = little().page(4, 1, new byte[][] {deep}, 258, 16L, 259, 1L, 262, 1L, 277, 1L)
                .bytes();
        assertThat(ImageFile.header(NAME, tiff).bits()).isEqualTo(16);
        assertThat(samples(ImageFile.decode(NAME, tiff))).containsExactly(0, 4080, 40_000, 65_535);

        byte[] real = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(-0.5f)
                .putFloat(0.25f)
                .array();
        byte[] floats = little().page(2, 1, new byte[][] {real}, 258, 32L, 259, 1L, 262, 1L, 277, 1L, 339, 3L)
                .bytes();
        assertThat(ImageFile.header(NAME, floats).floating()).isTrue();
        assertThat(ImageFile.decode(NAME, floats).getRaster().getPixels(0, 0, 2, 1, (float[]) null))
                .containsExactly(-0.5f, 0.25f);
    }

    @Test
    void planesAndTilesAndStripsAreTheSamePicture() throws IOException {
        byte[] red = {(byte) 200, 100};
        byte[] green = {20, 30};
        byte[] blue = {40, 50};
        Object[] rgb = {258, new long[] {8, 8, 8}, 259, 1L, 262, 2L, 277, 3L, 284, 2L};
        byte[] planar =
                little().page(2, 1, new byte[][] {red, green, blue}, rgb).bytes();
        assertThat(ImageFile.decode(NAME, planar).getRGB(0, 0)).isEqualTo(0xFFC81428);
        assertThat(ImageFile.decode(NAME, planar).getRGB(1, 0)).isEqualTo(0xFF641E32);
        byte[][] tiles = new byte[2][256];
        tiles[0][17] = 77;
        tiles[1][0] = 88;
        byte[] tiled = little().page(20, 10, tiles, 258, 8L, 259, 1L, 262, 1L, 277, 1L, 322, 16L, 323, 16L)
                .bytes();
        BufferedImage read = ImageFile.decode(NAME, tiled);
        assertThat(read.getRaster().getSample(1, 1, 0)).isEqualTo(77);
        assertThat(read.getRaster().getSample(16, 0, 0)).isEqualTo(88);
        byte[] strips = little().page(
                        4,
                        3,
                        new byte[][] {{0, 10, 20, 30}, {40, 50, 60, 70}, {80, 90, 100, 110}},
                        258,
                        8L,
                        259,
                        1L,
                        262,
                        1L,
                        277,
                        1L,
                        278,
                        1L)
                .bytes();
        assertThat(samples(ImageFile.decode(NAME, strips))).endsWith(80, 90, 100, 110);
    }

    @Test
    void transparencyIsKnownWithoutDecoding() throws IOException {
        byte[] pixels = {10, 20, 30, 0, 40, 50, 60, (byte) 255};
        byte[] tiff = little().page(
                        2, 1, new byte[][] {pixels}, 258, new long[] {8, 8, 8, 8}, 259, 1L, 262, 2L, 277, 4L, 338, 2L)
                .bytes();
        assertThat(ImageFile.header(NAME, tiff).alpha()).isTrue();
        assertThat(ImageFile.decode(NAME, tiff).getRGB(0, 0) >>> 24).isZero();
        assertThat(ImageFile.decode(NAME, tiff).getRGB(1, 0)).isEqualTo(0xFF28323C);
    }

    @Test
    void previewsAndMasksAreNoPages() throws IOException {
        byte[] tiff = little().grey(4, 3, RAMP, 254, 1L)
                .grey(3, 4, RAMP)
                .grey(4, 3, RAMP, 254, 4L)
                .bytes();
        assertThat(ImageFile.header(NAME, tiff).height()).isEqualTo(4);
        assertThat(ImageFile.header(NAME, tiff).more()).isEmpty();
        assertRefused(little().grey(4, 3, RAMP, 254, 1L).bytes(), "only small previews of its picture");
        assertRefused(little().grey(4, 3, RAMP, 262, 32803L).bytes(), "a camera's raw file");
    }

    @Test
    void falseClaimsAreRefusedBeforeMemoryIsTaken() throws IOException {
        assertRefused(little().grey(4, 3, RAMP).bytes(true), "go round in a circle");
        assertRefused(little().grey(40_000, 30_000, RAMP).bytes(), "more than 100 million");
        assertRefused(little().grey(400, 400, RAMP).bytes(), "claims 400×400 pixels, but has only 12 bytes");
        assertRefused(little().grey(4, 3, RAMP, 259, 5L, 257, 60_000L).bytes(), "claims 4×60000 pixels");
        assertRefused(little().grey(4, 3, RAMP, 279, 5_000L).bytes(), "is cut off or damaged");
        assertRefused(little().grey(4, 3, RAMP, 259, 6L).bytes(), "pixels compressed by method 6, which is not read");
        assertRefused(little().grey(4, 3, RAMP, 277, 900L).bytes(), "pixels of 900 samples");
        assertRefused(
                little().page(4, 3, new byte[][] {RAMP}, 258, 8L, 259, 1L, 262, 1L, 277, 1L, 322, 60_000L, 323, 60_000L)
                        .bytes(),
                "parts of 60000×60000 pixels");
        TiffFiles many = little();
        byte[] strip = new byte[2000];
        many.grey(50, 40, strip);
        for (int i = 0; i < 50; i++) {
            many.grey(50, 40, new byte[0], 273, 8L, 279, 2000L);
        }
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> ImageFile.header(NAME, many.bytes()))
                .withMessageContaining("its pages share their pixels");
        // A tile that is a JPEG file of another size.
        BufferedImage large = new BufferedImage(600, 600, BufferedImage.TYPE_BYTE_GRAY);
        assertRefused(
                little().page(
                                24,
                                20,
                                new byte[][] {PictureFiles.encoded("jpg", large)},
                                258,
                                8L,
                                259,
                                7L,
                                262,
                                1L,
                                277,
                                1L)
                        .bytes(),
                "a part of 600×600 pixels, where 24×20 are due");
    }

    @Test
    void aBombOfZerosIsBoundedByItsClaim() throws IOException {
        ByteArrayOutputStream zeros = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(zeros)) {
            deflater.write(new byte[64 << 20]);
        }
        byte[] tiff = little().grey(4, 3, zeros.toByteArray(), 259, 8L).bytes();
        assertThat(samples(ImageFile.decode(NAME, tiff))).containsOnly(0);
    }

    private static TiffFiles little() {
        return new TiffFiles(ByteOrder.LITTLE_ENDIAN, false);
    }

    private static int[] samples(BufferedImage image) {
        return image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
    }

    private static void assertRefused(byte[] tiff, String message) {
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> ImageFile.header(NAME, tiff))
                .withMessageContaining(message);
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> ImageFile.decode(NAME, tiff));
    }

    private static byte[] written(String compression, BufferedImage... images) throws IOException {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("tiff");
        ImageWriter writer = writers.next();
        while (!writer.getClass().getName().startsWith("com.sun.")) {
            writer = writers.next();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream target = new MemoryCacheImageOutputStream(out)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            if (!compression.equals("none")) {
                param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                param.setCompressionType(compression);
            }
            writer.setOutput(target);
            writer.prepareWriteSequence(null);
            for (BufferedImage image : images) {
                writer.writeToSequence(new IIOImage(image, null, null), param);
            }
            writer.endWriteSequence();
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
