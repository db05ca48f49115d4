package dev.facet.explore;

import java.awt.geom.Path2D;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class CoverageTest {
    private static Path2D polygon(double... places) {
        Path2D path = new Path2D.Double();
        path.moveTo(places[0], places[1]);
        for (int i = 2; i < places.length; i += 2) {
            path.lineTo(places[i], places[i + 1]);
        }
        return path;
    }

    private static double sum(Coverage coverage) {
        double sum = 0;
        for (int y = 0; y < coverage.height; y++) {
            for (int x = 0; x < coverage.width; x++) {
                sum += coverage.at(x, y);
            }
        }
        return sum;
    }

    private static float at(Coverage coverage, int x, int y) {
        return coverage.at(x - coverage.left, y - coverage.top);
    }

    @Test
    void aDotCountsByItsCoveredArea() {
        Coverage coverage =
                new Coverage(polygon(1.25, 2.5, 3.5, 2.5, 3.5, 4, 1.25, 4).getPathIterator(null));

        assertThat(at(coverage, 1, 2)).isCloseTo(0.375f, within(1e-6f));
        assertThat(at(coverage, 2, 2)).isCloseTo(0.5f, within(1e-6f));
        assertThat(at(coverage, 2, 3)).isCloseTo(1f, within(1e-6f));
        assertThat(at(coverage, 3, 3)).isCloseTo(0.5f, within(1e-6f));
        assertThat(sum(coverage)).isCloseTo(2.25 * 1.5, within(1e-5));
    }

    @Test
    void aSlantedEdgeSharesItsDots() {
        // Half of a square of two dots: one whole dot and two halves, whichever way around and wherever.
        for (double shift : new double[] {0, -7, 40}) {
            Path2D one = polygon(shift, shift, shift + 2, shift + 2, shift, shift + 2);
            Path2D other = polygon(shift, shift, shift, shift + 2, shift + 2, shift + 2);
            for (Path2D each : new Path2D[] {one, other}) {
                Coverage coverage = new Coverage(each.getPathIterator(null));
                int at = (int) shift;
                assertThat(at(coverage, at, at)).isCloseTo(0.5f, within(1e-6f));
                assertThat(at(coverage, at, at + 1)).isCloseTo(1f, within(1e-6f));
                assertThat(at(coverage, at + 1, at + 1)).isCloseTo(0.5f, within(1e-6f));
                assertThat(sum(coverage)).isCloseTo(2, within(1e-5));
            }
        }
        // A flat edge over many dots.
        assertThat(sum(new Coverage(polygon(0.3, 0, 9.7, 0.9, 0.3, 0.9).getPathIterator(null))))
                .isCloseTo(9.4 * 0.9 / 2, within(1e-5));
    }

    @Test
    void aHoleIsEmptyAndAnOverlapCountsOnce() {
        Path2D ring = polygon(0, 0, 6, 0, 6, 6, 0, 6);
        ring.append(polygon(2, 2, 2, 4, 4, 4, 4, 2), false);
        assertThat(sum(new Coverage(ring.getPathIterator(null)))).isCloseTo(32, within(1e-4));

        Path2D cross = polygon(0, 2, 6, 2, 6, 4, 0, 4);
        cross.append(polygon(2, 0, 4, 0, 4, 6, 2, 6), false);
        assertThat(sum(new Coverage(cross.getPathIterator(null)))).isCloseTo(20, within(1e-4));
    }

    @Test
    void nothingCoversNothingAndTooMuchIsRefused() {
        assertThat(sum(new Coverage(new Path2D.Double().getPathIterator(null)))).isZero();
        assertThatThrownBy(() -> new Coverage(polygon(0, 0, 1e6, 0, 1e6, 1e6).getPathIterator(null)))
                .hasMessageContaining("too large");
    }
}
