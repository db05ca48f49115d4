package dev.facet.data.sequence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Matrix;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.config.DataConfig.Scale;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Items;
import dev.facet.data.Labels;
import dev.facet.data.RealData;
import dev.facet.data.SequenceShape;
import dev.facet.data.Split;
import dev.facet.data.source.OfflineDatasets;
import dev.facet.format.MatFiles;
import dev.facet.format.Mutants;
import dev.facet.format.NpyFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class SequenceSetTest {
    @TempDir
    Path folder;

    @Test
    void cellsOfAnyLengthAreBroughtToOne() throws IOException {
        // Columns first: channel 0 is 0 1 2 3, channel 1 is 10 10 10 10; then a sequence of twice that length.
        Matrix four = MatFiles.doubles(new double[] {0, 10, 1, 10, 2, 10, 3, 10}, 2, 4);
        double[] values = new double[16];
        for (int t = 0; t < 8; t++) {
            values[2 * t] = t;
            values[2 * t + 1] = 20;
        }
        Path file = mat(Map.of("walks", MatFiles.cells(four, MatFiles.doubles(values, 2, 8))));
        try (Dataset data = open(file, Kind.AUTO, 4, Split.TRAIN)) {
            assertThat(data.size()).isEqualTo(2);
            assertThat(data.shape()).hasToString("4 points in time of channel1, channel2");
            assertThat(sequence(data, 0)).isDeepEqualTo(new float[][] {{0, 1, 2, 3}, {10, 10, 10, 10}});
            assertThat(sequence(data, 1)).isDeepEqualTo(new float[][] {{0.5f, 2.5f, 4.5f, 6.5f}, {20, 20, 20, 20}});
            assertThat(data.factors().orElseThrow().names()).containsExactly("length");
            assertThat(data.factors().orElseThrow().values()[0]).containsExactly(4, 8);
            assertThat(data.remark())
                    .contains("4 to 8 steps; each is resampled to 4, and the factor length is its own");
        }
        try (Dataset data = open(file, Kind.PATHS, 4, Split.TRAIN)) {
            // With twice the length, each step is half as long.
            assertThat(sequence(data, 1)).isDeepEqualTo(new float[][] {{1, 5, 9, 13}, {40, 40, 40, 40}});
            assertThat(data.factors().orElseThrow().names())
                    .containsExactly("slant", "height", "width", "duration", "timing");
            assertThat(data.remark()).contains("the factor duration is its own");
        }
    }

    @Test
    void channelsAreScaledByWhatTheyAre() throws IOException {
        Path file = mat(Map.of(
                "x",
                MatFiles.cells(
                        MatFiles.doubles(new double[] {1, 7, 3, 7}, 2, 2),
                        MatFiles.doubles(new double[] {1, 7, 3, 7}, 2, 2))));
        try (Dataset data = open(file, Kind.AUTO, 2, Split.TRAIN)) {
            SequenceShape shape = (SequenceShape) data.shape();
            assertThat(shape.parts().get(0).scale()).isEqualTo(new Scale(2, 1));
            // A channel that never changes.
            assertThat(shape.parts().get(1).scale()).isEqualTo(new Scale(7, 1));
        }
        Map<String, Scale> given = new LinkedHashMap<>();
        given.put("channel1", new Scale(5, 6));
        given.put("channel2", new Scale(7, 8));
        try (Dataset data = open(new DataConfig(file.toString(), Kind.SEQUENCES, 2, 2, given, 1, 1), Split.TRAIN)) {
            assertThat(((SequenceShape) data.shape()).parts().get(1).scale()).isEqualTo(new Scale(7, 8));
        }
    }

    @Test
    void partsAndLabelsGoByTheirUsualNames() throws IOException {
        Matrix one = MatFiles.doubles(new double[] {1, 2, 3}, 1, 3);
        Map<String, Array> variables = new LinkedHashMap<>();
        variables.put("xtrain", MatFiles.cells(one, one, one));
        variables.put("ytrain", MatFiles.doubles(new double[] {2, 1, 2}, 1, 3));
        variables.put("xtest", MatFiles.cells(one));
        variables.put("ytest", MatFiles.doubles(new double[] {3}, 1, 1));
        Path file = mat(variables);
        try (Dataset train = open(file, Kind.AUTO, 16, Split.TRAIN);
                Dataset test = open(file, Kind.AUTO, 16, Split.TEST)) {
            assertThat(train.labels().orElseThrow().names()).containsExactly("1", "2", "3");
            assertThat(train.labels().orElseThrow().values()).containsExactly(1, 0, 1);
            assertThat(test.labels().orElseThrow().values()).containsExactly(2);
            assertThat(test.shape()).isEqualTo(train.shape());
        }
    }

    @Test
    void arraysOfNumPyAreSequencesIfOneSaysSo() throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        float[] values = new float[2 * 3 * 16];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        arrays.put("x.npy", NpyFiles.floats(values, 2, 3, 16));
        arrays.put("y.npy", NpyFiles.longs(new long[] {4, 5}, 2));
        Path file = Files.write(folder.resolve("walks.npz"), NpyFiles.zip(arrays));
        try (Dataset data = open(file, Kind.SEQUENCES, 0, Split.TRAIN);
                Dataset none = open(file, Kind.SEQUENCES, 0, Split.TEST)) {
            assertThat(data.shape()).hasToString("16 points in time of channel1, channel2, channel3");
            assertThat(sequence(data, 1)[2]).startsWith(80, 81);
            assertThat(data.labels().orElseThrow().names()).containsExactly("4", "5");
            assertThat(none.size()).isZero();
            assertThat(none.shape()).isEqualTo(data.shape());
        }
        Path plain = Files.write(folder.resolve("one.npy"), NpyFiles.doubles(new double[40], 2, 20));
        try (Dataset data = open(plain, Kind.SEQUENCES, 0, Split.TRAIN)) {
            assertThat(data.shape()).hasToString("24 points in time of channel1");
        }
    }

    @Test
    void arraysWithTheTimeBeforeTheChannelsAreRefused() throws IOException {
        float[] values = new float[2 * 40 * 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 3 * 10 + i / 3 % 40 * 0.1f;
        }
        Path file =
                Files.write(folder.resolve("x.npz"), NpyFiles.zip(Map.of("x.npy", NpyFiles.floats(values, 2, 40, 3))));
        assertThatThrownBy(() -> open(file, Kind.SEQUENCES, 0, Split.TRAIN))
                .hasMessageContaining("array x is [2, 40, 3]")
                .hasMessageContaining("it seems to be [count, time, channels]")
                .hasMessageContaining("x.swapaxes(1, 2)");
    }

    @Test
    void matricesWithTheTimeInTheirRowsAreTurned() throws IOException {
        Path file = mat(Map.of(
                "x",
                MatFiles.cells(
                        MatFiles.doubles(new double[] {1, 2, 3, 4, 5, 6}, 3, 2),
                        MatFiles.doubles(new double[] {1, 2, 3, 4}, 2, 2))));
        try (Dataset data = open(file, Kind.AUTO, 3, Split.TRAIN)) {
            assertThat(sequence(data, 0)).isDeepEqualTo(new float[][] {{1, 2, 3}, {4, 5, 6}});
        }
    }

    @Test
    void aSequenceWithAGapIsNamed() throws IOException {
        Matrix good = MatFiles.doubles(new double[] {1, 2, 3, 4}, 2, 2);
        refused(
                mat(Map.of("x", MatFiles.cells(good, MatFiles.doubles(new double[] {1, 2, 3, Double.NaN}, 2, 2)))),
                "sequence 1 of x is NaN in channel 1 at time 1",
                "Fill the gap");
        refused(
                mat(Map.of("x", MatFiles.cells(MatFiles.doubles(new double[] {1, 1e60, 3, 4}, 2, 2), good))),
                "sequence 0 of x is 1.0E60 in channel 1 at time 0");
        refused(
                mat(Map.of("x", MatFiles.cells(good, MatFiles.doubles(new double[0], 2, 0)))),
                "sequence 1 of x has 0 points in time; at least 2");
        refused(
                mat(Map.of("x", MatFiles.cells(good, MatFiles.doubles(new double[] {1, 2, 3}, 3, 1)))),
                "sequence 1 of x has 1 points in time");
        refused(
                mat(Map.of(
                        "x",
                        MatFiles.cells(
                                good,
                                MatFiles.doubles(new double[] {1, 2, 3, 4, 5, 6}, 3, 2),
                                MatFiles.doubles(new double[6], 2, 3)))),
                "sequence 1 of x has 3 channels, the first has 2");
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        Matrix one = MatFiles.doubles(new double[] {1, 2, 3}, 1, 3);
        refused(
                mat(Map.of("x", MatFiles.cells(one, one), "y", MatFiles.doubles(new double[] {1, 2, 3}, 1, 3))),
                "3 labels in y, but 2 sequences in x");
        refused(
                mat(Map.of("a", MatFiles.cells(one), "b", MatFiles.cells(one))),
                "it is not clear which array holds the sequences");
        Path file = mat(Map.of("x", MatFiles.cells(one)));
        assertThatThrownBy(() -> open(file, Kind.PATHS, 0, Split.TRAIN))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("have 1 channel");
        assertThatThrownBy(() -> open(file, Kind.AUTO, 5000, Split.TRAIN)).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> open(file, Kind.IMAGES, 0, Split.TRAIN)).isInstanceOf(UsageException.class);
        DataConfig strokes = new DataConfig("strokes", Kind.SEQUENCES, 0, 0, Map.of(), 10, 1);
        assertThatThrownBy(() -> open(strokes, Split.TRAIN))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("data.kind is sequences, but strokes is images");
        Map<String, Scale> other = Map.of("force", new Scale(0, 1));
        assertThatThrownBy(() -> open(new DataConfig(file.toString(), Kind.AUTO, 0, 0, other, 1, 1), Split.TRAIN))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("data.scales is for the channels [force], but those");
        assertThatThrownBy(
                        () -> open(new DataConfig(file.toString(), Kind.SEQUENCES, 0, 3, Map.of(), 1, 1), Split.TRAIN))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("have 1 channels");
    }

    @Test
    void mutantsAreReadOrRefused() throws IOException {
        Matrix one = MatFiles.doubles(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
        Map<String, Array> variables = new LinkedHashMap<>();
        variables.put("xtrain", MatFiles.cells(one, one));
        variables.put("ytrain", MatFiles.doubles(new double[] {1, 2}, 1, 2));
        byte[] valid = Files.readAllBytes(mat(variables));
        Random random = new Random(6);
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            Path file = Files.write(folder.resolve("mutant.mat"), Mutants.mutate(valid, random));
            try (Dataset data = open(file, Kind.SEQUENCES, 0, Split.TRAIN)) {
                sequence(data, data.size() - 1);
            } catch (UsageException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(60, 300);
    }

    @Test
    void lettersAreReadWithTheirNamesAndFactors() {
        Path data = RealData.folder("chartraj");
        try (Dataset letters = OfflineDatasets.open(
                Map.of("FACET_DATA", data.toString()), new DataConfig("chartraj", 64, 0, 1, 1), Split.TRAIN)) {
            assertThat(letters.size()).isEqualTo(1429);
            assertThat(letters.shape()).hasToString("64 points in time of x, y, force");
            Labels labels = letters.labels().orElseThrow();
            assertThat(labels.names()).hasSize(20).startsWith("a", "b", "c", "d", "e", "g");
            assertThat(labels.values()).startsWith(1, 7, 16); // ytrain begins with 2, 8, 17
            Factors factors = letters.factors().orElseThrow();
            // All sequences of a letter have one length in the file; the pen moves only part of the time.
            assertThat(Arrays.stream(factors.values()[3]).distinct().count()).isGreaterThan(60);
            assertThat(Arrays.stream(factors.values()[3]).max().orElseThrow()).isLessThan(205);
            // The path ends where the steps of the file lead, for any number of time steps.
            float[][] first = sequence(letters, 0);
            double width = 0;
            for (float step : first[0]) {
                width += step;
            }
            assertThat(width)
                    .isCloseTo(-0.12511449 * 174, within(1e-3)); // mean velocity and points of the file's first
        }
    }

    private void refused(Path file, String... parts) {
        assertThatThrownBy(() -> open(file, Kind.SEQUENCES, 0, Split.TRAIN))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContainingAll(parts);
    }

    private Path mat(Map<String, Array> variables) throws IOException {
        return Files.write(folder.resolve("some.mat"), MatFiles.write(variables));
    }

    private Dataset open(Path file, Kind kind, int length, Split split) {
        return open(new DataConfig(file.toString(), kind, length, 0, Map.of(), 1, 1), split);
    }

    private Dataset open(DataConfig data, Split split) {
        return OfflineDatasets.open(
                Map.of("FACET_CACHE", folder.resolve("cache").toString()), data, split);
    }

    private static float[][] sequence(Dataset data, int index) {
        byte[] bytes = new byte[data.shape().bytes()];
        data.read(index, bytes, 0);
        return new Items(data.shape(), 1, bytes).sequence(0);
    }
}
