package dev.facet.format;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** What is done with pixels after they are decoded: profiles, transparent colours, frames on a canvas. */
class PictureColoursTest {
    private static final Path NAME = Path.of("some.file");

    @Test
    void coloursAreConvertedByTheProfile() throws IOException {
        byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        // Half of the light is 188 in sRGB.
        BufferedImage image = flat(BufferedImage.TYPE_INT_RGB, 0x808080);
        byte[] png = PictureFiles.pngWith(PictureFiles.encoded("png", image), "iCCP", deflated(linear));
        assertThat(ImageFile.decode(NAME, png).getRGB(5, 5) & 0xFF).isCloseTo(188, within(1));
        byte[] jpeg = PictureFiles.jpegWithProfile(PictureFiles.encoded("jpg", image), linear);
        assertThat(ImageFile.decode(NAME, jpeg).getRGB(5, 5) & 0xFF).isCloseTo(188, within(2));
        assertThat(ImageFile.rows(NAME, jpeg, (y, samples, channels) -> {})).isFalse();
        byte[] tiff = new TiffFiles(ByteOrder.LITTLE_ENDIAN, false)
                .page(
                        1,
                        1,
                        new byte[][] {{(byte) 128, (byte) 128, (byte) 128}},
                        258,
                        new long[] {8, 8, 8},
                        259,
                        1L,
                        262,
                        2L,
                        277,
                        3L,
                        34675,
                        linear)
                .bytes();
        assertThat(ImageFile.decode(NAME, tiff).getRGB(0, 0) & 0xFF).isCloseTo(188, within(1));
        byte[] webp = PictureFiles.webpWithProfile(PictureFiles.resource("lossless.webp"), linear);
        int plain =
                ImageFile.decode(NAME, PictureFiles.resource("lossless.webp")).getRGB(3, 9) & 0xFF;
        assertThat(plain).isEqualTo(20);
        assertThat(ImageFile.decode(NAME, webp).getRGB(3, 9) & 0xFF)
                .isCloseTo(79, within(1)); // 255·(1.055·(20/255)^(1/2.4) − 0.055)
    }

    @Test
    void greyAndPalettesAreConvertedToo() throws IOException {
        byte[] grey = ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData(); // linear light
        byte[] png = PictureFiles.pngWith(
                PictureFiles.encoded("png", flat(BufferedImage.TYPE_BYTE_GRAY, 0x808080)), "iCCP", deflated(grey));
        BufferedImage plain = flat(BufferedImage.TYPE_BYTE_GRAY, 0x808080);
        int stored = plain.getRaster().getSample(0, 0, 0);
        double light = stored / 255.0;
        int wanted = (int) Math.round(255 * (1.055 * Math.pow(light, 1 / 2.4) - 0.055));
        assertThat(ImageFile.decode(NAME, png).getRaster().getSample(5, 5, 0)).isCloseTo(wanted, within(2));
        byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        BufferedImage palette = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_INDEXED);
        palette.setRGB(0, 0, 0xFF336699);
        byte[] indexed = PictureFiles.pngWith(PictureFiles.encoded("png", palette), "iCCP", deflated(linear));
        int before = palette.getRGB(0, 0) & 0xFF;
        int after = (int) Math.round(255 * (1.055 * Math.pow(before / 255.0, 1 / 2.4) - 0.055));
        assertThat(ImageFile.decode(NAME, indexed).getRGB(0, 0) & 0xFF).isCloseTo(after, within(2));
    }

    @Test
    void theStandardProfileAndUnsoundOnesChangeNothing() throws IOException {
        byte[] plain = PictureFiles.encoded("png", flat(BufferedImage.TYPE_INT_RGB, 0x336699));
        byte[] standard = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
        byte[] foreign = ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
        byte[] lying = ByteBuffer.wrap(standard.clone()).putInt(0, 1 << 30).array();
        for (byte[] profile : new byte[][] {standard, foreign, lying, {1, 2, 3}}) {
            byte[] png = PictureFiles.pngWith(plain, "iCCP", deflated(profile));
            assertThat(ImageFile.decode(NAME, png).getRGB(5, 5)).isEqualTo(0xFF336699);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8, 16})
    void theTransparentGreyOfAPngIsTransparent(int depth) throws IOException {
        int most = (1 << depth) - 1;
        byte[] row = depth == 16
                ? new byte[] {0, 0, 0, (byte) 255, (byte) 255}
                : depth == 8 ? new byte[] {0, 0, (byte) 255} : new byte[] {0, (byte) (most << (8 - 2 * depth))};
        byte[] png = png(2, 1, depth, 0, row, "tRNS", new byte[] {0, 0});
        assertThat(ImageFile.header(NAME, png).alpha()).isTrue();
        BufferedImage image = ImageFile.decode(NAME, png);
        assertThat(image.getRGB(0, 0) >>> 24).isZero();
        assertThat(image.getRGB(1, 0)).isEqualTo(0xFFFFFFFF);
    }

    @Test
    void theTransparentColourOfAPngIsTransparent() throws IOException {
        byte[] row = {0, 10, 20, 30, 10, 20, 31};
        byte[] png = png(2, 1, 8, 2, row, "tRNS", new byte[] {0, 10, 0, 20, 0, 30});
        BufferedImage image = ImageFile.decode(NAME, png);
        assertThat(image.getRGB(0, 0) >>> 24).isZero();
        assertThat(image.getRGB(1, 0)).isEqualTo(0xFF0A141F);
        byte[] palette =
                png(2, 1, 8, 3, new byte[] {0, 0, 1}, "PLTE", new byte[] {1, 2, 3, 4, 5, 6}, "tRNS", new byte[] {0});
        assertThat(ImageFile.header(NAME, palette).alpha()).isTrue();
        assertThat(ImageFile.decode(NAME, palette).getRGB(0, 0) >>> 24).isZero();
        assertThat(ImageFile.decode(NAME, palette).getRGB(1, 0)).isEqualTo(0xFF040506);
    }

    @Test
    void anAnimatedPngShowsItsFirstFrameNotThePictureForOldPrograms() throws IOException {
        byte[] hidden = png(4, 4, 8, 0, new byte[20]);
        byte[] frame = ByteBuffer.allocate(4 + deflate(new byte[] {0, 99}).length)
                .putInt(1)
                .put(deflate(new byte[] {0, 99}))
                .array();
        ByteBuffer control =
                ByteBuffer.allocate(26).putInt(0).putInt(1).putInt(1).putInt(2).putInt(3);
        byte[] end = PictureFiles.pngChunk("IEND", new byte[0]);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] start = PictureFiles.pngWith(hidden, "acTL", new byte[8]);
        out.write(start, 0, start.length - end.length);
        out.writeBytes(PictureFiles.pngChunk("fcTL", control.array()));
        out.writeBytes(PictureFiles.pngChunk("fdAT", frame));
        out.writeBytes(PictureFiles.pngChunk("fcTL", control.array()));
        out.writeBytes(end);
        ImageFile.Header header = ImageFile.header(NAME, out.toByteArray());
        assertThat(header.width()).isEqualTo(4);
        assertThat(header.alpha()).isTrue();
        BufferedImage image = ImageFile.decode(NAME, out.toByteArray());
        assertThat(image.getRaster().getPixel(2, 3, (int[]) null)).containsExactly(99, 255);
        assertThat(image.getRaster().getPixel(1, 3, (int[]) null)).containsExactly(0, 0);
        // With a control before the pixels, these are the first frame.
        byte[] usual = PictureFiles.pngWith(hidden, "acTL", new byte[8], "fcTL", control.array());
        assertThat(ImageFile.header(NAME, usual).alpha()).isFalse();
    }

    @Test
    void aSmallerFrameOfAWebpIsOnItsCanvas() throws IOException {
        byte[] lossless = PictureFiles.resource("lossless.webp");
        ByteBuffer frame = ByteBuffer.allocate(16 + lossless.length - 12).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(0, 2).putInt(3, 1).putInt(6, 31).putInt(9, 31); // at (4, 2)
        frame.position(16).put(lossless, 12, lossless.length - 12);
        byte[] webp = PictureFiles.webp(
                40, 36, 0x02, PictureFiles.chunk("ANIM", new byte[6]), PictureFiles.chunk("ANMF", frame.array()));
        ImageFile.Header header = ImageFile.header(NAME, webp);
        assertThat(header.width()).isEqualTo(40);
        assertThat(header.alpha()).isTrue();
        BufferedImage image = ImageFile.decode(NAME, webp);
        assertThat(image.getRGB(3, 1) >>> 24).isZero();
        assertThat(image.getRGB(4, 2))
                .isEqualTo(ImageFile.decode(NAME, lossless).getRGB(0, 0));
        assertThat(image.getRGB(36, 34) >>> 24).isZero();
    }

    @Test
    void aSmallerFrameOfAGifIsOnItsScreen() throws IOException {
        byte[] gif = PictureFiles.encoded("gif", flat(BufferedImage.TYPE_INT_RGB, 0x336699));
        int descriptor = descriptor(gif);
        ByteBuffer bytes = ByteBuffer.wrap(gif).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort(6, (short) 30).putShort(8, (short) 25);
        bytes.putShort(descriptor + 1, (short) 3).putShort(descriptor + 3, (short) 2);
        BufferedImage image = ImageFile.decode(NAME, gif);
        assertThat(image.getWidth()).isEqualTo(30);
        assertThat(image.getRGB(2, 2) >>> 24).isZero();
        assertThat(image.getRGB(3, 2)).isEqualTo(0xFF336699);
        assertThat(ImageFile.header(NAME, gif).width()).isEqualTo(30);
    }

    private static int descriptor(byte[] gif) {
        int at = 13 + ((gif[10] & 0x80) == 0 ? 0 : 3 * (2 << (gif[10] & 7)));
        while (gif[at] == 0x21) {
            at += 2;
            while (gif[at] != 0) {
                at += 1 + (gif[at] & 0xFF);
            }
            at++;
        }
        return at;
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "webp"})
    void anOrientationIsFoundInExif(String format) throws IOException {
        byte[] exif = ByteBuffer.allocate(26)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0})
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) 6)
                .array();
        byte[] lossless = PictureFiles.resource("lossless.webp");
        byte[] named = new byte[6 + exif.length];
        System.arraycopy(PictureFiles.ascii("Exif\0\0"), 0, named, 0, 6);
        System.arraycopy(exif, 0, named, 6, exif.length);
        for (byte[] content : new byte[][] {exif, named}) {
            byte[] file = format.equals("png")
                    ? PictureFiles.pngWith(
                            PictureFiles.encoded("png", flat(BufferedImage.TYPE_INT_RGB, 1)), "eXIf", content)
                    : PictureFiles.webp(
                            32,
                            32,
                            0x08,
                            Arrays.copyOfRange(lossless, 12, lossless.length),
                            PictureFiles.chunk("EXIF", content));
            assertThat(ImageFile.header(NAME, file).orientation()).isEqualTo(6);
        }
    }

    private static BufferedImage flat(int type, int rgb) {
        BufferedImage image = new BufferedImage(24, 20, type);
        for (int y = 0; y < 20; y++) {
            for (int x = 0; x < 24; x++) {
                image.setRGB(x, y, 0xFF000000 | rgb);
            }
        }
        return image;
    }

    private static byte[] deflated(byte[] profile) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(PictureFiles.ascii("any\0\0"));
        out.writeBytes(deflate(profile));
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(content);
        }
        return out.toByteArray();
    }

    /** A PNG file of rows that begin with their filter, with further chunks before the pixels. */
    private static byte[] png(int width, int height, int depth, int colour, byte[] rows, Object... chunks)
            throws IOException {
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
        header.put(new byte[] {(byte) depth, (byte) colour, 0, 0, 0});
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        out.writeBytes(PictureFiles.pngChunk("IHDR", header.array()));
        for (int i = 0; i < chunks.length; i += 2) {
            out.writeBytes(PictureFiles.pngChunk((String) chunks[i], (byte[]) chunks[i + 1]));
        }
        out.writeBytes(PictureFiles.pngChunk("IDAT", deflate(rows)));
        out.writeBytes(PictureFiles.pngChunk("IEND", new byte[0]));
        return out.toByteArray();
    }
}
