package dev.facet.explore;

import java.awt.image.BufferedImage;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.facet.data.ImageShape;
import dev.facet.data.Items;

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

        // Two images of 15×10 a row with 3 between them and 12 around.
        assertThat(picture.getWidth()).isEqualTo(12 + 15 + 3 + 15 + 12);
        assertThat(picture.getHeight()).isEqualTo(12 + 10 + 3 + 10 + 12);
        for (int dy = 0; dy < 5; dy++) {
            for (int dx = 0; dx < 5; dx++) {
                // Image 3 starts at (30, 25); its last pixel has grey 23.
                assertThat(rgb(picture, 30 + 10 + dx, 25 + 5 + dy)).isEqualTo(0x171717);
            }
        }
        assertThat(rgb(picture, 28, 12)).isEqualTo(WHITE);
        assertThat(rgb(picture, 11, 11)).isEqualTo(WHITE);
    }

    @Test
    void coloursComeFromTheirPlanes() {
        BufferedImage picture = Grid.of(ramp(1, new ImageShape(3, 1, 2)), 1).draw(1);

        assertThat(rgb(picture, 12, 12)).isEqualTo(0x000204);
        assertThat(rgb(picture, 13, 12)).isEqualTo(0x010305);
    }

    @Test
    void smallImagesAreEnlargedByAWholeFactorAndLargeOnesAreNot() {
        assertThat(Grid.of(ramp(1, new ImageShape(1, 28, 28)), 1).draw().getWidth())
                .isEqualTo(56 + 24);
        assertThat(Grid.of(ramp(1, new ImageShape(1, 128, 128)), 1).draw().getWidth())
                .isEqualTo(128 + 24);
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
        int left = labelled.getWidth() - plain.getWidth() + 12;
        int top = labelled.getHeight() - plain.getHeight() + 12;
        assertThat(countOf(labelled.getSubimage(left, top - 24, 56, 24), Canvas.FAINT))
                .isPositive();
        assertThat(countOf(labelled.getSubimage(0, top, left, 56), Canvas.FAINT))
                .isPositive();
    }

    @Test
    void theLastRowMayBeShortAndAGridMayBeEmpty() {
        assertThat(Grid.of(ramp(3, new ImageShape(1, 4, 4)), 2).draw(1).getHeight())
                .isEqualTo(12 + 4 + 3 + 4 + 12);
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
        assertThat(rgb(both, 13, a.getHeight() + 12)).isEqualTo(rgb(b, 13, 12)).isNotEqualTo(WHITE);
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
