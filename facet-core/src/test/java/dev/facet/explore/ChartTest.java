package dev.facet.explore;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChartTest {
    private static final int FIRST = 0xFF000000 | Palette.line(0);
    private static final int SECOND = 0xFF000000 | Palette.line(1);
    /** Where the plot begins and how wide it is, in dots. */
    private static final int LEFT = 2 * (60 + 12);

    private static final int WIDTH = 2 * 760;

    @Test
    void aLineRisesFromLeftToRight() {
        BufferedImage picture = chart(new Chart.Line("up", new double[] {0, 10}, new double[] {0, 2}));
        int[] left = column(picture, FIRST, LEFT + 10);
        int[] right = column(picture, FIRST, LEFT + WIDTH - 10);
        assertThat(left).isNotEmpty();
        assertThat(right).isNotEmpty();
        assertThat(left[left.length - 1]).isGreaterThan(right[right.length - 1] + 500);
    }

    @Test
    void linesHaveTheirOwnColoursAndGapsStayEmpty() {
        BufferedImage picture = chart(
                new Chart.Line("a", new double[] {0, 10}, new double[] {0, 2}),
                new Chart.Line("b", new double[] {0, 5, 6, 10}, new double[] {1, Double.NaN, 1, 1}));
        assertThat(column(picture, SECOND, LEFT + WIDTH - 100)).isNotEmpty();
        assertThat(column(picture, SECOND, LEFT + WIDTH / 3)).isEmpty();
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
                .filter(y -> (picture.getRGB(LEFT + WIDTH / 2 + 7, y) & 0xFFFFFF) == 0xE4E4E4)
                .toArray();
        assertThat(rules).hasSizeBetween(2, 6);
        int top = 2 * (2 * 12 + 2 * 18); // margins and two lines of text
        assertThat(rules[0]).isGreaterThan(top);
    }

    @Test
    void oneConstantPointCanBeDrawn() {
        BufferedImage picture = chart(new Chart.Line("still", new double[] {5}, new double[] {3}));
        assertThat(picture.getWidth()).isGreaterThan(1600);
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
        return IntStream.range(2 * 90, picture.getHeight())
                .filter(y -> picture.getRGB(x, y) == colour)
                .toArray();
    }

    @Test
    void aDarkChartIsLightOnDark() {
        Chart light = new Chart(
                "title",
                "step",
                List.of(new Chart.Line("a", new double[] {0, 10}, new double[] {0, 2})),
                List.of(),
                Chart.Theme.DARK);
        assertThat(light.draw().getRGB(1, 1) & 0xFFFFFF).isEqualTo(0x171B22);
        assertThat(light.svg()).contains("fill=\"#171b22\"", "fill=\"#e8ebef\"");
    }

    @Test
    void anSvgFileHasTextAsTextAndItsLines() throws Exception {
        String svg = new Chart(
                        "<b>&\u0001",
                        "step",
                        List.of(new Chart.Line(
                                "a < b", new double[] {0, 5, 6, 10}, new double[] {0, Double.NaN, 1, 2})),
                        List.of(new Chart.Mark("most", 2.5)))
                .svg();
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        NodeList texts = document.getElementsByTagName("text");
        assertThat(texts.item(0).getTextContent()).isEqualTo("<b>&");
        assertThat(IntStream.range(0, texts.getLength())
                        .mapToObj(i -> texts.item(i).getTextContent()))
                .contains("a < b", "step", "most", "0", "10");
        // The gap makes a dot at the left, and a line from 60 % of the width to its end.
        String path = ((Element) document.getElementsByTagName("path").item(0)).getAttribute("d");
        assertThat(path).startsWith("M72 ").contains("h0M528 ", "L832 ");
    }
}
