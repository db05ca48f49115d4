package dev.facet.data;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.facet.config.DataConfig;
import dev.facet.data.drawn.Strokes;

import static org.assertj.core.api.Assertions.assertThat;

class DivisionTest {
    private static final Dataset DATA = strokes(400);

    private static Dataset strokes(int count) {
        return Strokes.open(new DataConfig("strokes", 0, 0, count, 1), Split.TRAIN);
    }

    private static Division divide(Dataset data, double fraction, long seed) {
        return Division.of(data, new DataConfig("strokes", 0, 0, data.size(), seed).withHeldOut(fraction));
    }

    @Test
    void everyItemIsInOnePart() {
        Division division = divide(DATA, 0.1, 1);
        assertThat(division.heldOut().size()).isEqualTo(40);
        assertThat(division.training().size()).isEqualTo(360);
        Set<String> names = names(division.training());
        assertThat(names).hasSize(360);
        names.addAll(names(division.heldOut()));
        assertThat(names).hasSize(400);
        assertThat(division.notice()).isEmpty();
    }

    @Test
    void theDivisionIsAFunctionOfTheSeed() {
        Division once = divide(DATA, 0.1, 1);
        Division again = divide(strokes(400), 0.1, 1);
        assertThat(again.training().fingerprint())
                .isEqualTo(once.training().fingerprint())
                .isNotEqualTo(DATA.fingerprint());
        assertThat(names(divide(DATA, 0.1, 2).heldOut())).isNotEqualTo(names(once.heldOut()));
    }

    @Test
    void aPartHasThePixelsLabelsAndFactorsOfItsItems() {
        Dataset part = new Part(DATA, 7, 3);
        assertThat(Items.of(part, 0, 1).bytes()).isEqualTo(Items.of(DATA, 7, 3).bytes());
        Labels all = DATA.labels().orElseThrow();
        assertThat(part.labels().orElseThrow())
                .satisfies(labels -> assertThat(labels.values()).containsExactly(all.values()[7], all.values()[3]));
        Factors factors = DATA.factors().orElseThrow();
        assertThat(part.factors().orElseThrow().values()[0])
                .containsExactly(factors.values()[0][7], factors.values()[0][3]);
        assertThat(part.nameOf(0)).isEqualTo(DATA.nameOf(7));
    }

    @Test
    void nothingIsHeldOutUnlessAskedFor() {
        Division division = divide(DATA, 0, 1);
        assertThat(division.training()).isSameAs(DATA);
        assertThat(division.heldOut().size()).isZero();
        assertThat(division.notice()).isEmpty();
    }

    @Test
    void ofASmallSetNothingIsHeldOutAndThatIsSaid() {
        Dataset few = strokes(150);
        Division division = divide(few, 0.1, 1);
        assertThat(division.training()).isSameAs(few);
        assertThat(division.heldOut().size()).isZero();
        assertThat(division.notice().orElseThrow())
                .contains("150 images", "too few to hold 10 % of them out", "data.held-out", "at least 16");
    }

    @Test
    void atMost2000ItemsAreHeldOut() {
        assertThat(divide(strokes(30_000), 0.1, 1).heldOut().size()).isEqualTo(2000);
    }

    @Test
    void aPartClosesTheWholeOnlyForACallerWithoutAHoldOfIt() {
        boolean[] closed = {false};
        Dataset whole = new Closing(closed);
        Part part = new Part(whole);
        part.close();
        assertThat(closed[0]).isFalse();
        part.closingWhole().close();
        assertThat(closed[0]).isTrue();
    }

    private static Set<String> names(Dataset part) {
        List<String> names =
                IntStream.range(0, part.size()).mapToObj(part::nameOf).toList();
        return new HashSet<>(names);
    }

    /** A data set that notes when it is closed. */
    private record Closing(boolean[] closed) implements Dataset {
        @Override
        public String name() {
            return "closing";
        }

        @Override
        public int size() {
            return 0;
        }

        @Override
        public Shape shape() {
            return DATA.shape();
        }

        @Override
        public void read(int index, byte[] target, int offset) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public String fingerprint() {
            return "closing";
        }

        @Override
        public void close() {
            closed[0] = true;
        }
    }
}
