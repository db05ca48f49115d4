package dev.facet.explore;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChartTest {
    private static final int BLUE = 0xFF0072B2;
    private static final int ORANGE = 0xFFD55E00;

    @Test
    void aLineRisesFromLeftToRight() {
        BufferedImage picture = chart(new Chart.Line("up", new double[] {0, 10}, new double[] {0, 2}));
        int[] left = column(picture, BLUE, 110);
        int[] right = column(picture, BLUE, 980);
        assertThat(left).isNotEmpty();
        assertThat(right).isNotEmpty();
        assertThat(left[left.length - 1]).isGreaterThan(right[right.length - 1] + 300);
    }

    @Test
    void linesHaveTheirOwnColoursAndGapsStayEmpty() {
        BufferedImage picture = chart(
                new Chart.Line("a", new double[] {0, 10}, new double[] {0, 2}),
                new Chart.Line("b", new double[] {0, 5, 6, 10}, new double[] {1, Double.NaN, 1, 1}));
        assertThat(column(picture, ORANGE, 900)).isNotEmpty();
        assertThat(column(picture, ORANGE, 400)).isEmpty();
    }

    @Test
    void noTickLiesOutsideThePlot() {
        // Values to 1.24 have a plot to 1.4, but ticks at 0, 0.5 and 1.
        BufferedImage picture = new Chart(
                        "title",
                        "step",
                        List.of(new Chart.Line("a", new double[] {0, 10}, new double[] {0.05, 1.24})),
                        List.of())
                .draw();
        int[] rules = IntStream.range(0, picture.getHeight())
                .filter(y -> (picture.getRGB(700, y) & 0xFFFFFF) == 0xE4E4E4)
                .toArray();
        assertThat(rules).hasSizeBetween(2, 3);
        int top = 2 * 12 + 2 * 24; // margins and two lines of text
        assertThat(rules[0]).isGreaterThan(top);
    }

    @Test
    void oneConstantPointCanBeDrawn() {
        BufferedImage picture = chart(new Chart.Line("still", new double[] {5}, new double[] {3}));
        assertThat(picture.getWidth()).isGreaterThan(900);
    }

    @Test
    void aLineNeedsPoints() {
        assertThatThrownBy(() -> new Chart.Line("none", new double[0], new double[0]))
                .hasMessageContaining("'none'");
    }

    private static BufferedImage chart(Chart.Line... lines) {
        return new Chart("title", "step", List.of(lines), List.of(new Chart.Mark("most", 2.5))).draw();
    }

    /** The rows of the plot, below the legend, where a column has a colour. */
    private static int[] column(BufferedImage picture, int colour, int x) {
        return IntStream.range(100, picture.getHeight())
                .filter(y -> picture.getRGB(x, y) == colour)
                .toArray();
    }
}
