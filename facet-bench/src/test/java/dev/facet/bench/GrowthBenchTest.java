package dev.facet.bench;

import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class GrowthBenchTest {
    @TempDir
    private Path folder;

    private final Shell shell = new Shell();

    @Test
    void widerNetworksHaveAHigherFloorAndEachPointHasItsShareOfIt() {
        String chart = folder.resolve("charts/growth-width.png").toString();
        String arguments =
                "growth --preset strokes --shape 1x28x28 --only width --width 4,16 --product-width 8 --steps 2";
        int status = shell.run((arguments + " --out " + Path.of(chart).getParent()).split(" "));
        assertThat(shell.said()).contains("drew " + chart);
        assertThat(status).isZero();
        double[][] points = Pattern.compile("width \\d+: ([0-9.]+) ms a step, floor ([0-9.]+) ms \\((\\d+) %\\)")
                .matcher(shell.said())
                .results()
                .map(GrowthBenchTest::numbers)
                .toArray(double[][]::new);
        assertThat(points).hasDimensions(2, 3);
        assertThat(points[1][1]).as("floors").isGreaterThan(points[0][1]);
        for (double[] point : points) {
            double share = 100 * point[1] / point[0];
            // milliseconds are rounded to a tenth, so a floor of few of them is known to some percent only
            assertThat(point[2]).as("percent").isCloseTo(share, within(1 + share / 10));
        }
        assertThat(Path.of(chart)).isNotEmptyFile();
    }

    private static double[] numbers(MatchResult found) {
        return IntStream.rangeClosed(1, found.groupCount())
                .mapToDouble(group -> Double.parseDouble(found.group(group)))
                .toArray();
    }

    @Test
    void aFolderIsReadTwice() {
        assertThat(shell.run("growth", "--only", "pictures", "--pictures", "3")).isZero();
        assertThat(shell.said()).matches("(?s)3 pictures: [0-9.]+ s, from the cache [0-9.]+ s\\s*");
    }

    @Test
    void helpTellsWhatGrows() {
        assertThat(shell.run("growth", "--help")).isZero();
        assertThat(shell.said()).contains("--batch", "--side", "--width", "--threads", "--pictures", "--out");
    }

    @ParameterizedTest
    @CsvSource({
        "--only colour, wanted any of batch",
        "--batch 1, wanted whole numbers of at least 2",
        "--steps 0, at least 1",
        "--preset nothing, nothing",
        "--only side --side 33, 33"
    })
    void whatCannotBeMeasuredIsSaidFirst(String arguments, String message) {
        assertThat(shell.run(("growth " + arguments).split(" "))).isEqualTo(2);
        assertThat(shell.said()).contains(message).doesNotContain("ms a step");
    }
}
