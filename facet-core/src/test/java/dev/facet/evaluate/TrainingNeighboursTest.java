package dev.facet.evaluate;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.facet.config.DataConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Items;
import dev.facet.data.Part;
import dev.facet.data.Split;
import dev.facet.data.source.Datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class TrainingNeighboursTest {
    private static final int TRAINED = 700;

    private final Dataset data = Datasets.open(new DataConfig("strokes", 28, 1, 1000, 1), Split.TRAIN);
    private final Dataset training = part(0, TRAINED);
    private final Dataset heldOut = part(TRAINED, 850);

    @Test
    void repeatedTrainingImagesAreFound() {
        int[] repeated = {600, 3, 77};
        TrainingNeighbours found = TrainingNeighbours.of(Items.of(data, repeated), training, heldOut);
        assertThat(IntStream.range(0, 3).map(i -> found.nearest()[i][0])).containsExactly(600, 3, 77);
        assertThat(found.ratio()).isEqualTo(0, within(0.02));
    }

    @Test
    void newImagesAreAsFarAsHeldOutOnes() {
        TrainingNeighbours found =
                TrainingNeighbours.of(Items.of(data, IntStream.range(850, 1000).toArray()), training, heldOut);
        assertThat(found.ratio()).isEqualTo(1, within(0.1));
        assertThat(found.nearest()[0]).hasSize(TrainingNeighbours.COUNT).doesNotHaveDuplicates();
    }

    @Test
    void withoutHeldOutImagesThereIsNoRatio() {
        TrainingNeighbours found = TrainingNeighbours.of(Items.of(data, 1, 2), training, part(0, 0));
        assertThat(found.ratio()).isNaN();
        assertThat(found.nearest()).hasDimensions(2, TrainingNeighbours.COUNT);
    }

    @Test
    void twoImagesAreTooFew() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrainingNeighbours.of(Items.of(data, 1), part(0, 2), heldOut))
                .withMessageContaining("got 2 images");
    }

    private Dataset part(int from, int to) {
        return new Part(data, IntStream.range(from, to).toArray());
    }
}
