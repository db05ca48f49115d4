package dev.facet.data.sequence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Matrix;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.config.DataConfig.Lengths;
import dev.facet.config.DataConfig.Scale;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Items;
import dev.facet.data.RealData;
import dev.facet.data.SequenceShape;
import dev.facet.data.Split;
import dev.facet.data.source.OfflineDatasets;
import dev.facet.format.MatFiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Sequences in arrays that keep their own lengths. */
class MaskedSequencesTest {
    @TempDir
    Path folder;

    /** Two channels, 3 and 20 steps; values count up from {@code first}. */
    private static Matrix cell(int first, int length) {
        double[] values = new double[2 * length];
        for (int t = 0; t < length; t++) {
            values[2 * t] = first + t;
            values[2 * t + 1] = 10;
        }
        return MatFiles.doubles(values, 2, length);
    }

    private Path mat(Map<String, Array> variables) throws IOException {
        return Files.write(folder.resolve("some.mat"), MatFiles.write(variables));
    }

    private static DataConfig config(Path file, Kind kind, int length) {
        return new DataConfig(file.toString(), kind, length, 0, Map.of(), 1, 1).withLengths(Lengths.MASK, 0);
    }

    private Dataset open(DataConfig data, Split split) {
        return OfflineDatasets.open(
                Map.of("FACET_CACHE", folder.resolve("cache").toString()), data, split);
    }

    private static float[][] whole(Dataset data, int index) {
        Items items = Items.of(data, index);
        SequenceShape shape = (SequenceShape) data.shape();
        SequenceShape all = new SequenceShape(
                Collections.nCopies(shape.channels(), shape.parts().get(0)), shape.length(), false);
        return new Items(all, 1, items.bytes()).sequence(0);
    }

    @Test
    void eachKeepsItsStepsAndIsPadded() throws IOException {
        Path file = mat(Map.of("x", MatFiles.cells(cell(1, 3), cell(5, 17))));
        try (Dataset data = open(config(file, Kind.AUTO, 0), Split.TRAIN)) {
            assertThat(data.shape()).hasToString("up to 24 points in time of channel1, channel2");
            float[][] short3 = whole(data, 0);
            assertThat(short3).hasDimensions(3, 24);
            for (int t = 0; t < 24; t++) {
                assertThat(short3[0][t]).isEqualTo(t < 3 ? 1 + t : 0);
                assertThat(short3[1][t]).isEqualTo(t < 3 ? 10 : 0);
                assertThat(short3[2][t]).isEqualTo(t < 3 ? 1 : 0);
            }
            assertThat(Items.of(data, 1).sequence(0)[0])
                    .hasSize(17)
                    .startsWith(5, 6)
                    .endsWith(21);
            assertThat(data.remark()).isEqualTo("lengths 3 to 17, masked (data.lengths)");
            assertThat(data.factors().orElseThrow().names()).containsExactly("length");
            assertThat(data.factors().orElseThrow().values()[0]).containsExactly(3, 17);
        }
    }

    @Test
    void paddingCountsInNoScale() throws IOException {
        Path file = mat(Map.of("x", MatFiles.cells(cell(1, 3), cell(1, 3), cell(4, 20))));
        try (Dataset data = open(config(file, Kind.AUTO, 0), Split.TRAIN)) {
            SequenceShape shape = (SequenceShape) data.shape();
            Scale scale = shape.parts().get(0).scale();
            double mean = (2 * (1 + 2 + 3) + 20 * (4 + 23) / 2.0) / 26;
            double squares = 2 * (1 + 4 + 9);
            for (int t = 4; t <= 23; t++) {
                squares += t * t;
            }
            assertThat(scale.mean()).isCloseTo(mean, within(1e-9));
            assertThat(scale.deviation()).isCloseTo(Math.sqrt(squares / 26 - mean * mean), within(1e-9));
            // A constant channel stays constant: zeros of the padding would give it a deviation.
            assertThat(shape.parts().get(1).scale()).isEqualTo(new Scale(10, 1));
        }
    }

    @Test
    void theTestPartAndOtherFilesAreFittedAsTheTrainingPartWas() throws IOException {
        Map<String, Array> variables = new LinkedHashMap<>();
        variables.put("xtrain", MatFiles.cells(cell(1, 16), cell(1, 64)));
        variables.put("xtest", MatFiles.cells(cell(1, 32), cell(1, 90)));
        Path file = mat(variables);
        DataConfig wanted = config(file, Kind.AUTO, 32);
        DataConfig settled;
        try (Dataset train = open(wanted, Split.TRAIN);
                Dataset test = open(wanted, Split.TEST)) {
            assertThat(Items.of(train, 0).sequence(0)[0]).hasSize(8);
            assertThat(Items.of(test, 0).sequence(0)[0]).hasSize(16);
            // 90 steps are more than the longest that was learned.
            assertThat(Items.of(test, 1).sequence(0)[0]).hasSize(32);
            assertThat(test.remark()).contains("1 series has more than 64 steps, of which the first 64 are taken");
            assertThat(test.shape()).isEqualTo(train.shape());
            settled = train.settle(wanted);
            assertThat(settled.lengths()).isEqualTo(Lengths.MASK);
            assertThat(settled.longest()).isEqualTo(64);
        }
        Path other = Files.write(
                folder.resolve("other.mat"), MatFiles.write(Map.of("x", MatFiles.cells(cell(1, 24), cell(1, 24)))));
        try (Dataset data = open(settled.withSource(other.toString()), Split.TRAIN)) {
            assertThat(data.shape()).hasToString("up to 32 points in time of channel1, channel2");
            assertThat(Items.of(data, 0).sequence(0)[0]).hasSize(12);
        }
    }

    @Test
    void stepsOfAPathLeadAsFarWithFewerOfThem() throws IOException {
        Path file = mat(Map.of("x", MatFiles.cells(cell(1, 16), cell(1, 64))));
        try (Dataset data = open(config(file, Kind.PATHS, 32), Split.TRAIN)) {
            float[][] half = Items.of(data, 0).sequence(0);
            assertThat(half[0]).hasSize(8);
            double far = 0;
            for (float step : half[0]) {
                far += step;
            }
            assertThat(far).isCloseTo(16 * 17 / 2.0, within(1e-3));
            assertThat(data.factors().orElseThrow().names())
                    .contains("duration")
                    .doesNotContain("length");
            assertThat(data.factors().orElseThrow().values()[3]).containsExactly(16, 64);
        }
    }

    @Test
    void sequencesOfOneLengthGoOnWithoutAMask() throws IOException {
        Path file = mat(Map.of("x", MatFiles.cells(cell(1, 16), cell(2, 16))));
        DataConfig wanted = config(file, Kind.AUTO, 0);
        try (Dataset data = open(wanted, Split.TRAIN);
                Dataset plain = open(wanted.withLengths(Lengths.RESAMPLE, 0), Split.TRAIN)) {
            assertThat(data.shape()).isEqualTo(plain.shape()).hasToString("16 points in time of channel1, channel2");
            assertThat(data.remark()).contains("all series have 16 steps", "nothing to mask");
            assertThat(data.fingerprint()).isEqualTo(plain.fingerprint());
            assertThat(data.settle(wanted)).isEqualTo(wanted.withLengths(Lengths.RESAMPLE, 0));
        }
    }

    @Test
    void imagesHaveNoMask() {
        DataConfig strokes = new DataConfig("strokes", 28, 1, 30, 1).withLengths(Lengths.MASK, 0);
        assertThatThrownBy(() -> open(strokes, Split.TRAIN))
                .isInstanceOf(UsageException.class)
                .hasMessage("data.lengths is mask, which is for sequences of unequal lengths, but strokes is images."
                        + " Leave it at resample.");
    }

    @Test
    void lettersAreAsLongAsTheyTookToWrite() {
        Path data = RealData.folder("chartraj");
        try (Dataset letters = OfflineDatasets.open(
                Map.of("FACET_DATA", data.toString()),
                new DataConfig("chartraj", 64, 0, 1, 1).withLengths(Lengths.MASK, 0),
                Split.TRAIN)) {
            double[] durations = letters.factors().orElseThrow().values()[3];
            for (int i = 0; i < 50; i++) {
                float[][] letter = Items.of(letters, i).sequence(0);
                assertThat(letter).hasNumberOfRows(3);
                assertThat(letter[0]).hasSize((int) Math.round(durations[i] * 64 / 182));
            }
        }
    }
}
