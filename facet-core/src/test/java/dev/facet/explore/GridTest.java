package dev.facet.explore;

import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.facet.config.DataConfig.Scale;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.SequenceShape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GridTest {
    private static final int WHITE = 0xFFFFFF;

    private static Items ramp(int count, ImageShape shape) {
        byte[] pixels = new byte[count * shape.bytes()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) i;
        }
        return new Items(shape, count, pixels);
    }

    private static int rgb(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) & 0xFFFFFF;
    }

    @Test
    void everyPixelBecomesASquareOfItsGrey() {
        Items images = ramp(4, new ImageShape(1, 2, 3));
        BufferedImage picture = Grid.of(images, 2).draw(5);

        // Two images of 15×10 a row with 6 between them and 24 around.
        assertThat(picture.getWidth()).isEqualTo(24 + 15 + 6 + 15 + 24);
        assertThat(picture.getHeight()).isEqualTo(24 + 10 + 6 + 10 + 24);
        for (int dy = 0; dy < 5; dy++) {
            for (int dx = 0; dx < 5; dx++) {
                // Image 3 starts at (45, 40); its last pixel has grey 23.
                assertThat(rgb(picture, 45 + 10 + dx, 40 + 5 + dy)).isEqualTo(0x171717);
            }
        }
        assertThat(rgb(picture, 41, 24)).isEqualTo(WHITE);
        assertThat(rgb(picture, 23, 23)).isEqualTo(WHITE);
    }

    @Test
    void coloursComeFromTheirPlanes() {
        BufferedImage picture = Grid.of(ramp(1, new ImageShape(3, 1, 2)), 1).draw(1);

        assertThat(rgb(picture, 24, 24)).isEqualTo(0x000204);
        assertThat(rgb(picture, 25, 24)).isEqualTo(0x010305);
    }

    @Test
    void smallImagesAreEnlargedByAWholeFactorAndLargeOnesAreNot() {
        assertThat(side(28)).isEqualTo(4 * 28);
        assertThat(side(32)).isEqualTo(3 * 32);
        assertThat(side(64)).isEqualTo(2 * 64);
        assertThat(side(95)).isEqualTo(2 * 95);
        assertThat(side(96)).isEqualTo(96);
    }

    private static int side(int pixels) {
        return Grid.of(ramp(1, new ImageShape(1, pixels, pixels)), 1).draw().getWidth() - 2 * 24;
    }

    @Test
    void sequencesAreDrawnInTheDotsOfTheSheet() {
        SequenceShape shape = new SequenceShape(List.of(new SequenceShape.Channel("x", new Scale(0, 1))), 4, false);
        Grid grid = Grid.of(new Items(shape, 1, new byte[shape.bytes()]), 1);

        assertThat(grid.draw().getWidth()).isEqualTo(120 + 48);
    }

    @Test
    void aSpanIsMarkedFromOneColumnToAnother() {
        Items images = ramp(5, new ImageShape(1, 28, 28));
        List<String> columns = List.of("−2", "−1", "0", "1", "2");
        Optional<Grid.Span> span = Optional.of(new Grid.Span(1, 3.5, "training: −1 to 1.5"));
        BufferedImage plain = new Grid("", List.of(), columns, 5, images).draw(4);
        BufferedImage marked = new Grid("", List.of(), columns, 5, images, span).draw(4);

        assertThat(marked.getHeight()).isGreaterThan(plain.getHeight());
        int step = 4 * 28 + 6;
        int first = 24 + 2 * 28 + step;
        int last = 24 + 2 * 28 + 7 * step / 2;
        int[] across = IntStream.range(0, marked.getWidth())
                .filter(x -> IntStream.range(24, 24 + 36).anyMatch(y -> rgb(marked, x, y) == 0x0959C8))
                .toArray();
        assertThat(across[0]).isEqualTo(first);
        assertThat(across[across.length - 1]).isEqualTo(last - 1);
        // What is outside of it is paler.
        assertThat(countOf(column(marked, 2, step), Canvas.INK)).isPositive();
        assertThat(countOf(column(marked, 4, step), Canvas.INK)).isZero();
        assertThat(countOf(column(marked, 4, step), Canvas.FAINT)).isPositive();
    }

    /** The strip above a column, below the mark. */
    private static BufferedImage column(BufferedImage picture, int column, int step) {
        return picture.getSubimage(24 + column * step, 24 + 36, 4 * 28, 39);
    }

    @Test
    void theMarkOfANarrowSpanHasItsLabelBeside() {
        Items images = ramp(3, new ImageShape(1, 28, 28));
        Optional<Grid.Span> span = Optional.of(new Grid.Span(1.9, 2, "training: 95 % within −0.1 to 0.1"));
        BufferedImage marked = new Grid("", List.of(), List.of("a", "b", "c"), 3, images, span).draw(4);
        assertThat(marked.getWidth()).isGreaterThan(24 + 3 * 118 + 300);
    }

    @Test
    void longLabelsOfColumnsAreSlantedAndNoneMeetsTheNext() {
        Items images = ramp(25, new ImageShape(1, 28, 28));
        List<String> columns = IntStream.range(0, 25)
                .mapToObj(k -> "unmistakable wwwwww (#" + k + ")")
                .toList();
        BufferedImage picture = new Grid("", List.of(), columns, 25, images).draw(4);

        // Between the labels there is white along the slant, from edge to edge of the strip.
        int step = 4 * 28 + 6;
        int bottom = picture.getHeight() - 24 - 4 * 28;
        for (int k = 1; k < 25; k++) {
            int x = 24 + 2 * 28 + k * step - step / 2;
            for (int up = 12; up < 200; up++) {
                assertThat(rgb(picture, x + up, bottom - up))
                        .as("above column " + k)
                        .isEqualTo(WHITE);
            }
        }
        assertThat(picture.getWidth()).isGreaterThan(24 + 25 * step + 24);
    }

    @Test
    void longLabelsOfRowsTakeSeveralLines() {
        Items images = ramp(2, new ImageShape(1, 28, 28));
        String name = "a name that is as long as a name may be, of some eighty letters, not more (#17)";
        int named =
                new Grid("", List.of(name, "b"), List.of(), 1, images).draw(4).getWidth();
        assertThat(named).isLessThan(24 + 400 + 24 + 112 + 24 + 1);
        assertThat(Lettering.standard().wrap(name, Canvas.TEXT, 400, 3))
                .last()
                .asString()
                .doesNotContain("…");
    }

    @Test
    void labelsTakeRoomAndAreDrawn() {
        Items images = ramp(4, new ImageShape(1, 28, 28));
        BufferedImage plain = Grid.of(images, 2).draw(2);
        BufferedImage labelled = new Grid("A title", List.of("zero", "one"), List.of("−1", "1"), 2, images).draw(2);

        assertThat(labelled.getWidth()).isGreaterThan(plain.getWidth());
        assertThat(labelled.getHeight()).isGreaterThan(plain.getHeight());
        assertThat(countOf(labelled, Canvas.INK)).isPositive();
        // Labels above the first column and left of the first row.
        int left = labelled.getWidth() - plain.getWidth() + 24;
        int top = labelled.getHeight() - plain.getHeight() + 24;
        assertThat(countOf(labelled.getSubimage(left, top - 39, 56, 39), Canvas.FAINT))
                .isPositive();
        assertThat(countOf(labelled.getSubimage(0, top, left, 56), Canvas.FAINT))
                .isPositive();
    }

    @Test
    void theLastRowMayBeShortAndAGridMayBeEmpty() {
        assertThat(Grid.of(ramp(3, new ImageShape(1, 4, 4)), 2).draw(1).getHeight())
                .isEqualTo(24 + 4 + 6 + 4 + 24);
        assertThat(Grid.of(ramp(0, new ImageShape(1, 4, 4)), 2).draw(1).getWidth())
                .isPositive();
        assertThatThrownBy(() -> Grid.of(ramp(1, new ImageShape(1, 4, 4)), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void picturesStack() {
        BufferedImage a = Grid.of(ramp(1, new ImageShape(1, 4, 4)), 1).draw(1);
        BufferedImage b = Grid.of(ramp(2, new ImageShape(1, 4, 4)), 2).draw(1);
        BufferedImage both = Grid.stack(List.of(a, b));

        assertThat(both.getWidth()).isEqualTo(b.getWidth());
        assertThat(both.getHeight()).isEqualTo(a.getHeight() + b.getHeight());
        assertThat(rgb(both, 25, a.getHeight() + 24)).isEqualTo(rgb(b, 25, 24)).isNotEqualTo(WHITE);
    }

    private static int countOf(BufferedImage image, int colour) {
        int count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += rgb(image, x, y) == colour ? 1 : 0;
            }
        }
        return count;
    }
}
