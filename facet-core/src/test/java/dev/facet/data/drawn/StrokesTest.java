package dev.facet.data.drawn;

import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.ImageShape;
import dev.facet.data.Split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StrokesTest {
    private static final ImageShape GREY28 = new ImageShape(1, 28, 28);

    @Test
    void aSampleIsTheSameInAnyOrderAndFromAnyThread() throws Exception {
        Strokes strokes = new Strokes(200, 11, GREY28);
        byte[] forwards = new byte[200 * 784];
        for (int i = 0; i < 200; i++) {
            strokes.read(i, forwards, i * 784);
        }
        Callable<byte[]> backwards = () -> {
            byte[] all = new byte[200 * 784];
            Arrays.fill(all, (byte) 77);
            for (int i = 199; i >= 0; i--) {
                strokes.read(i, all, i * 784);
            }
            return all;
        };
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (Future<byte[]> result : threads.invokeAll(Collections.nCopies(4, backwards))) {
                assertThat(result.get()).isEqualTo(forwards);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(read(new Strokes(1_000_000, 11, GREY28), 150)).isEqualTo(read(strokes, 150));
    }

    @Test
    void samplesDifferAndSoDoSeeds() {
        Strokes strokes = new Strokes(500, 1, GREY28);
        long distinct = IntStream.range(0, 500)
                .mapToObj(i -> Arrays.hashCode(read(strokes, i)))
                .distinct()
                .count();
        assertThat(distinct).isEqualTo(500);
        assertThat(read(new Strokes(500, 2, GREY28), 0)).isNotEqualTo(read(strokes, 0));
    }

    /**
     * If this fails because of an intended change of the drawing, increase {@code Strokes.EDITION} and update the value
     * here.
     */
    @Test
    void theDrawingIsThatOfThisEdition() {
        Strokes strokes = new Strokes(100, 3, GREY28);
        int hash = 1;
        for (int i = 0; i < 100; i++) {
            hash = 31 * hash + Arrays.hashCode(read(strokes, i));
        }
        assertThat(hash).isEqualTo(1287739938);
    }

    @Test
    void theTrueFactorsAreThoseOfTheLabelsAndLieInTheirRanges() {
        Strokes strokes = new Strokes(2000, 5, GREY28);
        Factors factors = strokes.factors().orElseThrow();
        int[] labels = strokes.labels().orElseThrow().values();
        assertThat(factors.names()).containsExactly("digit", "slant", "width", "size", "x", "y", "jitter");
        assertThat(factors.values()[0])
                .isEqualTo(Arrays.stream(labels).asDoubleStream().toArray());
        double[][] ranges = {{0, 9}, {-0.4, 0.4}, {1.2, 3.6}, {0.96, 1.04}, {-0.5, 0.5}, {-0.5, 0.5}, {0, 1}};
        for (int f = 0; f < ranges.length; f++) {
            double low = Arrays.stream(factors.values()[f]).min().orElseThrow();
            double high = Arrays.stream(factors.values()[f]).max().orElseThrow();
            double slack = 0.01 * (ranges[f][1] - ranges[f][0]);
            assertThat(low).isBetween(ranges[f][0], ranges[f][0] + slack);
            assertThat(high).isBetween(ranges[f][1] - slack, ranges[f][1]);
        }
        int[] counts = new int[10];
        Arrays.stream(labels).forEach(digit -> counts[digit]++);
        assertThat(Arrays.stream(counts).min().orElseThrow()).isGreaterThan(150);
    }

    @ParameterizedTest
    @CsvSource({"28, 1", "16, 1", "64, 3"})
    void theFactorsAreWhatThePicturesShow(int resolution, int channels) {
        int count = 1000;
        Strokes strokes = new Strokes(count, 9, new ImageShape(channels, resolution, resolution));
        Factors factors = strokes.factors().orElseThrow();
        int[] digits = strokes.labels().orElseThrow().values();
        double[][] measured = new double[4][count];
        for (int i = 0; i < count; i++) {
            Moments moments = Moments.of(read(strokes, i), resolution);
            measured[0][i] = moments.shear;
            measured[1][i] = moments.ink;
            measured[2][i] = moments.x;
            measured[3][i] = moments.y;
        }
        for (double[] column : measured) {
            subtractMeansOfDigits(column, digits);
        }
        double[][] truth = factors.values();
        assertThat(correlation(measured[0], truth[1])).isGreaterThan(0.9);
        assertThat(correlation(measured[1], truth[2])).isGreaterThan(0.9);
        assertThat(correlation(measured[2], truth[4])).isGreaterThan(0.3);
        assertThat(correlation(measured[3], truth[5])).isGreaterThan(0.5);
    }

    @Test
    void fingerprintsAreEqualOnlyWhereThePicturesAre() {
        String fingerprint = new Strokes(10, 1, GREY28).fingerprint();
        assertThat(fingerprint).matches("[0-9a-f]{64}");
        assertThat(new Strokes(10, 1, GREY28).fingerprint()).isEqualTo(fingerprint);
        assertThat(new Strokes(11, 1, GREY28).fingerprint()).isNotEqualTo(fingerprint);
        assertThat(new Strokes(10, 2, GREY28).fingerprint()).isNotEqualTo(fingerprint);
        assertThat(new Strokes(10, 1, new ImageShape(3, 28, 28)).fingerprint()).isNotEqualTo(fingerprint);
    }

    @Test
    void colourRepeatsGrey() {
        byte[] grey = read(new Strokes(3, 4, new ImageShape(1, 32, 32)), 2);
        byte[] colour = read(new Strokes(3, 4, new ImageShape(3, 32, 32)), 2);
        for (int channel = 0; channel < 3; channel++) {
            assertThat(Arrays.copyOfRange(colour, channel * 1024, (channel + 1) * 1024))
                    .isEqualTo(grey);
        }
    }

    @Test
    void readingLeavesTheNeighboursInTheTargetAlone() {
        byte[] target = new byte[784 * 3];
        Arrays.fill(target, (byte) 9);
        new Strokes(1, 0, GREY28).read(0, target, 784);
        assertThat(Arrays.copyOfRange(target, 0, 784)).containsOnly(9);
        assertThat(Arrays.copyOfRange(target, 1568, 2352)).containsOnly(9);
    }

    @Test
    void trainingAndTestSetsShareNoSample() {
        DataConfig data = new DataConfig("strokes", 0, 0, 300, 6);
        try (Strokes train = Strokes.open(data, Split.TRAIN);
                Strokes test = Strokes.open(data, Split.TEST)) {
            assertThat(train.shape()).isEqualTo(GREY28);
            assertThat(train.fingerprint()).isNotEqualTo(test.fingerprint());
            var seen = IntStream.range(0, 300)
                    .mapToObj(i -> Arrays.hashCode(read(train, i)))
                    .toList();
            assertThat(IntStream.range(0, 300).mapToObj(i -> Arrays.hashCode(read(test, i))))
                    .doesNotContainAnyElementsOf(seen);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "8, 1, 10, data.resolution is 8",
        "256, 1, 10, data.resolution is 256",
        "28, 2, 10, data.channels is 2",
        "28, 1, 0, it is 0"
    })
    void settingsThatCannotBeDrawnAreRefused(int resolution, int channels, int count, String message) {
        assertThatThrownBy(() -> Strokes.open(new DataConfig("strokes", resolution, channels, count, 1), Split.TRAIN))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message);
    }

    private static byte[] read(Dataset data, int index) {
        byte[] image = new byte[data.shape().bytes()];
        data.read(index, image, 0);
        return image;
    }

    /** Centre, ink and shear (−cov(x, y) / var(y)) of a picture's first channel, measured on the pixels alone. */
    private record Moments(double x, double y, double ink, double shear) {
        static Moments of(byte[] image, int resolution) {
            double ink = 0;
            double sumX = 0;
            double sumY = 0;
            double sumXy = 0;
            double sumYy = 0;
            for (int row = 0; row < resolution; row++) {
                for (int column = 0; column < resolution; column++) {
                    int value = image[row * resolution + column] & 0xFF;
                    ink += value;
                    sumX += value * column;
                    sumY += value * row;
                    sumXy += (double) value * column * row;
                    sumYy += (double) value * row * row;
                }
            }
            double x = sumX / ink;
            double y = sumY / ink;
            return new Moments(x, y, ink, -(sumXy / ink - x * y) / (sumYy / ink - y * y));
        }
    }

    private static void subtractMeansOfDigits(double[] values, int[] digits) {
        double[] sums = new double[10];
        int[] counts = new int[10];
        for (int i = 0; i < values.length; i++) {
            sums[digits[i]] += values[i];
            counts[digits[i]]++;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] -= sums[digits[i]] / counts[digits[i]];
        }
    }

    private static double correlation(double[] a, double[] b) {
        double meanA = Arrays.stream(a).average().orElseThrow();
        double meanB = Arrays.stream(b).average().orElseThrow();
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }
        return ab / Math.sqrt(aa * bb);
    }
}
