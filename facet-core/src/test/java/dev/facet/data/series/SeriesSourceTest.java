package dev.facet.data.series;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.config.DataConfig;
import dev.facet.config.DataConfig.Kind;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Items;
import dev.facet.data.SequenceShape;
import dev.facet.data.Split;
import dev.facet.data.source.DataSource;
import dev.facet.data.source.OfflineDatasets;
import dev.facet.format.FormatException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** Time series in the files that people have. */
class SeriesSourceTest {
    @TempDir
    Path folder;

    // --- .ts

    @Test
    void tsFilesNameTheirClassesInTheirOrder() throws IOException {
        StringBuilder ts = new StringBuilder("# a comment: with a colon\n@problemName Waves\n@timeStamps false\n"
                + "@missing false\n@univariate true\n@equalLength true\n@seriesLength 16\n"
                + "@classLabel true sine SQUARE tri\n@data\n");
        for (int i = 0; i < 6; i++) {
            ts.append(SeriesTexts.values(i, 16, ","))
                    .append(":")
                    .append(i % 2 == 0 ? "tri" : "square")
                    .append('\n');
        }
        Path file = text("Waves_TRAIN.ts", ts.toString());
        text("Waves_TEST.ts", ts.substring(0, ts.indexOf("@data") + 6) + SeriesTexts.values(9, 16, ",") + ":sine\n");
        try (Dataset data = open(file);
                Dataset test = open(file, Split.TEST)) {
            assertThat(data.name()).isEqualTo("Waves");
            assertThat(data.size()).isEqualTo(6);
            assertThat(data.shape()).hasToString("16 points in time of channel1");
            assertThat(data.labels().orElseThrow().names()).containsExactly("sine", "SQUARE", "tri");
            assertThat(data.labels().orElseThrow().counts()).containsExactly(0, 3, 3);
            assertThat(values(data, 4)[0][3]).isEqualTo((float) SeriesTexts.value(4, 3));
            assertThat(data.remark()).isEmpty();
            assertThat(test.size()).isEqualTo(1);
            assertThat(test.labels().orElseThrow().values()).containsExactly(0);
            assertThat(test.shape()).isEqualTo(data.shape());
        }
        assertThat(DataSource.preset(config(file))).isEqualTo("sequences");
    }

    @Test
    void tsFilesMayHaveChannelsTimesAndGaps() throws IOException {
        Path file = text(
                "walk.ts",
                "@problemname walk\n@timestamps true\n@univariate false\n@dimensions 2\n@classlabel false\n@data\n"
                        + "(2007-01-01 00:00:00,1),(2007-01-01 01:00:00,?),(2007-01-01 02:00:00,3):(0,5),(1,6),(2,7)\n"
                        + "(0,1),(1,1),(2,1):(0,2),(1,2),(2,2)\n");
        try (Dataset data = open(file, 3)) {
            assertThat(data.shape()).hasToString("3 points in time of channel1, channel2");
            assertThat(values(data, 0)).isDeepEqualTo(new float[][] {{1, 2, 3}, {5, 6, 7}});
            assertThat(data.labels()).isEmpty();
            assertThat(data.remark()).contains("8.3 % of the values are missing and filled in by lines");
        }
    }

    @Test
    void tsFilesWithTargetsHaveAFactor() throws IOException {
        Path file = text("heat.ts", "@univariate true\n@targetlabel true\n@data\n1,2,3:4.5\n2,3,5:5\n");
        try (Dataset data = open(file, 3)) {
            assertThat(data.labels()).isEmpty();
            assertThat(data.factors().orElseThrow().names()).containsExactly("target");
            assertThat(data.factors().orElseThrow().values()[0]).containsExactly(4.5, 5);
        }
    }

    @Test
    void seriesOfUnequalLengthsAreResampledAloud() throws IOException {
        Path file = text(
                "u.ts", "@equalLength false\n@classLabel true a b\n@data\n0,2,4,6:a\n0,1,2,3,4,5,6,7:b\n0,0,0,?:a\n");
        try (Dataset data = open(file, 4)) {
            assertThat(values(data, 1)[0]).containsExactly(0.5f, 2.5f, 4.5f, 6.5f);
            assertThat(data.remark()).contains("the series have 3 to 8 steps; each is resampled to 4");
            assertThat(data.remark()).contains("1 series is shorter by the missing values");
            assertThat(data.factors().orElseThrow().names()).containsExactly("length");
            assertThat(data.factors().orElseThrow().values()[0]).containsExactly(4, 8, 3);
        }
    }

    @Test
    void damagedTsFilesAreRefusedByLine() throws IOException {
        String header = "@univariate true\n@classLabel true a b\n@data\n";
        refused(text("x.ts", header + "1,2:a\n1,2:c\n"), "line 5", "has the class \"c\"", "a b");
        refused(text("x.ts", header + "1,2:a\n1,two:b\n"), "line 5", "a number was wanted", "\"two\"");
        refused(text("x.ts", header + "1,2:a\n1,2:1,3:b\n"), "line 5", "has 2 channels and a class");
        refused(text("x.ts", "@univariate true\n@classLabel true a b\n"), "no line @data");
        refused(text("x.ts", header), "holds no series");
        refused(text("x.ts", header + "(1,2),(3:a\n"), "not closed");
        refused(text("x.ts", header + "?,?:a\n"), "1 series", "missing");
    }

    @Test
    void aSeriesWithoutValuesIsLeftOutAndListed() throws IOException {
        Path file = text("x.ts", "@classLabel true a b\n@data\n1,2,3:a\n?,?,?:b\n4,5,6:b\n");
        try (Dataset data = open(file, 3)) {
            assertThat(data.size()).isEqualTo(2);
            assertThat(data.leftOut()).hasSize(1);
            assertThat(data.leftOut().get(0).kind()).isEqualTo("series");
            assertThat(data.leftOut().get(0).examples()).containsExactly("line 4");
            assertThat(data.labels().orElseThrow().values()).containsExactly(0, 1);
        }
    }

    // --- .tsv and .txt of the UCR archive

    @Test
    void tailsOfMissingValuesAreTheEndOfASeries() throws IOException {
        StringBuilder tsv = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            tsv.append(i % 2 == 0 ? "-1" : "1").append('\t').append(SeriesTexts.values(i, 12 + i, "\t"));
            tsv.append("\tNaN".repeat(7 - i)).append('\n');
        }
        Path file = text("Gesture_TRAIN.tsv", tsv.toString());
        try (Dataset data = open(file)) {
            assertThat(data.name()).isEqualTo("Gesture");
            assertThat(data.size()).isEqualTo(8);
            assertThat(data.labels().orElseThrow().names()).containsExactly("-1", "1");
            assertThat(data.factors().orElseThrow().values()[0]).containsExactly(12, 13, 14, 15, 16, 17, 18, 19);
            assertThat(data.remark()).contains("7 series are shorter by the missing values at their beginning or end");
        }
    }

    @Test
    void textsWithRunsOfSpacesAreRead() throws IOException {
        StringBuilder txt = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            txt.append("   ")
                    .append(i % 3 == 0 ? "1.0000000e+00" : "2.0000000e+00")
                    .append("  ");
            txt.append(SeriesTexts.values(i, 16, "   ")).append('\n');
        }
        text("Gun_TEST.txt", txt.toString());
        Path file = text("Gun_TRAIN.txt", txt.toString());
        try (Dataset data = open(file);
                Dataset test = open(file, Split.TEST)) {
            assertThat(data.size()).isEqualTo(6);
            assertThat(data.shape()).hasToString("16 points in time of channel1");
            assertThat(data.labels().orElseThrow().names()).containsExactly("1", "2");
            assertThat(test.size()).isEqualTo(6);
        }
    }

    // --- .arff

    @Test
    void arffFilesHaveAnAttributeForEachStep() throws IOException {
        Path file = text(
                "W_TRAIN.arff",
                "% comment\n@RELATION 'W 1'\n\n@ATTRIBUTE att0 numeric\n@attribute att1 REAL\n"
                        + "@attribute 'att 2' numeric\n@attribute att3 numeric\n"
                        + "@attribute target {tri, 'big square',1}\n@DATA\n"
                        + "1,2,3,4,tri\n4, ?,6,7,'big square'\n1,1,1,2,1.0\n");
        try (Dataset data = open(file, 4)) {
            assertThat(data.size()).isEqualTo(3);
            assertThat(data.labels().orElseThrow().names()).containsExactly("tri", "big square", "1");
            assertThat(data.labels().orElseThrow().values()).containsExactly(0, 1, 2);
            assertThat(values(data, 1)[0]).containsExactly(4, 5, 6, 7);
        }
    }

    @Test
    void relationalAttributesAreChannels() throws IOException {
        Path file = text(
                "M.arff",
                "@relation M\n@attribute rel relational\n  @attribute t0 numeric\n  @attribute t1 numeric\n"
                        + "  @attribute t2 numeric\n@end rel\n@attribute cls {a,b}\n@data\n"
                        + "\"1,2,3\\n4,5,6\",a\n'7,8,?\\n1,1,?',b\n");
        try (Dataset data = open(file, 3)) {
            assertThat(data.shape()).hasToString("3 points in time of channel1, channel2");
            assertThat(values(data, 0)).isDeepEqualTo(new float[][] {{1, 2, 3}, {4, 5, 6}});
            assertThat(data.factors().orElseThrow().values()[0]).containsExactly(3, 2);
        }
        refused(
                text("S.arff", "@relation s\n" + "@attribute a numeric\n".repeat(5) + "@data\n{0 1, 3 5}\n"),
                "line 8",
                "sparse");
        refused(
                text("N.arff", "@relation s\n" + "@attribute a numeric\n".repeat(5) + "@data\n1,2,3\n"),
                "line 8",
                "has 3 values",
                "5 attributes");
    }

    // --- tables

    @Test
    void aRowMayBeASeriesWithItsClassFirstLastOrNamed() throws IOException {
        StringBuilder first = new StringBuilder();
        StringBuilder last = new StringBuilder();
        StringBuilder named =
                new StringBuilder("id;t0;" + SeriesTexts.names("t", 17, ";").substring(3) + ";kind;class\n");
        for (int i = 0; i < 9; i++) {
            String values = SeriesTexts.values(i, 16, ",");
            first.append(i % 3).append(',').append(values).append('\n');
            last.append(values).append(',').append("\"c, ").append(i % 3 + 9).append("\"\n");
            named.append("s")
                    .append(i)
                    .append(';')
                    .append(SeriesTexts.values(i, 17, ";").replace('.', ','));
            named.append(";x;k").append(i % 3).append('\n');
        }
        try (Dataset data = open(text("first.csv", first.toString()))) {
            assertThat(data.labels().orElseThrow().names()).containsExactly("0", "1", "2");
            assertThat(values(data, 5)[0][2]).isEqualTo((float) SeriesTexts.value(5, 2));
            assertThat(data.remark()).contains("each row is a series, with its class in column 1");
        }
        try (Dataset data = open(text("last.csv", last.toString()))) {
            assertThat(data.labels().orElseThrow().names()).containsExactly("c, 9", "c, 10", "c, 11");
            assertThat(data.size()).isEqualTo(9);
        }
        try (Dataset data = open(text("named.csv", named.toString()), 17)) {
            assertThat(data.labels().orElseThrow().names()).containsExactly("k0", "k1", "k2");
            assertThat(values(data, 5)[0][16]).isEqualTo((float) SeriesTexts.value(5, 16));
            assertThat(data.nameOf(3)).isEqualTo("s3");
            assertThat(data.leftOut()).singleElement().satisfies(left -> {
                assertThat(left.examples()).containsExactly("kind");
                assertThat(left.reason()).contains("no steps in time");
            });
        }
    }

    @Test
    void numberedColumnsOfSeveralNamesAreChannels() throws IOException {
        StringBuilder csv =
                new StringBuilder(SeriesTexts.names("x_", 8, ",") + "," + SeriesTexts.names("y_", 8, ",") + ",label\n");
        for (int i = 0; i < 4; i++) {
            csv.append(SeriesTexts.values(i, 8, ",") + "," + SeriesTexts.values(i + 9, 8, ",") + ",b\n");
        }
        try (Dataset data = open(text("two.csv", csv.toString()), 8)) {
            assertThat(data.shape()).hasToString("8 points in time of x, y");
            assertThat(values(data, 2)[1][7]).isEqualTo((float) SeriesTexts.value(11, 7));
        }
    }

    @Test
    void rowsOfSeveralSeriesAreSortedByTime() throws IOException {
        StringBuilder csv = new StringBuilder("series_id,time,x,y,label\n");
        for (int t = 19; t >= 0; t--) {
            for (int i = 0; i < 6; i++) {
                csv.append("s" + i + "," + t + "," + SeriesTexts.value(i, t) + "," + (i + t) + ",c" + i % 2 + "\n");
            }
        }
        try (Dataset data = open(text("long.csv", csv.toString()), 20)) {
            assertThat(data.size()).isEqualTo(6);
            assertThat(data.shape()).hasToString("20 points in time of x, y");
            assertThat(values(data, 2)[0][3]).isEqualTo((float) SeriesTexts.value(2, 3));
            assertThat(values(data, 2)[1][3]).isEqualTo(5);
            assertThat(data.labels().orElseThrow().names()).containsExactly("c0", "c1");
            assertThat(data.nameOf(5)).isEqualTo("s5");
            assertThat(data.remark())
                    .contains("each row is a step of the series that series_id says, in the order of time, with its"
                            + " class in label");
            assertThat(data.leftOut().toString()).contains("time orders the steps");
        }
    }

    @Test
    void whatIsInTheColumnsDecidesWhereNamesDoNot() throws IOException {
        StringBuilder csv = new StringBuilder();
        StringBuilder stocks = new StringBuilder("Date,Open,Close,Name\n");
        StringBuilder parts = new StringBuilder("case_id,dim_id,reading_id,value\n");
        for (int i = 0; i < 5; i++) {
            for (int t = 0; t < 16; t++) {
                csv.append(i + "," + t + "," + SeriesTexts.value(i, t) + "\n");
                stocks.append("2020-01-" + (t + 10) + "," + (t * i) + "," + SeriesTexts.value(i, t) + ",N" + i + "\n");
                parts.append(i + ",0," + t + "," + SeriesTexts.value(i, t) + "\n" + i + ",1," + t + ",7\n");
            }
        }
        try (Dataset data = open(text("plain.csv", csv.toString()), 16)) {
            assertThat(data.size()).isEqualTo(5);
            assertThat(values(data, 4)[0][9]).isEqualTo((float) SeriesTexts.value(4, 9));
        }
        try (Dataset data = open(text("stocks.csv", stocks.toString()), 16)) {
            assertThat(data.size()).isEqualTo(5);
            assertThat(data.shape()).hasToString("16 points in time of Open, Close");
        }
        StringBuilder crossed = new StringBuilder("time,machine,load\n");
        for (int t = 0; t < 16; t++) {
            for (int i = 0; i < 5; i++) {
                crossed.append(t + "," + i + "," + SeriesTexts.value(i, t) + "\n");
            }
        }
        try (Dataset data = open(text("crossed.csv", crossed.toString()), 16)) {
            assertThat(data.size()).isEqualTo(5);
            assertThat(data.shape()).hasToString("16 points in time of load");
        }
        try (Dataset data = open(text("parts.csv", parts.toString()), 16)) {
            assertThat(data.size()).isEqualTo(5);
            assertThat(data.shape()).hasToString("16 points in time of 0, 1");
            assertThat(values(data, 3)[1][2]).isEqualTo(7);
        }
    }

    @Test
    void twoColumnsMaySayTogetherOfWhichSeriesARowIs() throws IOException {
        StringBuilder csv = new StringBuilder("date,store,item,sales\n");
        for (int store = 1; store <= 2; store++) {
            for (int item = 1; item <= 3; item++) {
                for (int t = 0; t < 16; t++) {
                    csv.append(LocalDate.of(2020, 1, 1).plusDays(t))
                            .append(',')
                            .append(store)
                            .append(',')
                            .append(item)
                            .append(',')
                            .append(100 * store + 10 * item + SeriesTexts.value(item, t))
                            .append('\n');
                }
            }
        }
        try (Dataset data = open(text("sales.csv", csv.toString()))) {
            assertThat(data.size()).isEqualTo(6);
            assertThat(data.shape()).hasToString("16 points in time of sales");
            assertThat(values(data, 4)[0][3]).isEqualTo((float) (220 + SeriesTexts.value(2, 3)));
            assertThat(data.remark()).contains("each row is a step of the series that", " and ", " say, in the order");
        }
    }

    @Test
    void oneLongSeriesIsCutIntoPieces() throws IOException {
        StringBuilder csv = new StringBuilder("Date,Open,Note,Fixed,Volume\r\n");
        for (int t = 299; t >= 0; t--) {
            csv.append(LocalDate.of(2022, 1, 3).plusDays(t) + "," + t + ",n" + t + ",5,\"" + t + ",000\"\r\n");
        }
        Path file = text("goog.csv", csv.toString());
        try (Dataset data = open(file)) {
            assertThat(data.shape()).hasToString("32 points in time of Open, Volume");
            assertThat(data.size()).isEqualTo(269);
            assertThat(values(data, 7)[0]).startsWith(7, 8, 9);
            assertThat(values(data, 7)[1]).startsWith(7000, 8000);
            assertThat(data.remark())
                    .contains("one series, a step a row, turned round so that the oldest is first, by Date")
                    .contains("300 steps, cut into 269 pieces of 32 steps, one from each step on");
            assertThat(data.leftOut().toString()).contains("Date", "Note", "Fixed", "never change", "not numbers");
        }
        DataConfig asked = DataConfigs.of(file, 50, 25);
        try (Dataset data = OfflineDatasets.open(Map.of("FACET_CACHE", folder.toString()), asked, Split.TRAIN)) {
            assertThat(data.size()).isEqualTo(11);
            assertThat(data.remark()).contains("pieces of 50 steps, one every 25 steps", "from 50 to 56 steps");
        }
        assertThatThrownBy(() -> OfflineDatasets.open(Map.of(), DataConfigs.of(file, 400, 0), Split.TRAIN))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("has no series of 400 steps")
                .hasMessageContaining("data.window");
    }

    @Test
    void aFewLongSeriesAreCutIfTheyHaveNoClasses() throws IOException {
        StringBuilder csv = new StringBuilder("ticker,date,close\n");
        for (int i = 0; i < 2; i++) {
            for (int t = 0; t < 512; t++) {
                csv.append((i == 0 ? "A," : "B,") + LocalDate.of(2020, 1, 1).plusDays(t) + "," + (1000 * i + t) + "\n");
            }
        }
        Path file = text("two.csv", csv.toString());
        try (Dataset data = open(file)) {
            assertThat(data.size()).isEqualTo(2 * 449);
            assertThat(data.shape()).hasToString("64 points in time of close");
            assertThat(data.nameOf(450)).isEqualTo("B@1");
            assertThat(values(data, 450)[0]).startsWith(1001, 1002);
            assertThat(data.remark()).contains("2 series, cut into 898 pieces of 64 steps");
        }
    }

    @Test
    void yearsAndMonthsAndDatesWithHoursAreTimes() throws IOException {
        StringBuilder parts = new StringBuilder("No,year,month,day,hour,pm,wd\n");
        StringBuilder hours = new StringBuilder("Date;Time;CO;Sky\n");
        for (int t = 0; t < 48; t++) {
            int at = 47 - t;
            parts.append(
                    (t + 1) + ",2013,3," + (1 + t / 24) + "," + t % 24 + "," + t + (t % 3 == 0 ? ",NW\n" : ",SE\n"));
            hours.append("1" + at / 24 + "/03/2004;" + String.format("%02d", at % 24) + ".00.00;" + at
                    + (at % 3 == 0 ? ",5;dull\n" : ",5;blue\n"));
        }
        for (Path file : new Path[] {text("pm.csv", parts.toString()), text("air.csv", hours.toString())}) {
            try (Dataset data = open(file)) {
                assertThat(data.shape().channels()).as(file.toString()).isEqualTo(1);
                float[] first = values(data, 0)[0];
                assertThat(first[1] - first[0]).as(file.toString()).isEqualTo(1);
                assertThat(first[0]).as(file.toString()).isLessThan(1);
            }
        }
    }

    @Test
    void textsOfAllEncodingsAndSeparatorsAreRead() throws IOException {
        StringBuilder csv = new StringBuilder("Zeit;Höhe;Tiefe\n");
        for (int t = 0; t < 40; t++) {
            csv.append("0" + (1 + t % 9) + "." + (10 + t / 9) + ".2021;" + t + ",5;1.00" + t % 10 + ",25\n");
        }
        String table = csv.substring(0, csv.length() - 1);
        Map<String, byte[]> forms = Map.of(
                "utf8.csv", table.getBytes(StandardCharsets.UTF_8),
                "bom.csv", ("\uFEFF" + table).getBytes(StandardCharsets.UTF_8),
                "utf16.csv", ("\uFEFF" + table).getBytes(StandardCharsets.UTF_16LE),
                "utf16be.csv", table.getBytes(StandardCharsets.UTF_16BE),
                "windows.csv", table.getBytes(Charset.forName("windows-1252")),
                "packed.csv.gz", gzip(table.getBytes(StandardCharsets.UTF_8)),
                "twice.csv.gz", gzip(gzip(table.getBytes(StandardCharsets.UTF_8))),
                "mac.csv", table.replace("\n", "\r").getBytes(StandardCharsets.UTF_8),
                "tabs.tsv", table.replace(';', '\t').getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, byte[]> form : forms.entrySet()) {
            Path file = Files.write(folder.resolve(form.getKey()), form.getValue());
            try (Dataset data = open(file)) {
                assertThat(data.shape()).as(form.getKey()).hasToString("16 points in time of Höhe, Tiefe");
                assertThat(values(data, 3)[1][0]).as(form.getKey()).isGreaterThan(1000);
            }
        }
    }

    @Test
    void pixelsPicturesAndNotesAreNotSeries() throws IOException {
        StringBuilder pixels = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            pixels.append(i).append(",7".repeat(64)).append('\n');
        }
        assertThat(SeriesSource.recognises(text("pixels.csv", pixels.toString())))
                .isFalse();
        assertThat(SeriesSource.recognises(text("named.csv", "label,pixel0,pixel1\n1,2,3\n4,5,6\n")))
                .isFalse();
        assertThat(SeriesSource.recognises(text("notes.txt", "A note of 3 lines.\nIt has 2 commas, say.\nNo more.")))
                .isFalse();
        assertThat(SeriesSource.recognises(text("page.csv", "<html><body>1,2,3</body></html>")))
                .isFalse();
        assertThat(SeriesSource.recognises(text("empty.csv", ""))).isFalse();
        assertThat(SeriesSource.recognises(Files.write(folder.resolve("b.bin"), new byte[] {1, 0, 2, 0, 3, 9})))
                .isFalse();
        Path pictures = Files.createDirectories(folder.resolve("pictures"));
        Files.write(pictures.resolve("a.png"), new byte[10]);
        Files.writeString(pictures.resolve("labels.csv"), "image,label\na.png,3\n");
        Files.writeString(pictures.resolve("factors.csv"), "image,size\na.png,3\n");
        assertThat(SeriesSource.recognises(pictures)).isFalse();
    }

    @Test
    void aTableWithoutLineEndsIsRefused() throws IOException {
        Path file = folder.resolve("flat.csv");
        byte[] block = "1.5,2.5,".repeat(1 << 13).getBytes(StandardCharsets.US_ASCII);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < 300; i++) {
                out.write(block);
            }
        }
        assertThatThrownBy(() -> SeriesSource.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("line 1 has more than");
        refused(text("q.csv", "a,b\n1,2\n\"3,4\n5,6\n"), "line 3", "not closed");
        refused(text("q.csv", "a,b\n1,2\n\"" + "3,4\n".repeat(2000)), "line 3", "not closed within 100 lines");
        refused(text("w.csv", "a,b\n1,2\n3,4,5\n5,6\n"), "line 3 has 3 fields where the header has 2");
    }

    // --- .tsf

    @Test
    void tsfFilesHaveFieldsBeforeASeries() throws IOException {
        String header = "# Tourism\n@relation tourism\n@attribute series_name string\n@attribute start_timestamp date\n"
                + "@frequency monthly\n@horizon 2\n@missing true\n@equallength false\n@data\n";
        Path file = text("tourism.tsf", header + "T1:1979-01-01 00-00-00:1,2.5,?,4\nT2:1979-01-01 00-00-00:5,6,7\n");
        try (Dataset data = open(file, 4)) {
            assertThat(data.size()).isEqualTo(2);
            assertThat(data.nameOf(1)).isEqualTo("T2");
            assertThat(values(data, 0)[0]).containsExactly(1, 2.5f, 3.25f, 4);
            assertThat(data.factors().orElseThrow().names()).containsExactly("length");
        }
        refused(text("a.tsf", header + "T1:1,2,3\n"), "line 10: has 2 fields between colons; 2 attributes and");
        refused(text("b.tsf", header + "T1:x:1,2,b\n"), "line 10: a number was wanted");
        refused(text("c.tsf", header.replace("@data\n", "")), "has no line @data");
    }

    // --- folders

    @Test
    void aFolderAroundClassesIsPassedOver() throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            for (int i = 0; i < 6; i++) {
                zip.putNextEntry(new ZipEntry("walks/" + (i % 2 == 0 ? "slow" : "fast") + "/" + i + ".csv"));
                zip.write(("x\n" + SeriesTexts.values(i, 16, "\n")).getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        try (Dataset data = open(Files.write(folder.resolve("walks.zip"), archive.toByteArray()))) {
            assertThat(data.labels().orElseThrow().names()).containsExactly("fast", "slow");
        }
    }

    @Test
    void aFolderMayHaveOneSeriesInEachFile() throws IOException {
        Path root = folder.resolve("walks");
        for (int i = 0; i < 12; i++) {
            StringBuilder csv = new StringBuilder("time,x,y\n");
            for (int t = 0; t < 16 + i; t++) {
                csv.append(0.1 * t).append(',').append(SeriesTexts.value(i, t)).append(",1\n");
            }
            Path own = Files.createDirectories(root.resolve(i % 2 == 0 ? "run 2" : "run 10"));
            Files.writeString(own.resolve("w" + i + ".csv"), csv);
        }
        Files.writeString(root.resolve("run 2/readme.txt"), "These are walks.\n");
        Files.writeString(root.resolve("run 2/other.csv"), "a,b\n1,2\n3,4\n5,6\n7,8\n");
        try (Dataset data = open(root)) {
            assertThat(data.name()).isEqualTo("walks");
            assertThat(data.size()).isEqualTo(12);
            assertThat(data.shape()).hasToString("24 points in time of x, y");
            assertThat(data.labels().orElseThrow().names()).containsExactly("run 2", "run 10");
            assertThat(data.nameOf(2)).isEqualTo("run 2/w4.csv");
            assertThat(data.leftOut().toString()).contains("readme.txt", "other.csv", "time");
        }
        assertThat(DataSource.preset(config(root))).isEqualTo("sequences");
    }

    @Test
    void aFolderOrArchiveOfAProblemHasItsParts() throws IOException {
        StringBuilder tsv = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            tsv.append(i % 2 + 1)
                    .append('\t')
                    .append(SeriesTexts.values(i, 16, "\t"))
                    .append('\n');
        }
        Path root = Files.createDirectories(folder.resolve("Coffee"));
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            for (String name : new String[] {"Coffee_TRAIN.tsv", "Coffee_TEST.tsv", "README.md"}) {
                byte[] content = (name.endsWith("md") ? "# Coffee" : tsv.toString()).getBytes(StandardCharsets.UTF_8);
                Files.write(root.resolve(name), content);
                zip.putNextEntry(new ZipEntry("Coffee/" + name));
                zip.write(content);
                zip.closeEntry();
            }
        }
        Path zip = Files.write(folder.resolve("Coffee.zip"), archive.toByteArray());
        for (Path path : new Path[] {root, zip}) {
            try (Dataset data = open(path);
                    Dataset test = open(path, Split.TEST)) {
                assertThat(data.name()).isEqualTo("Coffee");
                assertThat(data.size()).isEqualTo(6);
                assertThat(test.size()).isEqualTo(6);
                assertThat(data.labels().orElseThrow().names()).containsExactly("1", "2");
                assertThat(data.leftOut().toString()).contains("README.md");
            }
            assertThat(DataSource.preset(config(path))).isEqualTo("sequences");
        }
        Files.writeString(root.resolve("Tea_TRAIN.tsv"), tsv);
        Path two = Files.move(root, folder.resolve("two"));
        refused(two, "holds 2 sets of series", "Coffee_TRAIN.tsv", "Tea_TRAIN.tsv");
    }

    @Test
    void pathsAreSeriesWhoseChannelsAreSteps() throws IOException {
        Path file = text("p.ts", "@dimensions 2\n@classlabel false\n@data\n1,1,1:0,2,0\n0,0,1:1,1,1\n");
        DataConfig paths = new DataConfig(file.toString(), Kind.PATHS, 3, 0, Map.of(), 1, 1);
        try (Dataset data = OfflineDatasets.open(Map.of(), paths, Split.TRAIN)) {
            assertThat(((SequenceShape) data.shape()).path()).isTrue();
            assertThat(data.factors().orElseThrow().names()).contains("slant");
        }
        assertThatThrownBy(() -> OfflineDatasets.open(
                        Map.of(), new DataConfig(file.toString(), Kind.IMAGES, 0, 0, Map.of(), 1, 1), Split.TRAIN))
                .hasMessageContaining("data.kind is images, but p is sequences");
    }

    @Test
    void scalesAreThoseOfTheTrainingPart() throws IOException {
        Path file = text("A_TRAIN.ts", "@classlabel false\n@data\n1,1,3,3\n1,1,3,3\n");
        text("A_TEST.ts", "@classlabel false\n@data\n100,100,100,100\n");
        try (Dataset test = open(file, Split.TEST)) {
            SequenceShape shape = (SequenceShape) test.shape();
            assertThat(shape.parts().get(0).scale().mean()).isCloseTo(2, within(1e-6));
        }
    }

    private void refused(Path path, String... parts) {
        assertThatThrownBy(() -> SeriesSource.read(path).open(config(path), Split.TRAIN))
                .isInstanceOf(FormatException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    private Dataset open(Path path) {
        return open(path, Split.TRAIN);
    }

    private Dataset open(Path path, Split split) {
        return OfflineDatasets.open(Map.of("FACET_CACHE", folder.toString()), config(path), split);
    }

    private Dataset open(Path path, int length) {
        DataConfig data = new DataConfig(path.toString(), Kind.SEQUENCES, length, 0, Map.of(), 1, 1);
        return OfflineDatasets.open(Map.of("FACET_CACHE", folder.toString()), data, Split.TRAIN);
    }

    private static DataConfig config(Path path) {
        return new DataConfig(path.toString(), Kind.AUTO, 0, 0, Map.of(), 1, 1);
    }

    private static float[][] values(Dataset data, int index) {
        return Items.of(data, index).sequence(0);
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }

    private Path text(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    /** Configurations with pieces. */
    private static final class DataConfigs {
        static DataConfig of(Path file, int window, int stride) {
            DataConfig plain = config(file);
            return new DataConfig(
                    plain.source(),
                    plain.kind(),
                    0,
                    0,
                    plain.fit(),
                    plain.background(),
                    plain.levels(),
                    plain.range(),
                    plain.transpose(),
                    plain.bad(),
                    window,
                    stride,
                    plain.lengths(),
                    plain.longest(),
                    plain.scales(),
                    1,
                    1,
                    0);
        }
    }
}
