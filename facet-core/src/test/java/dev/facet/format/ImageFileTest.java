package dev.facet.format;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ImageFileTest {
    private static final Path NAME = Path.of("pictures/some.file");
    private static final Color LEFT = new Color(200, 40, 20);
    private static final Color RIGHT = new Color(20, 60, 180);

    /** A format and a 32×32 picture in it: the left half is LEFT, the right RIGHT; or both as greys. */
    private record Picture(String kind, int channels, int tolerance, byte[] content) {
        @Override
        public String toString() {
            return kind;
        }
    }

    static Stream<Picture> pictures() throws IOException {
        BufferedImage rgb = halves(BufferedImage.TYPE_INT_RGB);
        BufferedImage grey = halves(BufferedImage.TYPE_BYTE_GRAY);
        BufferedImage deep = halves(BufferedImage.TYPE_USHORT_GRAY);
        String plain = "P3 # comment\n32 32\n# another\n255\n"
                + ("200 40 20\n".repeat(16) + "20 60 180 ".repeat(16)).repeat(32);
        return Stream.of(
                new Picture("png", 3, 0, encoded("png", rgb)),
                new Picture("png grey", 1, 0, encoded("png", grey)),
                new Picture("png 16 bit", 1, 0, encoded("png", deep)),
                new Picture("jpeg", 3, 12, encoded("jpg", rgb)),
                new Picture("jpeg grey", 1, 3, encoded("jpg", grey)),
                new Picture("jpeg ycck", 3, 12, resource("ycck.jpg")),
                new Picture("gif", 3, 0, encoded("gif", rgb)),
                new Picture("gif grey", 1, 0, encoded("gif", grey)),
                new Picture("bmp", 3, 0, encoded("bmp", rgb)),
                new Picture("webp lossy", 3, 20, resource("lossy.webp")),
                new Picture("webp lossless", 3, 0, resource("lossless.webp")),
                new Picture("ppm plain", 3, 0, ascii(plain)),
                new Picture("ppm", 3, 0, raw("P6 32 32 255\n", rgb, 1, 1)),
                new Picture("ppm 16 bit", 3, 0, raw("P6 32 32 65535\n", rgb, 2, 257)),
                new Picture("pgm", 1, 0, raw("P5\n32 32\n255\n", grey, 1, 1)));
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void readsWhatIsInThePicture(Picture picture) throws IOException {
        ImageFile.Header header = ImageFile.header(NAME, picture.content());
        assertThat(header.width()).isEqualTo(32);
        assertThat(header.height()).isEqualTo(32);
        assertThat(header.channels()).isEqualTo(picture.channels());
        assertThat(header.orientation()).isOne();
        assertThat(header.bits()).isEqualTo(picture.kind().contains("16 bit") ? 16 : 8);
        BufferedImage image = ImageFile.decode(NAME, picture.content());
        for (int x : new int[] {3, 28}) {
            Color wanted = x < 16 ? LEFT : RIGHT;
            if (picture.channels() == 1) {
                // Grey samples are read as they are; getRGB would apply a gamma curve.
                int sample = image.getColorModel().getNumComponents() == 1
                                && image.getColorModel().getComponentSize(0) >= 8
                                && image.getType() != BufferedImage.TYPE_BYTE_INDEXED
                        ? image.getRaster().getSample(x, 9, 0)
                                >> (image.getColorModel().getComponentSize(0) - 8)
                        : image.getRGB(x, 9) & 0xFF;
                assertThat(sample).isCloseTo(x < 16 ? 100 : 180, within(picture.tolerance()));
            } else {
                Color found = new Color(image.getRGB(x, 9));
                assertThat(found.getRed()).isCloseTo(wanted.getRed(), within(picture.tolerance()));
                assertThat(found.getGreen()).isCloseTo(wanted.getGreen(), within(picture.tolerance()));
                assertThat(found.getBlue()).isCloseTo(wanted.getBlue(), within(picture.tolerance()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void refusesAPictureThatIsCutOff(Picture picture) {
        byte[] half = Arrays.copyOf(picture.content(), picture.content().length * 6 / 10);
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> ImageFile.decode(NAME, half))
                .withMessageStartingWith("pictures/some.file: ");
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void mutantsAreDecodedOrRefusedAndNothingElse(Picture picture) throws IOException {
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            byte[] mutant = Mutants.mutate(picture.content(), new Random(i));
            try {
                ImageFile.decode(NAME, mutant);
            } catch (FormatException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void refusesAHugePngByItsHeader() {
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> ImageFile.header(NAME, pngHeader(30_000, 30_000)))
                .withMessage("pictures/some.file: has 30000×30000 pixels; more than 100 million are not decoded");
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> ImageFile.decode(NAME, pngHeader(30_000, 30_000)))
                .withMessageContaining("30000×30000");
        // Within the general limit, but more than so few bytes can hold.
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> ImageFile.decode(NAME, pngHeader(10_000, 9_000)))
                .withMessageContaining("claims 10000×9000 pixels in 45 bytes");
    }

    @Test
    void aColourProfileThatClaimsGigabytesIsLeftOut() throws IOException {
        for (int size : new int[] {Integer.MAX_VALUE, -1, 1 << 30, 0}) {
            byte[] profile = PictureFiles.profileThatClaims(size);
            byte[] jpeg = PictureFiles.jpegWithProfile(encoded("jpg", halves(BufferedImage.TYPE_INT_RGB)), profile);
            byte[] webp = PictureFiles.webpWithProfile(resource("lossy.webp"), profile);
            for (byte[] content : new byte[][] {jpeg, webp}) {
                assertThat(ImageFile.header(NAME, content).width()).isEqualTo(32);
                Color found = new Color(ImageFile.decode(NAME, content).getRGB(3, 9));
                assertThat(found.getRed()).isCloseTo(LEFT.getRed(), within(20));
            }
        }
    }

    @Test
    void aSoundColourProfileIsUsedButNotShownToTheDecoder() throws IOException {
        byte[] plain = encoded("jpg", halves(BufferedImage.TYPE_INT_RGB));
        byte[] profile = java.awt.color.ICC_Profile.getInstance(java.awt.color.ColorSpace.CS_LINEAR_RGB)
                .getData();
        assertThat(IccProfile.isSound(profile)).isTrue();
        CheckedPicture jpeg = JpegCheck.check(NAME, PictureFiles.jpegWithProfile(plain, profile));
        assertThat(jpeg.content()).isEqualTo(plain);
        assertThat(jpeg.traits().profile()).isEqualTo(profile);
        byte[] lossy = resource("lossy.webp");
        CheckedPicture webp = WebpCheck.check(NAME, PictureFiles.webpWithProfile(lossy, profile));
        assertThat(webp.content()).isEqualTo(lossy);
        assertThat(webp.traits().profile()).isEqualTo(profile);
        profile[128] = 0x7F; // more tags than any profile has
        assertThat(IccProfile.isSound(profile)).isFalse();
        assertThat(JpegCheck.check(NAME, PictureFiles.jpegWithProfile(plain, profile))
                        .traits()
                        .profile())
                .isNull();
    }

    @Test
    void chunksThatSayNothingOfThePixelsAreLeftOutUnread() throws IOException {
        byte[] png = encoded("png", halves(BufferedImage.TYPE_INT_RGB));
        ByteArrayOutputStream zeros = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(zeros)) {
            deflater.write(new byte[8 << 20]);
        }
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        bomb.writeBytes(ascii("Comment\0\0"));
        bomb.writeBytes(zeros.toByteArray());
        byte[] more = PictureFiles.pngWith(
                png, "zTXt", bomb.toByteArray(), "iCCP", bomb.toByteArray(), "tIME", new byte[3], "hIST", new byte[9]);
        assertThat(PngCheck.check(NAME, more).content()).isEqualTo(png);
        assertThat(new Color(ImageFile.decode(NAME, more).getRGB(3, 9))).isEqualTo(LEFT);
    }

    @Test
    void sizesThatDoNotFitAreRefusedBeforeMemoryIsTaken() throws IOException {
        byte[] png = encoded("png", halves(BufferedImage.TYPE_INT_RGB));
        byte[] lossy = resource("lossy.webp");
        byte[] image = Arrays.copyOfRange(lossy, 12, lossy.length);
        byte[] jpeg = encoded("jpg", halves(BufferedImage.TYPE_INT_RGB));
        int frame = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
        assertRefused(with(png, 33, ByteOrder.BIG_ENDIAN, Integer.MAX_VALUE), "a chunk IDAT of 2147483659 bytes");
        assertRefused(with(png, 41, ByteOrder.BIG_ENDIAN, 0), "the chunk IDAT at byte 33 does not have its checksum");
        assertRefused(
                PictureFiles.pngOf(9000, 9000, new byte[5000]),
                "claims 9000×9000 pixels, but has only 5000 bytes of them");
        assertRefused(with(jpeg, frame + 5, ByteOrder.BIG_ENDIAN, 4000 << 16 | 4000), "claims 4000×4000 pixels");
        assertRefused(with(jpeg, frame + 2, ByteOrder.BIG_ENDIAN, 0xFFFF0808), "a segment of 65537 bytes");
        assertRefused(PictureFiles.webp(10_000, 9_000, 0, image), "claims 10000×9000 pixels in");
        assertRefused(PictureFiles.webp(400, 400, 0, image), "an image of 32×32 pixels, where 400×400 are claimed");
        assertRefused(PictureFiles.webp(32, 32, 0), "it has no image");
        assertRefused(with(lossy, 16, ByteOrder.LITTLE_ENDIAN, 0x7FFFFFF0), "a chunk of 2147483632 bytes");
    }

    @Test
    void aBitmapTakesNothingFromElsewhere() throws IOException {
        byte[] bmp = encoded("bmp", halves(BufferedImage.TYPE_INT_RGB));
        assertRefused(with(bmp, 30, ByteOrder.LITTLE_ENDIAN, 5), "holds pixels of another format");
        assertRefused(with(bmp, 46, ByteOrder.LITTLE_ENDIAN, 1 << 30), "a palette of 1073741824 colours");
        // A header of version 5 with a profile in another file, and with one of a gigabyte.
        byte[] head = Arrays.copyOf(Arrays.copyOf(bmp, 54), 14 + 124);
        byte[] content = Arrays.copyOf(head, head.length + bmp.length - 54);
        System.arraycopy(bmp, 54, content, head.length, bmp.length - 54);
        for (int kind : new int[] {0x4C494E4B, 0x4D424544}) { // LINK, MBED
            ByteBuffer.wrap(content)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(10, head.length)
                    .putInt(14, 124)
                    .putInt(70, kind)
                    .putInt(126, 124)
                    .putInt(130, 1 << 30);
            assertThat(new Color(ImageFile.decode(NAME, content).getRGB(3, 9))).isEqualTo(LEFT);
        }
    }

    @Test
    void ofAnAnimationTheFirstFrameIsRead() throws IOException {
        byte[] lossy = resource("lossy.webp");
        ByteBuffer frame = ByteBuffer.allocate(16 + lossy.length - 12).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(6, 31).putInt(9, 31).position(16).put(lossy, 12, lossy.length - 12);
        byte[] webp = PictureFiles.webp(
                32,
                32,
                0x02,
                PictureFiles.chunk("ANIM", new byte[6]),
                PictureFiles.chunk("ANMF", frame.array()),
                PictureFiles.chunk("ANMF", new byte[3]));
        assertThat(new Color(ImageFile.decode(NAME, webp).getRGB(3, 9)).getRed())
                .isCloseTo(LEFT.getRed(), within(20));
        ByteArrayOutputStream gif = new ByteArrayOutputStream();
        GifFile.write(
                gif, java.util.List.of(halves(BufferedImage.TYPE_INT_RGB), halves(BufferedImage.TYPE_BYTE_GRAY)), 10);
        assertThat(new Color(ImageFile.decode(NAME, gif.toByteArray()).getRGB(3, 9)))
                .isEqualTo(LEFT);
    }

    @Test
    void aSoundPictureThatDoesNotFitIntoMemoryIsNotCalledDamaged() {
        // As deep as can be, and with as many bytes as so many pixels need.
        byte[] large = PictureFiles.pngOf(10_000, 10_000, new byte[800_000]);
        Assumptions.assumeTrue(Runtime.getRuntime().maxMemory() <= 1L << 30, "tests have a gigabyte");
        assertThatExceptionOfType(MemoryException.class)
                .isThrownBy(() -> ImageFile.decode(NAME, large))
                .withMessageStartingWith("pictures/some.file: takes about 762 MB of memory, and Java may use ")
                .withMessageContaining("JDK_JAVA_OPTIONS=-Xmx2g")
                .withMessageNotContaining("damaged");
    }

    private static void assertRefused(byte[] content, String message) {
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> ImageFile.decode(NAME, content))
                .withMessageContaining(message);
        assertThatExceptionOfType(FormatException.class).isThrownBy(() -> ImageFile.header(NAME, content));
    }

    private static byte[] with(byte[] content, int at, ByteOrder order, int value) {
        byte[] copy = content.clone();
        ByteBuffer.wrap(copy).order(order).putInt(at, value);
        return copy;
    }

    @Test
    void alphaIsKept() throws IOException {
        BufferedImage image = ImageFile.decode(NAME, resource("alpha.webp"));
        assertThat(image.getRGB(3, 9) >>> 24).isCloseTo(128, within(1));
        assertThat(ImageFile.header(NAME, resource("alpha.webp")).channels()).isEqualTo(3);
    }

    @Test
    void cmykWithoutATransformIsRead() throws IOException {
        byte[] jpeg = resource("ycck.jpg");
        int transform = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("Adobe") + 11;
        assertThat(jpeg[transform]).isEqualTo((byte) 2);
        jpeg[transform] = 0;
        BufferedImage image = ImageFile.decode(NAME, jpeg);
        assertThat(image.getWidth()).isEqualTo(32);
        assertThat(image.getRGB(3, 9)).isNotEqualTo(image.getRGB(28, 9));
    }

    @ParameterizedTest
    @CsvSource({"II, 6, 6", "MM, 8, 8", "MM, 0, 1", "MM, 9, 1", "II, 1, 1"})
    void anOrientationIsFoundInExif(String order, short value, int orientation) throws IOException {
        byte[] jpeg = withExif(order, value);
        assertThat(ImageFile.header(NAME, jpeg).orientation()).isEqualTo(orientation);
        for (int i = 0; i < 2_000; i++) {
            byte[] mutant = Mutants.mutate(Arrays.copyOf(jpeg, 80), new Random(i));
            assertThat(ExifOrientation.of(mutant)).isBetween(1, 8);
        }
    }

    @Test
    void bitmapsHaveInkInBlack() throws IOException {
        for (String text : new String[] {"P1\n# ink\n3 2\n010\n1 1 0\n", "P4 3 2\n\u0040\u00c0"}) {
            BufferedImage image = ImageFile.decode(NAME, text.getBytes(StandardCharsets.ISO_8859_1));
            int[] samples = image.getRaster().getPixels(0, 0, 3, 2, (int[]) null);
            assertThat(samples).containsExactly(255, 0, 255, 0, 0, 255);
        }
    }

    @Test
    void greyMapsAreScaledToTheirLargestValue() throws IOException {
        BufferedImage image = ImageFile.decode(NAME, ascii("P2 4 1 15 0 1 7 15"));
        assertThat(image.getRaster().getPixels(0, 0, 4, 1, (int[]) null)).containsExactly(0, 17, 119, 255);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                    | is empty",
                "hello                 | is not an image of a kind Facet reads",
                "P7 1 1                | is not an image",
                "P5 0 4 255 x          | claims a size of 0×4",
                "P5 4 0 255 x          | claims a size of 4×0",
                "P5 4 4 0 x            | values up to 0",
                "P5 4 4 65536 x        | for largest value",
                "P5 4                  | for height",
                "P5 99999999999 4 255  | for width",
                "P5 -4 4 255           | is not an image",
                "P5 4 -4 255           | for height",
                "P5 20000 20000 255 x  | 20000×20000",
                "P5 10000 10000 255 x  | 10000×10000 pixels in",
                "P5 400 400 255 x      | cut off",
                "P2 2 2 255 1 2 3 x    | for a pixel",
                "P2 2 1 9 10 1         | the value 10 where 9",
                "P2 10000 10000 9 10   | 10000×10000 pixels in",
                "P1 2 1 02             | other than 0 and 1",
                "P3 1 1 255 1 2        | cut off",
                "P6 # and no more      | for width",
            })
    void refusesMalformedMaps(String content, String message) {
        assertThatExceptionOfType(FormatException.class)
                .isThrownBy(() -> ImageFile.decode(NAME, ascii(content)))
                .withMessageContaining(message);
    }

    private static org.assertj.core.data.Offset<Integer> within(int tolerance) {
        return org.assertj.core.data.Offset.offset(tolerance);
    }

    private static BufferedImage halves(int type) {
        BufferedImage image = new BufferedImage(32, 32, type);
        boolean grey = image.getRaster().getNumBands() == 1;
        int scale = type == BufferedImage.TYPE_USHORT_GRAY ? 257 : 1;
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                if (grey) {
                    image.getRaster().setSample(x, y, 0, (x < 16 ? 100 : 180) * scale);
                } else {
                    image.setRGB(x, y, (x < 16 ? LEFT : RIGHT).getRGB());
                }
            }
        }
        return image;
    }

    private static byte[] encoded(String format, BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    /** A JPEG file with an Exif part that has the orientation as the second of two entries. */
    private static byte[] withExif(String order, short orientation) throws IOException {
        byte[] jpeg = encoded("jpg", halves(BufferedImage.TYPE_INT_RGB));
        ByteBuffer tiff = ByteBuffer.allocate(8 + 2 + 24 + 4)
                .order(order.equals("II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        tiff.put(ascii(order)).putShort((short) 42).putInt(8).putShort((short) 2);
        tiff.putShort((short) 0x0103).putShort((short) 3).putInt(1).putInt(0);
        tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort(orientation);
        ByteBuffer content = ByteBuffer.allocate(jpeg.length + 10 + tiff.capacity());
        content.put(jpeg, 0, 2).putShort((short) 0xFFE1).putShort((short) (8 + tiff.capacity()));
        content.put(ascii("Exif\0\0")).put(tiff.array());
        return content.put(jpeg, 2, jpeg.length - 2).array();
    }

    private static byte[] raw(String header, BufferedImage image, int bytesPerSample, int scale) {
        int[] samples = image.getRaster().getPixels(0, 0, 32, 32, (int[]) null);
        ByteBuffer content = ByteBuffer.allocate(header.length() + samples.length * bytesPerSample);
        content.put(ascii(header));
        for (int sample : samples) {
            if (bytesPerSample == 1) {
                content.put((byte) sample);
            } else {
                content.putShort((short) (sample * scale));
            }
        }
        return content.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] resource(String name) {
        try (InputStream in = Objects.requireNonNull(ImageFileTest.class.getResourceAsStream("/images/" + name))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A PNG that is all header: 8-bit grey, and an empty IDAT. */
    private static byte[] pngHeader(int width, int height) {
        ByteBuffer content = ByteBuffer.allocate(8 + 25 + 12);
        content.putLong(0x89504E470D0A1A0AL)
                .putInt(13)
                .put(ascii("IHDR"))
                .putInt(width)
                .putInt(height);
        content.put(new byte[] {8, 0, 0, 0, 0});
        CRC32 sum = new CRC32();
        sum.update(content.array(), 12, 17);
        content.putInt((int) sum.getValue()).putInt(0).put(ascii("IDAT"));
        return content.putInt(0x35AF061E).array();
    }
}
