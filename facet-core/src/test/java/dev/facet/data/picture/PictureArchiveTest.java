package dev.facet.data.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.data.source.OfflineDatasets;
import dev.facet.format.Mutants;
import dev.facet.format.NpyFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class PictureArchiveTest {
    @TempDir
    Path folder;

    @Test
    void anArchiveIsReadLikeTheFolderItWasMadeOf() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("b/2.png", png(2));
        files.put("a/1.png", png(1));
        files.put("README", text("pictures"));
        Path unpacked = folder.resolve("pictures");
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path target = unpacked.resolve(file.getKey());
            Files.createDirectories(target.resolveSibling("."));
            Files.write(target, file.getValue());
        }
        Path packed = write("pictures.zip", NpyFiles.zip(files));
        try (Dataset archive = open(packed, Split.TRAIN);
                Dataset same = open(unpacked, Split.TRAIN)) {
            assertThat(archive.name()).isEqualTo("pictures");
            assertThat(archive.size()).isEqualTo(2);
            assertThat(archive.nameOf(1)).isEqualTo("b/2.png");
            assertThat(archive.labels().orElseThrow().names()).containsExactly("a", "b");
            assertThat(archive.fingerprint()).isEqualTo(same.fingerprint());
            assertThat(first(archive, 1)).isEqualTo(2);
        }
        try (Dataset test = open(packed, Split.TEST)) {
            assertThat(test.size()).isZero();
        }
    }

    @Test
    void theFolderAroundEverythingAndTheJunkOfSystemsDoNotCount() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("all/x/1.png", png(1));
        files.put("all/y/1.png", png(2));
        files.put("all/labels.csv", text("image,label\nx/1.png,dog\ny/1.png,cat\n"));
        files.put("__MACOSX/all/x/._1.png", text("resource"));
        files.put("all/.DS_Store", text("view"));
        try (Dataset data = open(write("some.zip", NpyFiles.zip(files)), Split.TRAIN)) {
            assertThat(data.nameOf(0)).isEqualTo("x/1.png");
            assertThat(data.labels().orElseThrow().names()).containsExactly("cat", "dog");
        }
    }

    @Test
    void aTableThatUnpacksToMoreThanAnyHasIsRefusedUnread() throws IOException {
        byte[] noise = new byte[300_000];
        new Random(1).nextBytes(noise);
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("labels.csv", noise);
        files.put("a.png", png(1));
        byte[] zip = NpyFiles.zip(files, java.util.zip.ZipEntry.DEFLATED);
        Path claiming = write("some.zip", NpyFiles.centralInt(zip, 24, 300_000_000));
        assertThatThrownBy(() -> open(claiming, Split.TRAIN).close())
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("labels.csv: has 300000000 bytes; a table of labels or factors has at most");
    }

    @Test
    void foldersTrainAndTestAreTheParts() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("set/train/1.png", png(1));
        files.put("set/train/2.png", png(2));
        files.put("set/test/1.png", png(3));
        Path file = write("set.zip", NpyFiles.zip(files));
        try (Dataset train = open(file, Split.TRAIN);
                Dataset test = open(file, Split.TEST)) {
            assertThat(train.size()).isEqualTo(2);
            assertThat(test.size()).isEqualTo(1);
            assertThat(first(test, 0)).isEqualTo(3);
        }
    }

    @Test
    void aDamagedPictureIsLeftOutAndListed() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 30; i++) {
            files.put(i + ".png", png(i));
        }
        files.put("bad.png", text("no picture"));
        Path file = write("some.zip", NpyFiles.zip(files));
        try (ImageFolder data = ImageFolder.openArchive(file, config(file), Split.TRAIN, cache())) {
            assertThat(data.size()).isEqualTo(30);
            assertThat(data.report().skipped())
                    .extracting(ReadReport.Skipped::path)
                    .containsExactly("bad.png");
        }
    }

    static Stream<Arguments> refused() throws IOException {
        byte[] picture = png(1);
        return Stream.of(
                arguments("no pictures", NpyFiles.zip(Map.of("a.txt", text("a"))), "holds no images Facet can read"),
                arguments("nothing", NpyFiles.zip(Map.of()), "holds no images Facet can read"),
                arguments("climbing", NpyFiles.zip(Map.of("../1.png", picture)), "points outside the archive"),
                arguments("absolute", NpyFiles.zip(Map.of("/1.png", picture)), "points outside the archive"),
                arguments("all damaged", NpyFiles.zip(Map.of("1.png", text("no"))), "1 of 1 images cannot be used"),
                arguments(
                        "a table of others",
                        NpyFiles.zip(Map.of("1.png", picture, "labels.csv", text("image,label\n2.png,x\n"))),
                        "1 of 1 rows name no image"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatIsNoSetOfPicturesIsRefused(String what, byte[] bytes, String message) throws IOException {
        Path file = write("wrong.zip", bytes);
        assertThatThrownBy(() -> open(file, Split.TRAIN))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
        assertThat(folder.resolveSibling("1.png")).doesNotExist();
    }

    @Test
    void anArchiveThatUnpacksToFarTooMuchIsRefusedUnread() throws IOException {
        byte[] noise = new byte[2_000_000];
        new Random(1).nextBytes(noise);
        byte[] claiming = NpyFiles.centralInt(NpyFiles.zip(Map.of("1.pgm", noise)), 24, 1_900_000_000);
        Path bomb = write("bomb.zip", claiming);
        assertThatThrownBy(() -> open(bomb, Split.TRAIN))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("unpacks to 1900000000 bytes; an archive of");
    }

    @Test
    void mutantsAreReadOrRefused() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("a/1.png", png(1));
        files.put("b/2.png", png(2));
        files.put("labels.csv", text("image,label\na/1.png,1\nb/2.png,2\n"));
        byte[] valid = NpyFiles.zip(files);
        Random random = new Random(12);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            try (Dataset data = open(write("mutant.zip", Mutants.mutate(valid, random)), Split.TRAIN)) {
                first(data, data.size() - 1);
            } catch (UsageException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(100, 300);
    }

    private Dataset open(Path source, Split split) {
        return OfflineDatasets.open(Map.of("FACET_CACHE", cache().toString()), config(source), split);
    }

    private static DataConfig config(Path source) {
        return new DataConfig(source.toString(), 0, 0, 1, 1);
    }

    private Path cache() {
        return folder.resolve("cache");
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static int first(Dataset data, int index) {
        byte[] pixels = new byte[data.shape().bytes()];
        data.read(index, pixels, 0);
        return pixels[0] & 0xFF;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] png(int grey) throws IOException {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSamples(0, 0, 32, 32, 0, new int[1024]);
        image.getRaster().setSample(0, 0, 0, grey);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            ImageIO.write(image, "png", stream);
        }
        return out.toByteArray();
    }
}
