package dev.facet.data.picture;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.RealData;
import dev.facet.data.Split;
import dev.facet.format.PictureFiles;
import dev.facet.format.PngFile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ImageFolderTest {
    @TempDir
    Path temporary;

    @Test
    void imagesComeInTheOrderOfTheirPathsWhateverTheLocale() throws IOException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("sv"));
            image("b.png", 2, 32, 32);
            image("a/z.png", 1, 32, 32);
            image("Z.png", 0, 32, 32);
            image("ä.png", 3, 32, 32);
            try (ImageFolder images = open(0, 0)) {
                assertThat(images.size()).isEqualTo(4);
                assertThat(images.shape()).isEqualTo(new ImageShape(1, 32, 32));
                assertThat(images.name()).isEqualTo("pictures");
                assertThat(images.labels()).isEmpty();
                for (int i = 0; i < 4; i++) {
                    assertThat(first(images, i)).isEqualTo(i);
                }
            }
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void hiddenFilesAndOtherFilesArePassedOver() throws IOException {
        image("a.png", 1, 32, 32);
        image(".b.png", 2, 32, 32);
        image(".git/c.png", 3, 32, 32);
        text("README.md", "not an image");
        text("table.csv", "P2 or not");
        try (ImageFolder images = open(0, 0)) {
            assertThat(images.report()).isEqualTo(new ReadReport(1, List.of()));
        }
    }

    @Test
    void aPictureThatClaimsGigabytesIsOneDamagedPicture() throws IOException {
        for (int i = 0; i < 60; i++) {
            image("good-" + i + ".png", i, 32, 32);
        }
        Path trap = pictures().resolve("trap.png");
        byte[] png = Files.readAllBytes(pictures().resolve("good-1.png"));
        ByteBuffer.wrap(png).putInt(33, Integer.MAX_VALUE - 12); // the length of a chunk
        Files.write(trap, png);
        try (ImageFolder images = open(0, 0)) {
            assertThat(images.size()).isEqualTo(60);
            assertThat(images.report().skipped())
                    .singleElement()
                    .satisfies(skipped -> assertThat(skipped.path()).isEqualTo("trap.png"));
        }
    }

    @Test
    void aPictureTooLargeForJavasMemoryIsNotCalledDamaged() throws IOException {
        Assumptions.assumeTrue(Runtime.getRuntime().maxMemory() <= 1L << 30, "tests have a gigabyte");
        image("good.png", 1, 32, 32);
        Files.write(pictures().resolve("vast.png"), PictureFiles.pngOf(10_000, 10_000, new byte[800_000]));
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> open(32, 3))
                .withMessageContaining("vast.png: takes about 762 MB of memory")
                .withMessageContaining("JDK_JAVA_OPTIONS=-Xmx2g")
                .withMessageNotContaining("damaged")
                .withMessageNotContaining("5 %");
    }

    @Test
    void contentDecidesNotTheName() throws IOException {
        image("a.png", 7, 32, 32);
        Files.move(pictures().resolve("a.png"), pictures().resolve("a.txt"));
        try (ImageFolder images = open(0, 0)) {
            assertThat(first(images, 0)).isEqualTo(7);
        }
    }

    @Test
    void linksAreFollowedOnceAndLoopsEnd() throws IOException {
        image("a/1.png", 1, 32, 32);
        image("b/2.png", 2, 32, 32);
        Files.createSymbolicLink(pictures().resolve("a/up"), pictures());
        Files.createSymbolicLink(pictures().resolve("a/b"), pictures().resolve("b"));
        Files.createSymbolicLink(pictures().resolve("b/a"), pictures().resolve("a"));
        Path elsewhere = Files.createDirectories(temporary.resolve("elsewhere"));
        PngFile.write(elsewhere.resolve("3.png"), flat(3, 32, 32));
        Files.createSymbolicLink(pictures().resolve("c"), elsewhere);
        try (ImageFolder images = open(0, 0)) {
            assertThat(images.size()).isEqualTo(3);
            assertThat(first(images, 2)).isEqualTo(3);
            assertThat(images.labels()).hasValueSatisfying(labels -> {
                assertThat(labels.names()).containsExactly("a", "b", "c");
                assertThat(labels.values()).containsExactly(0, 1, 2);
            });
        }
    }

    @Test
    void aMixOfSizesNamesTheKindsAndTheRemedy() throws IOException {
        image("a.png", 1, 64, 64);
        image("b.png", 1, 64, 64);
        image("c.png", 1, 40, 50);
        rgb("d.png", 70, 70);
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> open(0, 0))
                .withMessageContaining(
                        "2 of 64×64 grey (such as a.png) and 1 of 40×50 grey (such as c.png), and 1 other kind")
                .withMessageContaining("`--set data.resolution=32 --set data.channels=3`");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> open(64, 0))
                .withMessageContaining("3 grey (such as a.png) and 1 RGB (such as d.png). ")
                .withMessageContaining("`--set data.resolution=64 --set data.channels=3`");
        try (ImageFolder images = open(32, 3)) {
            assertThat(images.size()).isEqualTo(4);
            assertThat(images.shape()).isEqualTo(new ImageShape(3, 32, 32));
        }
    }

    @Test
    void theResolutionFollowsFromTheShorterSide() throws IOException {
        int[][] cases = {{28, 40, 28}, {32, 32, 32}, {63, 90, 32}, {92, 112, 64}, {300, 200, 128}};
        for (int[] c : cases) {
            image("a.png", 1, c[0], c[1]);
            try (ImageFolder images = open(0, 0)) {
                assertThat(images.shape()).isEqualTo(new ImageShape(1, c[2], c[2]));
            }
        }
        image("a.png", 1, 30, 30);
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> open(0, 0))
                .withMessageContaining("30×30")
                .withMessageContaining("`--set data.resolution=32`");
    }

    @Test
    void badImagesAreSkippedCountedAndListedAlsoFromTheCache() throws IOException {
        for (int i = 0; i < 40; i++) {
            image(String.format(Locale.ROOT, "%02d.png", i), i, 32, 32);
        }
        byte[] noisy = Files.readAllBytes(noise("noise.png"));
        Files.write(pictures().resolve("noise.png"), Arrays.copyOf(noisy, noisy.length / 2));
        text("17.jpg", "no jpeg");
        for (int opening = 0; opening < 2; opening++) {
            try (ImageFolder images = open(0, 0)) {
                assertThat(images.size()).isEqualTo(40);
                assertThat(first(images, 18)).isEqualTo(18);
                assertThat(images.report().skipped())
                        .extracting(ReadReport.Skipped::path)
                        .containsExactly("17.jpg", "noise.png");
                assertThat(images.report().summary())
                        .startsWith("2 of 42 images cannot be used\n  17.jpg is not an image of a kind Facet reads");
            }
        }
        assertThat(cached()).hasSize(1);
    }

    @Test
    void moreThanOneBadImageInTwentyStops() throws IOException {
        for (int i = 0; i < 18; i++) {
            image(i + ".png", i, 32, 32);
        }
        text("x.jpg", "no jpeg");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> open(0, 0))
                .withMessageContaining("1 of 19 images cannot be used")
                .withMessageContaining("x.jpg is not an image")
                .withMessageContaining("5 %");
        byte[] noisy = Files.readAllBytes(noise("noise.png"));
        Files.write(pictures().resolve("noise.png"), Arrays.copyOf(noisy, noisy.length / 2));
        Files.delete(pictures().resolve("x.jpg"));
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> open(0, 0))
                .withMessageContaining("noise.png is cut off or damaged");
    }

    @Test
    void listsTwentyOfManyBadImages() throws IOException {
        for (int i = 0; i < 30; i++) {
            text(i + ".jpg", "no jpeg");
        }
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> open(0, 0))
                .withMessageContaining("30 of 30 images")
                .withMessageContaining("and 10 more");
    }

    @Test
    void decodesOnceAndAgainWhenContentOrCacheChanged() throws IOException {
        image("a.png", 1, 32, 32);
        image("b.png", 2, 32, 32);
        String fingerprint;
        try (ImageFolder images = open(0, 0)) {
            fingerprint = images.fingerprint();
        }
        Path cache = cached().get(0);
        Object written = Files.getLastModifiedTime(cache).toMillis();
        try (ImageFolder images = open(0, 0)) {
            assertThat(images.fingerprint()).isEqualTo(fingerprint).hasSize(64);
            assertThat(Files.getLastModifiedTime(cache).toMillis()).isEqualTo(written);
        }

        byte[] damaged = Files.readAllBytes(cache);
        damaged[100] ^= 1;
        Files.write(cache, damaged);
        try (ImageFolder images = open(0, 0)) {
            assertThat(first(images, 0)).isOne();
            damaged[100] ^= 1;
            assertThat(Files.readAllBytes(cache)).isEqualTo(damaged);
        }

        image("a.png", 9, 32, 32);
        try (ImageFolder images = open(0, 0)) {
            assertThat(images.fingerprint()).isNotEqualTo(fingerprint);
            assertThat(first(images, 0)).isEqualTo(9);
        }
        try (ImageFolder images = open(0, 3)) {
            assertThat(images.shape().channels()).isEqualTo(3);
        }
        assertThat(cached()).hasSize(3);
    }

    @Test
    void readsWithoutACacheWhenItCannotBeWritten() throws IOException {
        image("a.png", 1, 32, 32);
        Path taken = Files.writeString(temporary.resolve("taken"), "a file");
        try (ImageFolder images = ImageFolder.open(pictures(), config(0, 0), Split.TRAIN, taken)) {
            assertThat(first(images, 0)).isOne();
        }
    }

    @Test
    void trainAndTestFoldersAreTheSplitsAndShareLabelNames() throws IOException {
        image("train/cat/1.png", 1, 32, 32);
        image("train/dog/2.png", 2, 32, 32);
        image("test/cow/3.png", 3, 32, 32);
        try (ImageFolder train = open(0, 0);
                ImageFolder test = ImageFolder.open(pictures(), config(0, 0), Split.TEST, cache())) {
            assertThat(train.size()).isEqualTo(2);
            assertThat(test.size()).isOne();
            assertThat(first(test, 0)).isEqualTo(3);
            assertThat(test.labels()).hasValueSatisfying(labels -> {
                assertThat(labels.names()).containsExactly("cat", "cow", "dog");
                assertThat(labels.values()).containsExactly(1);
            });
            assertThat(test.fingerprint()).isNotEqualTo(train.fingerprint());
        }
    }

    @Test
    void aFolderWithoutPartsHasNoTestImages() throws IOException {
        image("a.png", 1, 32, 32);
        try (ImageFolder test = ImageFolder.open(pictures(), config(0, 0), Split.TEST, cache())) {
            assertThat(test.size()).isZero();
            assertThat(test.shape()).isEqualTo(new ImageShape(1, 32, 32));
        }
    }

    @Test
    void aFolderThatIsNoneOrHasNoneIsExplained() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "x");
        assertThatThrownBy(() -> ImageFolder.open(temporary.resolve("none"), config(0, 0)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("there is no folder");
        assertThatThrownBy(() -> ImageFolder.open(file, config(0, 0)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is a file where a folder");
        assertThatThrownBy(() -> ImageFolder.open(pictures(), config(0, 0)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("it is empty");
        text("a.csv", "1,2");
        assertThatThrownBy(() -> ImageFolder.open(pictures(), config(0, 0)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("only 1 other file");
        assertThatThrownBy(() -> ImageFolder.open(pictures(), config(0, 2)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("data.channels is 2");
        assertThatThrownBy(() -> ImageFolder.open(pictures(), config(-1, 1)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("data.resolution is -1");
    }

    @Test
    void aFolderThatMayNotBeReadIsNamed() throws IOException {
        image("a/1.png", 1, 32, 32);
        Path locked = pictures().resolve("a");
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
        try {
            Assumptions.assumeFalse(Files.isReadable(locked), "this user may read everything");
            assertThatExceptionOfType(UsageException.class)
                    .isThrownBy(() -> open(0, 0))
                    .withMessageContaining("no permission to read the folder " + locked);
        } finally {
            Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void readingAfterClosingIsRefused() throws IOException {
        image("a.png", 1, 32, 32);
        ImageFolder images = open(0, 0);
        images.close();
        assertThatIllegalStateException().isThrownBy(() -> first(images, 0)).withMessageContaining("closed");
    }

    @Test
    void facesAreReadWithTheirPeopleAsLabels() {
        Path faces = RealData.folder("orl").resolve("orl").resolve("orl_faces");
        try (ImageFolder images = ImageFolder.open(faces, config(0, 0), Split.TRAIN, cache())) {
            assertThat(images.size()).isEqualTo(400);
            assertThat(images.shape()).isEqualTo(new ImageShape(1, 64, 64));
            assertThat(images.report().skipped()).isEmpty();
            assertThat(images.labels()).hasValueSatisfying(labels -> {
                assertThat(labels.names()).hasSize(40).startsWith("s1", "s10");
                assertThat(labels.values()).hasSize(400);
                assertThat(labels.values()[399]).isEqualTo(39);
            });
        }
    }

    @Test
    void objectsAreReadInColour() throws IOException {
        Path objects = RealData.folder("coil").resolve("coil").resolve("coil-100");
        for (int degrees = 0; degrees < 360; degrees += 5) {
            String name = "obj1__" + degrees + ".png";
            Files.copy(objects.resolve(name), pictures().resolve(name));
        }
        try (ImageFolder images = open(0, 0)) {
            assertThat(images.size()).isEqualTo(72);
            assertThat(images.shape()).isEqualTo(new ImageShape(3, 128, 128));
            assertThat(images.labels()).isEmpty();
        }
    }

    private ImageFolder open(int resolution, int channels) throws IOException {
        return ImageFolder.open(pictures(), config(resolution, channels), Split.TRAIN, cache());
    }

    private static DataConfig config(int resolution, int channels) {
        return new DataConfig("", resolution, channels, 0, 0);
    }

    private Path pictures() throws IOException {
        return Files.createDirectories(temporary.resolve("pictures"));
    }

    private Path cache() {
        return temporary.resolve("cache");
    }

    private List<Path> cached() throws IOException {
        try (Stream<Path> files = Files.list(Files.createDirectories(cache().resolve("images")))) {
            return files.toList();
        }
    }

    private static int first(ImageFolder images, int index) {
        byte[] target = new byte[images.shape().bytes()];
        images.read(index, target, 0);
        return target[0] & 0xFF;
    }

    private void image(String path, int grey, int width, int height) throws IOException {
        Path file = pictures().resolve(path);
        Files.createDirectories(file.resolveSibling("."));
        PngFile.write(file, flat(grey, width, height));
    }

    private void rgb(String path, int width, int height) throws IOException {
        PngFile.write(pictures().resolve(path), new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB));
    }

    private Path noise(String path) throws IOException {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
        Random random = new Random(1);
        for (int i = 0; i < 32 * 32; i++) {
            image.getRaster().setSample(i % 32, i / 32, 0, random.nextInt(256));
        }
        Path file = pictures().resolve(path);
        PngFile.write(file, image);
        return file;
    }

    private void text(String path, String content) throws IOException {
        Files.write(pictures().resolve(path), content.getBytes(StandardCharsets.UTF_8));
    }

    private static BufferedImage flat(int grey, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.getRaster().setSample(x, y, 0, grey);
            }
        }
        return image;
    }
}
