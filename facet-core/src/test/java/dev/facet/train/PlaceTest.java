package dev.facet.train;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.facet.config.TrainingConfig.Device;
import dev.facet.config.UsageException;
import dev.facet.torch.group.Group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PlaceTest {
    private static final Place TWO = new Place("a", "all", 2);

    @Test
    void ranksOfAMachineTakeItsGpusInTurn() {
        List<Place> places = List.of(TWO, new Place("b", "all", 1), TWO, TWO);
        assertThat(gpus(places)).containsExactly(0, 0, 1, 0);
        assertThat(Place.eachHasAGpu(places)).as("three ranks, two GPUs").isFalse();
        assertThat(Place.eachHasAGpu(places.subList(0, 3))).isTrue();
    }

    @Test
    void ranksThatSeeOtherGpusOfAMachineDoNotShareThem() {
        List<Place> places = List.of(new Place("a", "4", 1), new Place("a", "5", 1));
        assertThat(gpus(places)).containsExactly(0, 0);
        assertThat(Place.eachHasAGpu(places)).isTrue();
        assertThat(Place.eachHasAGpu(List.of(places.get(0), places.get(0)))).isFalse();
    }

    @Test
    void theFirstRankWithoutAGpuIsNamed() {
        List<Place> places = List.of(TWO, TWO, new Place("far", "", 0), new Place("far", "all", 0));
        assertThatThrownBy(() -> Place.requireGpus(places))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("rank 2 on far finds no GPU")
                .hasMessageContaining("CUDA_VISIBLE_DEVICES is ''")
                .hasMessageContaining("--device cpu");
        Together together = new Together(Group.ALONE, places, 0);
        assertThatThrownBy(() -> together.check(Device.CUDA)).isInstanceOf(UsageException.class);
        assertThatCode(() -> together.check(Device.CPU)).doesNotThrowAnyException();
        assertThatCode(() -> Place.requireGpus(List.of(TWO))).doesNotThrowAnyException();
    }

    @Test
    void aPlaceIsToldToTheOthers() {
        Place place = new Place("host.example", "", 3);
        assertThat(Place.read(place.text())).isEqualTo(place);
        assertThat(Place.own().host()).isNotBlank();
        assertThat(Place.read(Place.own().text())).isEqualTo(Place.own());
    }

    private static List<Integer> gpus(List<Place> places) {
        return IntStream.range(0, places.size())
                .mapToObj(rank -> Place.gpu(places, rank))
                .toList();
    }
}
