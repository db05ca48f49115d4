package dev.facet.explore;

import java.awt.image.BufferedImage;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConfusionPictureTest {
    private static final List<String> TWO = List.of("0", "1");

    /** The brightness of the top left corners of the four cells, which no digit covers. */
    private static int[][] corners(BufferedImage image) {
        int[][] corners = new int[2][2];
        for (int row = 0; row < 2; row++) {
            for (int column = 0; column < 2; column++) {
                int x = image.getWidth() - 24 - (2 - column) * 92 + 2;
                int y = image.getHeight() - 24 - (2 - row) * 56 + 2;
                corners[row][column] = image.getRGB(x, y) & 0xFF;
            }
        }
        return corners;
    }

    @Test
    void rowsAreOrderedSoThatTheDiagonalIsDark() {
        BufferedImage image = new ConfusionPicture("", TWO, TWO, new long[][] {{0, 9}, {7, 0}}).draw();
        int[][] corners = corners(image);

        assertThat(corners[0][0]).isLessThan(corners[0][1]);
        assertThat(corners[1][1]).isLessThan(corners[1][0]);
    }

    @Test
    void rowsAreShadedByTheirOwnShares() {
        BufferedImage image = new ConfusionPicture("", TWO, TWO, new long[][] {{90, 10}, {1, 9}}).draw();
        int[][] corners = corners(image);

        assertThat(corners[0][0]).isEqualTo(corners[1][1]);
    }

    @Test
    void emptyCategoriesAreDrawnLast() {
        BufferedImage image = new ConfusionPicture("t", TWO, TWO, new long[][] {{0, 0}, {7, 1}}).draw();
        int[][] corners = corners(image);

        assertThat(corners[0][0]).isLessThan(corners[1][0]);
        assertThat(corners[1][0]).isEqualTo(corners[1][1]);
    }

    @Test
    void refusesCountsOfAnotherShape() {
        assertThatThrownBy(() -> new ConfusionPicture("", TWO, TWO, new long[][] {{1, 2}, {3}}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
