package dev.facet.train;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.facet.format.FormatException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StatisticsTest {
    private static final long ALL = Long.MAX_VALUE;

    @TempDir
    private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = folder.resolve("stats.jsonl");
    }

    private static String line(long step) {
        return String.format(Locale.ROOT, "{\"step\":%d,\"loss/D\":%.3f,\"seconds\":%d}%n", step, step % 7 / 7.0, step);
    }

    private static String lines(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(i -> line(10L * i)).collect(Collectors.joining());
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void ofTenToTheSixthStepsEachByteIsReadOnceAndWhatIsShownIsBounded() throws IOException {
        String rest = IntStream.range(0, 25)
                .mapToObj(i -> "\"key/number" + i + "\":" + i + ".123456")
                .collect(Collectors.joining(","));
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int step = 10; step <= 1_000_000; step += 10) {
                double peak = step == 543_210 ? 99 : step % 1000;
                out.write("{\"step\":" + step + ",\"loss\":" + peak + "," + rest + "}\n");
            }
        }
        long size = Files.size(file);
        assertThat(size).isGreaterThan(50_000_000);
        Statistics statistics = new Statistics(file);
        History all = statistics.history(0, ALL);
        assertThat(statistics.bytesRead()).isBetween(size, size + 1000);
        for (int i = 0; i < 20; i++) {
            statistics.history(0, ALL);
        }
        assertThat(statistics.bytesRead()).isLessThan(size + 10_000);
        assertThat(all.steps()).hasSizeBetween(1000, 2000).isSorted();
        assertThat(all.line("loss")).contains(990.0, 0.0).hasSameSizeAs(all.steps());
        assertThat(all.values("loss")).containsEntry(1_000_000L, 0.0).containsEntry(999_990L, 990.0);
        assertThat(statistics.weight()).isLessThan(1 << 20);

        append("{\"step\":1000010,\"loss\":5}\n");
        assertThat(statistics.history(0, ALL).values("loss")).containsEntry(1_000_010L, 5.0);
        assertThat(statistics.bytesRead()).as("what was added, and little else").isLessThan(size + 10_000);

        // a part of the file is returned exactly, and only that part is read again
        History part = statistics.history(543_000, 543_500);
        assertThat(part.steps()).hasSize(51);
        assertThat(part.values("loss")).containsEntry(543_210L, 99.0);
        assertThat(statistics.bytesRead()).isLessThan(size + 200_000);
    }

    @Test
    void noPeakIsLost() throws IOException {
        append(lines(1, 4000));
        append("{\"step\":40010,\"loss/D\":1e6}\n{\"step\":40020,\"loss/D\":-1e6}\n");
        append(lines(4003, 9000));
        History history = new Statistics(file).history(0, ALL);
        assertThat(history.line("loss/D")).contains(1e6, -1e6);
        assertThat(history.steps()).hasSizeLessThanOrEqualTo(2000);
        double[] line = history.line("loss/D");
        int up = IntStream.range(0, line.length)
                .filter(i -> line[i] == 1e6)
                .findFirst()
                .orElse(-1);
        assertThat(line[up + 1]).as("in the order in which they came").isEqualTo(-1e6);
    }

    @Test
    void upTo1984LinesNothingIsChanged() throws IOException {
        append(lines(1, 1984));
        History history = new Statistics(file).history(0, ALL);
        assertThat(history.steps()).hasSize(1984);
        assertThat(history.values("seconds"))
                .hasSize(1984)
                .allSatisfy((step, value) -> assertThat(value).isEqualTo((double) step));
    }

    @Test
    void aFileThatWasCutOrReplacedIsReadAnew() throws IOException {
        append(lines(1, 30));
        Statistics statistics = new Statistics(file);
        assertThat(statistics.history(0, ALL).steps()).hasSize(30);
        Files.writeString(file, lines(1, 20));
        assertThat(statistics.history(0, ALL).steps()).hasSize(20);
        // truncated, and longer than before at the next read
        Files.writeString(file, lines(1, 10) + lines(101, 140));
        assertThat(statistics.history(0, ALL).steps()).hasSize(50).endsWith(1400);
        Statistics.truncate(file, 90);
        append(lines(11, 60));
        assertThat(statistics.history(0, ALL).steps()).hasSize(59).endsWith(600);
        Files.delete(file);
        assertThat(statistics.history(0, ALL).steps()).isEmpty();
    }

    @Test
    void aLineCountsWhenItsEndIsWritten() throws IOException {
        append(line(10) + "{\"step\":20,\"lo");
        Statistics statistics = new Statistics(file);
        assertThat(statistics.history(0, ALL).steps()).containsExactly(10);
        append("ss/D\":2}\n");
        History history = statistics.history(0, ALL);
        assertThat(history.values("loss/D")).containsEntry(20L, 2.0);
        assertThat(history.dropped()).isZero();
    }

    /** Flipping any bit of a line causes no failure, and lost lines are counted. */
    @Test
    void noFlippedBitEndsTheReading() throws IOException {
        byte[] good = lines(1, 4).getBytes(StandardCharsets.UTF_8);
        int start = lines(1, 2).length();
        for (int bit = 0; bit < 8 * line(30).length(); bit++) {
            byte[] bytes = good.clone();
            bytes[start + bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, bytes);
            History history = new Statistics(file).history(0, ALL);
            assertThat(history.steps().length + history.dropped())
                    .as("bit " + bit)
                    .isBetween(3L, 5L);
            assertThat(history.steps()).contains(10, 20);
            if (bit % 8 == 7) {
                assertThat(history.dropped()).as("byte " + bit / 8).isPositive();
                assertThat(history.loss().orElse("")).contains("damaged and left out");
                assertThat(Statistics.truncate(file, 1000)).isPositive();
                assertThat(new Statistics(file).history(0, ALL).dropped()).isZero();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "7",
                "{}",
                "{\"step\":null}",
                "{\"step\":\"20\",\"loss\":1}",
                "{\"step\":20.5}",
                "{\"step\":-20}",
                "{\"step\":99999999999999999999}",
                "{\"step\":1e3}",
                "{\"step\":20}{\"step\":21}",
                "{\"step\":20,\"loss\":1",
                "{\"step\":20,\"loss\":}",
                "[[[[[[[[[[[[[[[[[[[[[[",
            })
    void aLineThatIsNoStatisticsIsCountedAndNothingElseIsLost(String wrong) throws IOException {
        append(line(10) + wrong + "\n" + line(30));
        History history = new Statistics(file).history(0, ALL);
        assertThat(history.steps()).containsExactly(10, 30);
        assertThat(history.dropped()).isEqualTo(1);
        assertThat(Statistics.truncate(file, 20)).isEqualTo(1);
        assertThat(file).hasContent(line(10));
    }

    @Test
    void hugeLinesNumbersAndNamesAreLeftOut() throws IOException {
        append(line(10));
        append("{\"step\":20,\"loss\":" + "9".repeat(900_000) + "}\n");
        append("{\"step\":30,\"" + "k".repeat(300_000) + "\":1}\n");
        append("x".repeat(10 << 20) + "\n");
        append("{\"step\":40,\"a\":1e999,\"b\":null,\"c\":\"NaN\",\"d\":[1,{\"e\":2}],\"f\":true,\"g\":5}\n");
        History history = new Statistics(file).history(0, ALL);
        assertThat(history.steps()).containsExactly(10, 40);
        assertThat(history.dropped()).isEqualTo(3);
        assertThat(history.keys()).containsExactly("loss/D", "seconds", "g");
    }

    @Test
    void moreKeysThanAnybodyCanLookAtAreNotKept() throws IOException {
        for (int i = 1; i <= 3000; i++) {
            append("{\"step\":" + i + ",\"key" + i + "\":1}\n");
        }
        Statistics statistics = new Statistics(file);
        assertThat(statistics.history(0, ALL).keys()).hasSize(256);
        assertThat(statistics.weight()).isLessThan(8 << 20);
    }

    @Test
    void oneStepThatIsWrongCostsNoOther() throws IOException {
        append(lines(1, 5) + line(9_000_000) + lines(7, 9) + line(5) + lines(11, 12));
        History history = new Statistics(file).history(0, ALL);
        assertThat(history.steps()).containsExactly(10, 20, 30, 40, 50, 70, 80, 90, 110, 120);
        assertThat(history.dropped()).isEqualTo(2);
    }

    @Test
    void theLastStepIsThatOfTheLastLineThatIsWhole() throws IOException {
        assertThat(Statistics.lastStep(file)).isEmpty();
        append(lines(1, 5000) + "{\"step\":50010,\"l");
        assertThat(Statistics.lastStep(file)).hasValue(50_000);
        append("\u00e9\n{\"step\":null}\n");
        assertThat(Statistics.lastStep(file)).hasValue(50_000);
    }

    @Test
    void theLatestValuesAreThoseOfTheLastLinesThatHaveThem() throws IOException {
        assertThat(Statistics.latest(file, Set.of("a"))).isEmpty();
        append("{\"step\":1,\"a\":1,\"b\":5}\n{\"step\":2,\"a\":2}\n{\"step\":3,\"a\":3,\"c\":9}\n{\"step\":4,\"a\":4");
        assertThat(Statistics.latest(file, Set.of("a", "b", "none")))
                .containsExactlyInAnyOrderEntriesOf(Map.of("a", 3.0, "b", 5.0));
    }

    @Test
    void truncatingLeavesTheBytesOfWhatStays() throws IOException {
        append(lines(1, 20) + "{\"step\":2");
        assertThat(Statistics.truncate(file, 150)).isZero();
        assertThat(file).hasContent(lines(1, 15));
        Object before = Files.getLastModifiedTime(file);
        assertThat(Statistics.truncate(file, 150)).isZero();
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(before);
        assertThat(Statistics.truncate(folder.resolve("none"), 3)).isZero();
    }

    @Test
    void aLinkIsNotFollowed() throws IOException {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), line(10));
        Files.createSymbolicLink(file, elsewhere);
        assertThatThrownBy(() -> new Statistics(file).history(0, ALL))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("is a link");
    }
}
