package dev.facet.data.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.ImageShape;
import dev.facet.data.Split;
import dev.facet.data.array.IdxFiles;
import dev.facet.data.source.OfflineDatasets;
import dev.facet.format.Mutants;
import dev.facet.format.NpyFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class NumpyFilesTest {
    private static final int SIDE = 28;
    private static final int PLANE = SIDE * SIDE;

    @TempDir
    Path folder;

    @Test
    void anArrayIsAllTrainingDataAndHoldsNothingOut() throws IOException {
        Path file = write("mine.npy", NpyFiles.bytes(IdxFiles.counting(3 * PLANE), 3, SIDE, SIDE));
        try (Dataset train = open(file, Split.TRAIN);
                Dataset test = open(file, Split.TEST)) {
            assertThat(train.name()).isEqualTo("mine");
            assertThat(train.size()).isEqualTo(3);
            assertThat(train.shape()).isEqualTo(new ImageShape(1, SIDE, SIDE));
            assertThat(image(train, 1)).startsWith(PLANE % 256, (PLANE + 1) % 256);
            assertThat(train.labels()).isEmpty();
            assertThat(test.size()).isZero();
        }
    }

    static Stream<Arguments> ranges() {
        return Stream.of(
                arguments("masks", NpyFiles.bytes(ends(0, 1), 1, SIDE, SIDE), 0, 255, "0 and 1, black and white"),
                arguments("bytes", NpyFiles.bytes(ends(3, 200), 1, SIDE, SIDE), 3, 200, "0 to 255"),
                arguments("floats to 1", NpyFiles.floats(floats(0, 0.2f), 1, SIDE, SIDE), 0, 51, "0 to 1"),
                arguments("floats from -1", NpyFiles.floats(floats(-1, 1), 1, SIDE, SIDE), 0, 255, "-1 to 1"),
                arguments("floats to 255", NpyFiles.floats(floats(3, 200.4f), 1, SIDE, SIDE), 3, 200, "0 to 255"),
                arguments(
                        "floats a little past 1",
                        NpyFiles.floats(floats(0, 1.00001f), 1, SIDE, SIDE),
                        0,
                        255,
                        "0 to 1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ranges")
    void theRangeOfValuesIsRecognisedAndToldAgainFromTheCache(
            String what, byte[] file, int first, int last, String range) throws IOException {
        Path written = write("range.npy", file);
        open(written, Split.TRAIN).close();
        try (Dataset data = open(written, Split.TRAIN)) {
            assertThat(data.remark()).isEqualTo("values are " + range);
            int[] image = image(data, 0);
            assertThat(image[0]).isEqualTo(first);
            assertThat(image[PLANE - 1]).isEqualTo(last);
        }
    }

    @Test
    void colourIsReadInEitherOrder() throws IOException {
        byte[] planar = new byte[3 * PLANE];
        byte[] interleaved = new byte[3 * PLANE];
        for (int p = 0; p < PLANE; p++) {
            for (int c = 0; c < 3; c++) {
                planar[c * PLANE + p] = interleaved[3 * p + c] = (byte) (p + 7 * c);
            }
        }
        Path first = write("planar.npy", NpyFiles.bytes(planar, 1, 3, SIDE, SIDE));
        Path last = write("interleaved.npy", NpyFiles.bytes(interleaved, 1, SIDE, SIDE, 3));
        try (Dataset a = open(first, Split.TRAIN);
                Dataset b = open(last, Split.TRAIN)) {
            assertThat(a.shape()).isEqualTo(new ImageShape(3, SIDE, SIDE));
            assertThat(image(a, 0)).isEqualTo(image(b, 0));
            assertThat(image(a, 0)[2 * PLANE]).isEqualTo(14);
        }
    }

    @Test
    void theArchiveOfKerasHasTwoPartsWithTheSameClasses() throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("x_test.npy", NpyFiles.bytes(new byte[2 * PLANE], 2, SIDE, SIDE));
        arrays.put("x_train.npy", NpyFiles.bytes(IdxFiles.counting(3 * PLANE), 3, SIDE, SIDE));
        arrays.put("y_train.npy", NpyFiles.bytes(new byte[] {5, 0, 5}, 3));
        arrays.put("y_test.npy", NpyFiles.bytes(new byte[] {7, 5}, 2));
        Path file = write("mnist.npz", NpyFiles.zip(arrays));
        try (Dataset train = open(file, Split.TRAIN);
                Dataset test = open(file, Split.TEST)) {
            assertThat(train.size()).isEqualTo(3);
            assertThat(train.labels().orElseThrow().names()).containsExactly("0", "5", "7");
            assertThat(train.labels().orElseThrow().values()).containsExactly(1, 0, 1);
            assertThat(test.size()).isEqualTo(2);
            assertThat(test.labels().orElseThrow().names()).containsExactly("0", "5", "7");
            assertThat(test.labels().orElseThrow().values()).containsExactly(2, 1);
            assertThat(test.fingerprint()).isNotEqualTo(train.fingerprint());
        }
    }

    @Test
    void bothPartsHaveOneRangeOfValues() throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("x_train.npy", NpyFiles.bytes(ends(0, 200), 1, SIDE, SIDE));
        arrays.put("x_test.npy", NpyFiles.bytes(ends(0, 1), 1, SIDE, SIDE));
        try (Dataset test = open(write("two.npz", NpyFiles.zip(arrays)), Split.TEST)) {
            assertThat(image(test, 0)[PLANE - 1]).isEqualTo(1);
        }
    }

    @Test
    void spritesHaveTheirFactorsAndShapes() throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("metadata.npy", NpyFiles.npy(1, "|O", false, new int[0], new byte[] {(byte) 0x80, 2, '.'}));
        arrays.put("imgs.npy", NpyFiles.bytes(ends(0, 1, 2 * 64 * 64), 2, 64, 64));
        arrays.put("latents_classes.npy", NpyFiles.longs(new long[] {0, 0, 1, 2, 3, 4, 0, 2, 1, 2, 3, 4}, 2, 6));
        arrays.put(
                "latents_values.npy",
                NpyFiles.doubles(new double[] {1, 1, 0.5, 0, 0.1, 0.9, 1, 3, 1, 6.28, 0.2, 0.8}, 2, 6));
        try (Dataset data = open(write("dsprites.npz", NpyFiles.zip(arrays)), Split.TRAIN)) {
            Factors factors = data.factors().orElseThrow();
            assertThat(factors.names()).containsExactly("shape", "scale", "orientation", "x", "y");
            assertThat(factors.values()[2]).containsExactly(0, 6.28);
            assertThat(data.labels().orElseThrow().names()).containsExactly("square", "ellipse", "heart");
            assertThat(data.labels().orElseThrow().values()).containsExactly(0, 2);
            assertThat(image(data, 1)[64 * 64 - 1]).isEqualTo(255);
        }
    }

    @Test
    void theOnlyArrayOfImagesNeedsNoName() throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("whatever.npy", NpyFiles.bytes(new byte[PLANE], 1, SIDE, SIDE));
        arrays.put("mean.npy", NpyFiles.doubles(new double[4], 2, 2));
        try (Dataset data = open(write("a.npz", NpyFiles.zip(arrays)), Split.TRAIN)) {
            assertThat(data.size()).isEqualTo(1);
        }
    }

    static Stream<Arguments> refused() {
        byte[] one = NpyFiles.bytes(new byte[PLANE], 1, SIDE, SIDE);
        float[] broken = new float[2 * PLANE];
        broken[PLANE + 5] = Float.NaN;
        float[] vast = floats(0, Float.POSITIVE_INFINITY);
        return Stream.of(
                arguments("flat.npy", NpyFiles.bytes(new byte[783], 1, 783), "[1, 783]. Rows of values are read as"),
                arguments("rgba.npy", NpyFiles.bytes(new byte[64], 1, 4, 4, 4), "Leave the fourth channel"),
                arguments("none.npy", NpyFiles.bytes(new byte[0], 0, SIDE, SIDE), "found [0, 28, 28]"),
                arguments("nan.npy", NpyFiles.floats(broken, 2, SIDE, SIDE), "image 1 has NaN at value 5"),
                arguments("inf.npy", NpyFiles.floats(vast, 1, SIDE, SIDE), "image 0 has Infinity at value 783"),
                arguments("deep.npy", NpyFiles.floats(floats(0, 4096), 1, SIDE, SIDE), "values from 0.0 to 4096.0"),
                arguments("objects.npy", NpyFiles.npy(1, "|O", false, new int[] {2}, new byte[9]), "is a pickle"),
                arguments(
                        "pickled.npz",
                        NpyFiles.zip(Map.of("x.npy", NpyFiles.npy(1, "|O", false, new int[] {2}, new byte[9]))),
                        "x, which is not an array of numbers"),
                arguments(
                        "two.npz",
                        NpyFiles.zip(Map.of("a.npy", one, "b.npy", one)),
                        "it is not clear which array holds the images"),
                arguments(
                        "labels.npz",
                        NpyFiles.zip(Map.of("x.npy", one, "y.npy", NpyFiles.bytes(new byte[2], 2))),
                        "2 rows in y, but 1 images in x"),
                arguments(
                        "halves.npz",
                        NpyFiles.zip(Map.of("x.npy", one, "y.npy", NpyFiles.floats(new float[] {0.5f}, 1))),
                        "labels were wanted, whole numbers; value 0 is 0.5"),
                arguments(
                        "parts.npz",
                        NpyFiles.zip(Map.of("x_train.npy", one, "x_test.npy", NpyFiles.bytes(new byte[16], 1, 4, 4))),
                        "both parts must have one shape"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatIsNoDataSetIsRefusedWithAMessageThatNamesIt(String name, byte[] bytes, String message) throws IOException {
        Path file = write(name, bytes);
        assertThatThrownBy(() -> open(file, Split.TRAIN))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void mutantsAreReadOrRefused() throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("imgs.npy", NpyFiles.floats(floats(0, 1), 1, SIDE, SIDE));
        arrays.put("y.npy", NpyFiles.longs(new long[] {3}, 1));
        byte[] valid = NpyFiles.zip(arrays);
        Random random = new Random(8);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            Path file = write("mutant.npz", Mutants.mutate(valid, random));
            try (Dataset data = open(file, Split.TRAIN)) {
                image(data, data.size() - 1);
            } catch (UsageException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(100, 300);
    }

    private Dataset open(Path file, Split split) {
        return OfflineDatasets.open(
                Map.of("FACET_CACHE", folder.resolve("cache").toString()),
                new DataConfig(file.toString(), 0, 0, 1, 1),
                split);
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static int[] image(Dataset data, int index) {
        byte[] pixels = new byte[data.shape().bytes()];
        data.read(index, pixels, 0);
        int[] values = new int[pixels.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = pixels[i] & 0xFF;
        }
        return values;
    }

    private static byte[] ends(int first, int last) {
        return ends(first, last, PLANE);
    }

    private static byte[] ends(int first, int last, int count) {
        byte[] values = new byte[count];
        values[0] = (byte) first;
        values[count - 1] = (byte) last;
        return values;
    }

    private static float[] floats(float first, float last) {
        float[] values = new float[PLANE];
        values[0] = first;
        values[PLANE - 1] = last;
        return values;
    }
}
