package dev.facet.data.picture;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.config.Check;
import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Background;
import dev.facet.config.DataConfig.Fit;
import dev.facet.config.DataConfig.Kind;
import dev.facet.config.DataConfig.Lengths;
import dev.facet.config.DataConfig.Levels;
import dev.facet.config.DataConfig.Transpose;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Split;
import dev.facet.format.PictureFiles;
import dev.facet.format.PngFile;
import dev.facet.format.TiffFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/** How the pictures of a folder are looked at: fit, background, values of black and white. */
class PictureSurveyTest {
    @TempDir
    Path temporary;

    @Test
    void picturesThatAreNotSquareAreCroppedPaddedOrStretchedAndThatIsSaid() throws IOException {
        BufferedImage image = new BufferedImage(40, 56, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < 40; x++) {
            image.getRaster().setSample(x, 0, 0, 255); // the top row, which a crop loses
        }
        write("a.png", image);
        int[] cropped = pixels(
                config(Fit.CROP),
                "cropped from 40×56 to the middle square; data.fit=pad or stretch keeps all of it;"
                        + " resized from 40×40 to 32×32; data.resolution sets the size");
        assertThat(cropped).hasSize(32 * 32).containsOnly(0);
        int[] padded = pixels(
                config(Fit.PAD),
                "padded from 40×56 to a square, in the median colour of the border;"
                        + " data.fit=crop takes the middle square, stretch fills the square");
        assertThat(padded[16]).isGreaterThan(100);
        assertThat(padded[0]).isZero();
        int[] stretched = pixels(
                config(Fit.STRETCH),
                "stretched from 40×56 to a square; data.fit=crop takes the"
                        + " middle square, pad keeps its proportions");
        assertThat(stretched[0]).isGreaterThan(100);
        assertThat(stretched[31]).isGreaterThan(100);
    }

    @Test
    void ofMixedSizesTheNumberAndTheRangeAreSaid() throws IOException {
        write("a.png", new BufferedImage(40, 56, BufferedImage.TYPE_BYTE_GRAY));
        write("b.png", new BufferedImage(90, 30, BufferedImage.TYPE_BYTE_GRAY));
        write("c.png", new BufferedImage(50, 50, BufferedImage.TYPE_BYTE_GRAY));
        pixels(
                config(Fit.CROP),
                "2 of 3 images are not square (40×56 to 90×30 pixels) and are cropped to the middle"
                        + " square; data.fit=pad or stretch keeps all of it");
    }

    @Test
    void blackDrawingsAreSeenOnWhiteAndWhiteOnesOnBlack() throws IOException {
        drawing("a.png", 0xFF000000);
        try (Dataset data = open(config(Fit.CROP), Split.TRAIN)) {
            assertThat(read(data, 0)[0]).isEqualTo(255);
            assertThat(read(data, 0)[32 * 16 + 16]).isZero();
            assertThat(data.remark())
                    .contains("transparent parts of 1 image are filled with white, on which what is drawn is seen"
                            + " best; data.background=black fills them with the other");
            assertThat(data.settle(config(Fit.CROP)).background()).isEqualTo(Background.WHITE);
        }
        drawing("a.png", 0xFFFFFFFF);
        try (Dataset data = open(config(Fit.CROP), Split.TRAIN)) {
            assertThat(read(data, 0)[0]).isZero();
            assertThat(data.settle(config(Fit.CROP)).background()).isEqualTo(Background.BLACK);
        }
    }

    @Test
    void theBackgroundIsDecidedOnceForBothPartsAndCanBeSet() throws IOException {
        drawing("train/1.png", 0xFF000000);
        drawing("train/2.png", 0xFF101010);
        drawing("test/3.png", 0xFFFFFFFF);
        String fingerprint;
        try (Dataset test = open(config(Fit.CROP), Split.TEST)) {
            assertThat(read(test, 0)[0]).isEqualTo(255);
            fingerprint = test.fingerprint();
            // A run keeps the decision in its settings, and reads the same images by them.
            try (Dataset again = open(test.settle(config(Fit.CROP)), Split.TEST)) {
                assertThat(again.fingerprint()).isEqualTo(fingerprint);
            }
        }
        DataConfig black = config(Fit.CROP).withLook(Fit.CROP, Background.BLACK, List.of());
        try (Dataset test = open(black, Split.TEST)) {
            assertThat(read(test, 0)[0]).isZero();
            assertThat(test.remark()).doesNotContain("transparent");
            assertThat(test.fingerprint()).isNotEqualTo(fingerprint);
        }
    }

    @Test
    void aNarrowRangeIsSaidAndStretchedForTheWholeSetIfAskedFor() throws IOException {
        deep("train/1.png", 0, 2040);
        deep("train/2.png", 1020, 1020);
        deep("test/3.png", 4080, 0);
        try (Dataset train = open(config(Fit.CROP), Split.TRAIN)) {
            assertThat(read(train, 1)[0]).isEqualTo(4);
            assertThat(train.remark())
                    .endsWith("of 0 to 65535, only the values 0 to 4080 are in use, so the images have little"
                            + " contrast; `--set data.levels=stretched` makes the least black and the greatest white");
        }
        DataConfig stretched = config(Fit.CROP, Background.AUTO, Levels.STRETCHED);
        try (Dataset train = open(stretched, Split.TRAIN);
                Dataset test = open(stretched, Split.TEST)) {
            assertThat(read(train, 1)[0]).isEqualTo(64); // 1020 of 4080
            assertThat(read(test, 0)[0]).isEqualTo(255);
            assertThat(train.remark()).endsWith("values of 16 bits from 0 to 4080 are stretched from black to white");
            DataConfig settled = train.settle(stretched);
            assertThat(settled.range()).containsExactly(0.0, 4080 / 65535.0);
            try (Dataset again = open(settled, Split.TRAIN)) {
                assertThat(again.fingerprint()).isEqualTo(train.fingerprint());
            }
        }
    }

    @Test
    void floatingPointPicturesNeedAKnownRange() throws IOException {
        floats("a.tif", 0, 0.5f);
        try (Dataset data = open(config(Fit.STRETCH), Split.TRAIN)) {
            assertThat(read(data, 0)[31]).isEqualTo(128);
            assertThat(data.remark()).contains("floating-point values are taken as 0 (black) to 1 (white)");
        }
        floats("a.tif", -3000, 8000);
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> open(config(Fit.STRETCH), Split.TRAIN))
                .withMessageContaining("floating-point values from -3000 to 8000")
                .withMessageContaining("`--set data.levels=stretched`");
        try (Dataset data = open(config(Fit.STRETCH, Background.AUTO, Levels.STRETCHED), Split.TRAIN)) {
            assertThat(read(data, 0)[0]).isZero();
            assertThat(read(data, 0)[31]).isEqualTo(255);
        }
    }

    @Test
    void thePagesOfATiffFileAreImages() throws IOException {
        byte[] page = new byte[32 * 32];
        byte[] other = new byte[32 * 32];
        Arrays.fill(other, (byte) 9);
        Files.createDirectories(temporary.resolve("pictures"));
        Files.write(
                temporary.resolve("pictures").resolve("stack.tif"),
                new TiffFiles(ByteOrder.LITTLE_ENDIAN, false)
                        .grey(32, 32, page)
                        .grey(32, 32, other)
                        .bytes());
        try (Dataset data = open(config(Fit.CROP), Split.TRAIN)) {
            assertThat(data.size()).isEqualTo(2);
            assertThat(data.nameOf(0)).isEqualTo("stack.tif");
            assertThat(data.nameOf(1)).isEqualTo("stack.tif#2");
            assertThat(read(data, 1)).containsOnly(9);
            assertThat(read(data, 0)).containsOnly(0);
        }
    }

    @Test
    void anUploadedPictureIsReadAsThoseOfTheTrainingWere() throws IOException {
        BufferedImage image = new BufferedImage(4, 2, BufferedImage.TYPE_4BYTE_ABGR);
        byte[] png = PictureFiles.encoded("png", image);
        ImageShape shape = new ImageShape(1, 4, 4);
        DataConfig white = config(Fit.PAD).withLook(Fit.PAD, Background.WHITE, List.of());
        assertThat(unsigned(Picture.read("a", png, shape, 100, white).bytes())).containsOnly(255);
        DataConfig black = config(Fit.PAD).withLook(Fit.PAD, Background.BLACK, List.of());
        assertThat(unsigned(Picture.read("a", png, shape, 100, black).bytes())).containsOnly(0);
        BufferedImage deep = new BufferedImage(4, 4, BufferedImage.TYPE_USHORT_GRAY);
        deep.getRaster().setSample(0, 0, 0, 4080);
        byte[] narrow = PictureFiles.encoded("png", deep);
        assertThat(unsigned(Picture.read("a", narrow, shape, 100).bytes())[0]).isEqualTo(16);
        DataConfig ranged = config(Fit.CROP).withLook(Fit.CROP, Background.AUTO, List.of(0.0, 4080 / 65535.0));
        assertThat(unsigned(Picture.read("a", narrow, shape, 100, ranged).bytes())[0])
                .isEqualTo(255);
    }

    @Test
    void aLargeJpegIsReadAsByDecodingItWhole() throws IOException {
        BufferedImage image = new BufferedImage(300, 200, BufferedImage.TYPE_3BYTE_BGR);
        for (int y = 0; y < 200; y++) {
            for (int x = 0; x < 300; x++) {
                int wave = (int) (127 + 120 * Math.sin(x * x / 900.0 + y / 9.0));
                image.setRGB(x, y, wave << 16 | (255 - wave) << 8 | x * 255 / 300);
            }
        }
        byte[] jpeg = PictureFiles.encoded("jpg", image);
        Path file = Path.of("a.jpg");
        for (Fit fit : Fit.values()) {
            dev.facet.data.resample.PictureLook look = new dev.facet.data.resample.PictureLook(fit, 0, 0, 1);
            var resampler = new dev.facet.data.resample.Resampler(new ImageShape(3, 32, 32), look);
            byte[] rows = resampler.read(file, jpeg, dev.facet.format.ImageFile.header(file, jpeg));
            byte[] whole = resampler.resample(javax.imageio.ImageIO.read(new java.io.ByteArrayInputStream(jpeg)), 1);
            double difference = 0;
            for (int i = 0; i < rows.length; i++) {
                difference += Math.abs((rows[i] & 0xFF) - (whole[i] & 0xFF));
            }
            assertThat(difference / rows.length).isCloseTo(0, within(0.05));
        }
    }

    @Test
    void aRangeHasTwoEnds() {
        assertThat(config(Fit.CROP)
                        .withLook(Fit.CROP, Background.AUTO, List.of(0.0, 1.0))
                        .range())
                .hasSize(2);
        for (List<Double> range : List.of(List.of(1.0), List.of(1.0, 1.0), List.of(0.0, Double.NaN))) {
            DataConfig data = config(Fit.CROP).withLook(Fit.CROP, Background.AUTO, range);
            assertThatExceptionOfType(UsageException.class)
                    .isThrownBy(() -> data.check(Check.unknownOrigin().within("data")))
                    .withMessageContaining("range");
        }
    }

    private int[] pixels(DataConfig config, String remark) throws IOException {
        try (Dataset data = open(config, Split.TRAIN)) {
            assertThat(data.remark()).startsWith(remark);
            return read(data, 0);
        }
    }

    private Dataset open(DataConfig config, Split split) {
        return ImageFolder.open(temporary.resolve("pictures"), config, split, temporary.resolve("cache"));
    }

    private static int[] read(Dataset data, int index) {
        byte[] image = new byte[data.shape().bytes()];
        data.read(index, image, 0);
        return unsigned(image);
    }

    private static int[] unsigned(byte[] bytes) {
        int[] values = new int[bytes.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = bytes[i] & 0xFF;
        }
        return values;
    }

    private static DataConfig config(Fit fit) {
        return config(fit, Background.AUTO, Levels.STORED);
    }

    private static DataConfig config(Fit fit, Background background, Levels levels) {
        return new DataConfig(
                "x",
                Kind.AUTO,
                32,
                1,
                fit,
                background,
                levels,
                List.of(),
                Transpose.AUTO,
                0.05,
                0,
                0,
                Lengths.RESAMPLE,
                0,
                Map.of(),
                2,
                1,
                0);
    }

    private void write(String name, BufferedImage image) throws IOException {
        Path file = temporary.resolve("pictures").resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        PngFile.write(file, image);
    }

    /** A square in the middle of nothing, whose colour is white. */
    private void drawing(String name, int argb) throws IOException {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                boolean inside = x > 8 && x < 24 && y > 8 && y < 24;
                image.setRGB(x, y, inside ? argb : 0x00FFFFFF);
            }
        }
        write(name, image);
    }

    private void deep(String name, int first, int rest) throws IOException {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_USHORT_GRAY);
        for (int i = 0; i < 32 * 32; i++) {
            image.getRaster().setSample(i % 32, i / 32, 0, i == 0 ? first : rest);
        }
        write(name, image);
    }

    private void floats(String name, float left, float right) throws IOException {
        ByteBuffer pixels = ByteBuffer.allocate(4 * 32 * 32).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 32 * 32; i++) {
            pixels.putFloat(i % 32 < 16 ? left : right);
        }
        Files.createDirectories(temporary.resolve("pictures"));
        Files.write(
                temporary.resolve("pictures").resolve(name),
                new TiffFiles(ByteOrder.LITTLE_ENDIAN, false)
                        .page(32, 32, new byte[][] {pixels.array()}, 258, 32L, 259, 1L, 262, 1L, 277, 1L, 339, 3L)
                        .bytes());
    }
}
