package dev.facet.data.series;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Lengths;
import dev.facet.data.Dataset;
import dev.facet.data.Items;
import dev.facet.data.SequenceShape;
import dev.facet.data.Split;
import dev.facet.data.source.OfflineDatasets;

import static org.assertj.core.api.Assertions.assertThat;

/** Series of 12 to 19 steps in all the texts that can hold series of unequal lengths. */
class MaskedSeriesTest {
    private static final int COUNT = 8;
    private static final int SHORTEST = 12;

    @TempDir
    Path folder;

    private static int length(int i) {
        return SHORTEST + i;
    }

    private Dataset open(Path path) {
        DataConfig data = new DataConfig(path.toString(), 0, 0, 1, 1).withLengths(Lengths.MASK, 0);
        return OfflineDatasets.open(
                Map.of("FACET_CACHE", folder.resolve("cache").toString()), data, Split.TRAIN);
    }

    private void check(Path path) {
        try (Dataset data = open(path)) {
            assertThat(data.size()).isEqualTo(COUNT);
            SequenceShape shape = (SequenceShape) data.shape();
            assertThat(shape.masked()).as(data.remark()).isTrue();
            assertThat(shape.length()).isEqualTo(24);
            assertThat(data.remark()).contains("lengths 12 to 19, masked");
            for (int i = 0; i < COUNT; i++) {
                float[] series = Items.of(data, i).sequence(0)[0];
                assertThat(series).hasSize(length(i));
                for (int t = 0; t < series.length; t++) {
                    assertThat(series[t]).isEqualTo((float) SeriesTexts.value(i, t));
                }
            }
            assertThat(data.factors().orElseThrow().values()[0]).startsWith(12, 13, 14);
        }
    }

    @Test
    void tsFiles() throws IOException {
        StringBuilder ts = new StringBuilder("@univariate true\n@equalLength false\n@classLabel true a b\n@data\n");
        for (int i = 0; i < COUNT; i++) {
            ts.append(SeriesTexts.values(i, length(i), ",")).append(i % 2 == 0 ? ":a\n" : ":b\n");
        }
        check(Files.writeString(folder.resolve("unequal.ts"), ts));
    }

    @Test
    void tailsOfMissingValues() throws IOException {
        StringBuilder tsv = new StringBuilder();
        for (int i = 0; i < COUNT; i++) {
            tsv.append(i % 2 + 1).append('\t').append(SeriesTexts.values(i, length(i), "\t"));
            tsv.append("\tNaN".repeat(COUNT - 1 - i)).append('\n');
        }
        check(Files.writeString(folder.resolve("Unequal_TRAIN.tsv"), tsv));
    }

    @Test
    void arffFiles() throws IOException {
        StringBuilder arff = new StringBuilder("@relation unequal\n");
        for (int t = 0; t < length(COUNT - 1); t++) {
            arff.append("@attribute att").append(t).append(" numeric\n");
        }
        arff.append("@attribute target {1,2}\n@data\n");
        for (int i = 0; i < COUNT; i++) {
            arff.append(SeriesTexts.values(i, length(i), ","))
                    .append(",?".repeat(COUNT - 1 - i))
                    .append(i % 2 == 0 ? ",1\n" : ",2\n");
        }
        check(Files.writeString(folder.resolve("unequal.arff"), arff));
    }

    @Test
    void tablesWithAStepARow() throws IOException {
        StringBuilder csv = new StringBuilder("id,time,heat\n");
        for (int i = 0; i < COUNT; i++) {
            for (int t = 0; t < length(i); t++) {
                csv.append(i)
                        .append(',')
                        .append(t)
                        .append(',')
                        .append(SeriesTexts.value(i, t))
                        .append('\n');
            }
        }
        check(Files.writeString(folder.resolve("long.csv"), csv));
    }

    @Test
    void foldersOfTables() throws IOException {
        Path tables = Files.createDirectory(folder.resolve("tables"));
        for (int i = 0; i < COUNT; i++) {
            StringBuilder csv = new StringBuilder("heat\n");
            for (int t = 0; t < length(i); t++) {
                csv.append(SeriesTexts.value(i, t)).append('\n');
            }
            Files.writeString(tables.resolve("series" + i + ".csv"), csv);
        }
        check(tables);
    }

    @Test
    void gapsWithinASeriesAreFilledAndNoPaddingIsAGap() throws IOException {
        Path file = Files.writeString(
                folder.resolve("gaps.ts"),
                "@equalLength false\n@classLabel false\n@data\n0,?,2\n0,1,2,3,4,5,6,7,8,?\n");
        try (Dataset data = open(file)) {
            assertThat(Items.of(data, 0).sequence(0)[0]).containsExactly(0, 1, 2);
            assertThat(Items.of(data, 1).sequence(0)[0]).hasSize(9);
            assertThat(data.remark()).contains("8.3 % of the values are missing");
        }
    }

    @Test
    void aSeriesOfOneStepIsLeftOutAndListed() throws IOException {
        Path file = Files.writeString(
                folder.resolve("one.ts"),
                "@equalLength false\n@classLabel false\n@data\n5\n0,1,2\n0,1,2,3,4,5,6,7,8\n");
        try (Dataset data = open(file)) {
            assertThat(data.size()).isEqualTo(2);
            assertThat(data.leftOut().get(0).reason()).contains("fewer than 2");
        }
    }

    @Test
    void oneLongSeriesAmongShortOnesIsCutAloud() throws IOException {
        StringBuilder ts = new StringBuilder("@equalLength false\n@classLabel true a b\n@data\n");
        for (int i = 0; i < 40; i++) {
            ts.append(SeriesTexts.values(i, 8 + i % 4, ",")).append(":a\n");
        }
        ts.append("1,".repeat(99_999)).append("1:b\n");
        Path file = Files.writeString(folder.resolve("outlier.ts"), ts);
        try (Dataset data = open(file)) {
            assertThat(data.size()).isEqualTo(41);
            assertThat(data.shape()).hasToString("up to 16 points in time of channel1");
            assertThat(data.remark())
                    .contains("lengths 8 to 100000, masked", "1 series has more than 11 steps, of which the first 11");
            assertThat(Items.of(data, 40).sequence(0)[0]).hasSize(11);
        }
    }

    @Test
    void piecesOfALongSeriesHaveOneLength() throws IOException {
        StringBuilder csv = new StringBuilder("heat\n");
        for (int t = 0; t < 2000; t++) {
            csv.append(SeriesTexts.value(1, t)).append('\n');
        }
        try (Dataset data = open(Files.writeString(folder.resolve("pieces.csv"), csv))) {
            assertThat(((SequenceShape) data.shape()).masked()).isFalse();
            assertThat(data.remark()).contains("cut into", "nothing to mask");
        }
    }
}
