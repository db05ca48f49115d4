package dev.facet.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.facet.Facet;
import dev.facet.calibrate.ItemReadings;
import dev.facet.calibrate.ItemReadingsFile;
import dev.facet.codes.Code;
import dev.facet.codes.Encodings;
import dev.facet.model.Model;

import static org.assertj.core.api.Assertions.assertThat;

class RunReadingsTest {
    @TempDir
    static Path runs;

    private static Path path;

    private final List<String> notices = new ArrayList<>();

    @BeforeAll
    static void train() throws IOException {
        path = TwoSteps.train(runs, 300);
    }

    private ItemReadingsFile read(RunFolder run) throws IOException {
        try (RunItems items = RunItems.open(run);
                RunReadings.Reading reading = new RunReadings.Reading(run, items, notices::add)) {
            int before = -1;
            while (reading.more()) {
                assertThat(reading.done()).isGreaterThan(before);
                before = reading.done();
            }
            assertThat(reading.done()).isEqualTo(reading.count());
            return reading.keep(notices::add);
        }
    }

    @Test
    void readingsInPiecesAreThoseOfTheModelAndAreKept() throws IOException {
        RunFolder run = RunFolder.open(path);
        ItemReadings read = read(run).readings();
        try (RunItems items = RunItems.open(run);
                Model model = Facet.load(path)) {
            assertThat(read.count())
                    .isEqualTo(items.size())
                    .isEqualTo(items.given().size() + items.test().size());
            assertThat(items.test().size()).isPositive();
            int[] all = IntStream.range(0, items.size()).toArray();
            Encodings wanted = model.encode(items.items(all));
            Code.Categorical digit = model.latent().categorical().get(0);
            assertThat(read.categories().get("digit")).isEqualTo(wanted.categories(digit));
            assertThat(read.means().get("c1"))
                    .isEqualTo(wanted.means(model.latent().continuous().get(0)));
            assertThat(read.distances()).isEqualTo(wanted.measuredDistances().values());
            assertThat(items.isHeldOut(items.size() - 1)).isTrue();
            assertThat(items.name(items.given().size())).isEqualTo("0");

            ItemReadingsFile kept = RunReadings.read(run, items, notices::add).orElseThrow();
            assertThat(kept.readings().places()).isEqualTo(read.places());
            assertThat(kept.readings().numbers()).isEqualTo(all);
            assertThat(kept.total()).isEqualTo(items.size());
            assertThat(RunReadings.areOfNewest(run, kept)).isTrue();
            // of other data, and of items that are not there
            new ItemReadingsFile(read, kept.weights(), "other", 2, 5).write(RunReadings.file(run));
            assertThat(RunReadings.read(run, items, notices::add)).isEmpty();
            int[] beyond = all.clone();
            beyond[beyond.length - 1] = beyond.length;
            ItemReadings wrong = new ItemReadings(
                    beyond,
                    read.categories(),
                    read.probabilities(),
                    read.means(),
                    read.sigmas(),
                    Objects.requireNonNull(read.distances()),
                    read.components(),
                    read.places());
            new ItemReadingsFile(wrong, kept.weights(), kept.data(), 2, 5).write(RunReadings.file(run));
            assertThat(RunReadings.read(run, items, notices::add)).isEmpty();
        }
        assertThat(notices).isEmpty();
    }

    @Test
    void theNearestAreThoseOfACompleteSearch() throws IOException {
        ItemReadings read = read(RunFolder.open(path)).readings();
        int[] near = read.nearest(7, 5);
        assertThat(near).hasSize(5).doesNotContain(7).doesNotHaveDuplicates();
        double[] far = IntStream.range(0, read.count())
                .mapToDouble(i -> IntStream.range(0, read.components())
                        .mapToDouble(c -> Math.pow(read.along(c)[7] - read.along(c)[i], 2))
                        .sum())
                .toArray();
        double[] sorted = IntStream.range(0, read.count())
                .filter(i -> i != 7)
                .mapToDouble(i -> far[i])
                .sorted()
                .limit(5)
                .toArray();
        assertThat(Arrays.stream(near).mapToDouble(i -> far[i]).toArray()).isEqualTo(sorted);
        assertThat(read.nearest(0, 10_000)).hasSize(read.count() - 1);
        double spread = variance(read.along(0));
        assertThat(spread).as("the first component varies most").isGreaterThan(variance(read.along(1)));
    }

    private static double variance(float[] values) {
        double mean = IntStream.range(0, values.length)
                .mapToDouble(i -> values[i])
                .average()
                .orElseThrow();
        return IntStream.range(0, values.length)
                .mapToDouble(i -> Math.pow(values[i] - mean, 2))
                .average()
                .orElseThrow();
    }

    @Test
    void aDamagedFileIsNoticedAndAnotherModelIsTold() throws IOException {
        RunFolder run = RunFolder.open(path);
        ItemReadingsFile read = read(run);
        Path calibration = RunCalibration.file(run);
        byte[] before = Files.readAllBytes(calibration);
        Files.delete(calibration);
        assertThat(RunReadings.areOfNewest(run, read))
                .as("calibrated otherwise")
                .isFalse();
        Files.write(calibration, before);
        assertThat(RunReadings.areOfNewest(run, read)).isTrue();

        Path file = RunReadings.file(run);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 9] ^= 1;
        Files.write(file, bytes);
        try (RunItems items = RunItems.open(run)) {
            assertThat(RunReadings.read(run, items, notices::add)).isEmpty();
        }
        assertThat(notices).singleElement().asString().contains("is damaged", "The items are read again");
    }

    @Test
    void ofManyItemsSomeAreDrawnAlwaysTheSame() {
        int[] some = RunReadings.numbers(1000, 100, 3);
        assertThat(some).hasSize(100).isSorted().doesNotHaveDuplicates().isEqualTo(RunReadings.numbers(1000, 100, 3));
        assertThat(RunReadings.numbers(1000, 100, 4)).isNotEqualTo(some);
        assertThat(RunReadings.numbers(5, 100, 4)).containsExactly(0, 1, 2, 3, 4);
    }
}
