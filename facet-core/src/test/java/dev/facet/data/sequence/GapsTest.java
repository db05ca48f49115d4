package dev.facet.data.sequence;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GapsTest {
    private static final double NO = Double.NaN;

    private final Gaps gaps = new Gaps();

    @Test
    void gapsAreFilledByALineBetweenTheirNeighbours() {
        assertThat(gaps.fill(new double[][] {{1, NO, NO, 4, 6, Double.POSITIVE_INFINITY, 8, 1e39, 0}}, false))
                .get()
                .isEqualTo(new double[][] {{1, 2, 3, 4, 6, 7, 8, 4, 0}});
        assertThat(gaps.remark())
                .isEqualTo("44.4 % of the values are missing and filled in by lines between their" + " neighbours");
    }

    @Test
    void theEndsAreCutOffUnlessTheLengthIsToStay() {
        double[][] series = {{NO, 1, NO, 3, NO, NO}};
        assertThat(gaps.fill(series, false)).get().isEqualTo(new double[][] {{1, 2, 3}});
        assertThat(gaps.fill(series, true)).get().isEqualTo(new double[][] {{1, 1, 2, 3, 3, 3}});
        assertThat(gaps.remark()).startsWith("1 series is shorter by the missing values at its beginning or end; ");
    }

    @Test
    void aChannelThatEndsBeforeTheOthersKeepsItsLastValue() {
        assertThat(gaps.fill(new double[][] {{NO, 1, 2, NO}, {NO, NO, 5, 6}}, false))
                .get()
                .isEqualTo(new double[][] {{1, 2, 2}, {5, 5, 6}});
    }

    @Test
    void aSeriesWithNothingLeftIsNone() {
        assertThat(gaps.fill(new double[][] {{NO, 1, NO}}, false)).isEmpty();
        assertThat(gaps.fill(new double[][] {{1, 2}, {NO, NO}}, false)).isEmpty();
        assertThat(gaps.fill(new double[][] {{NO, NO}}, true)).isEmpty();
        assertThat(gaps.fill(new double[][] {{}}, false)).isEmpty();
        assertThat(gaps.remark()).isEmpty();
    }
}
