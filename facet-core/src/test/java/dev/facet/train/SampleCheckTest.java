package dev.facet.train;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Division;
import dev.facet.data.Items;
import dev.facet.data.Split;
import dev.facet.data.drawn.Strokes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SampleCheckTest {
    private static final DataConfig SETTINGS = new DataConfig("strokes", 0, 0, 600, 1).withHeldOut(0.2);

    private final Dataset data = Strokes.open(SETTINGS, Split.TRAIN);
    private final Division division = Division.of(data, SETTINGS);
    private final SampleDistance distance = SampleDistance.of(division, 3).orElseThrow();

    @AfterEach
    void close() {
        data.close();
    }

    private Items training(int from) {
        return Items.of(
                division.training(),
                IntStream.range(from, from + distance.count()).toArray());
    }

    @Test
    void trainingImagesAreAsGoodAsTheFloor() {
        SampleCheck check = SampleCheck.of(distance, training(100));
        assertThat(distance.count()).isEqualTo(120);
        assertThat(check.distance()).isBetween(0.5 * check.floor(), 1.5 * check.floor());
        assertThat(check.noise()).isBetween(-0.1, 0.1);
        assertThat(check.variety()).isBetween(0.9, 1.1);
        assertThat(check.distinct()).isBetween(0.9, 1.1);
        assertThat(check.roughness()).isBetween(0.9, 1.1);
    }

    @Test
    void pixelsDrawnAtRandomAreNoise() {
        byte[] bytes = training(0).bytes();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = bytes.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            byte kept = bytes[i];
            bytes[i] = bytes[other];
            bytes[other] = kept;
        }
        SampleCheck check = SampleCheck.of(distance, new Items(data.shape(), distance.count(), bytes));
        assertThat(check.noise()).isBetween(0.9, 1.1);
        assertThat(check.roughness()).isGreaterThan(1);
        assertThat(check.distance()).isGreaterThan(0.5);
    }

    @Test
    void theSameFewPicturesAgainAndAgainAreNotDistinct() {
        int[] five = IntStream.range(0, distance.count()).map(i -> i % 5).toArray();
        SampleCheck check = SampleCheck.of(distance, Items.of(division.training(), five));
        assertThat(check.distinct()).isZero();
        assertThat(check.variety()).isGreaterThan(0.5);
    }

    @Test
    void statisticsHaveEveryLevelAndTheirMean() {
        SampleCheck check = SampleCheck.of(distance, training(0));
        assertThat(check.statistics()).containsOnlyKeys("distance", "distance/floor", "distance/1", "distance/2");
        assertThat(check.statistics())
                .containsEntry("distance", check.distance())
                .containsEntry("distance/1", check.distances()[0])
                .containsEntry("distance/2", check.distances()[1]);
        assertThat(check.distance()).isCloseTo((check.distances()[0] + check.distances()[1]) / 2, within(1e-12));
    }

    @Test
    void ofVeryFewImagesAllAreComparedWithThemselves() {
        DataConfig few = new DataConfig("strokes", 0, 0, 12, 1);
        SampleDistance compared = SampleDistance.of(Division.of(Strokes.open(few, Split.TRAIN), few), 1)
                .orElseThrow();
        assertThat(compared.count()).isEqualTo(12);
        assertThat(compared.floor()).containsOnly(0);
        Items blank = new Items(data.shape(), 12, new byte[12 * data.shape().bytes()]);
        assertThat(SampleCheck.of(compared, blank).distance()).isGreaterThan(0.5);
    }

    @Test
    void withoutHeldOutImagesHalfOfTheTrainingImagesStandIn() {
        DataConfig whole = SETTINGS.withHeldOut(0);
        SampleDistance compared = SampleDistance.of(Division.of(data, whole), 1).orElseThrow();
        assertThat(compared.count()).isEqualTo(300);
        assertThat(compared.floor()[0]).isPositive();
    }
}
