package dev.facet.metrics;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ImageMomentsTest {
    /** A line of one pixel per row, 9 rows, that goes {@code shift} pixels to the right per row upwards. */
    private static byte[] line(double shift, int offset) {
        byte[] pixels = new byte[offset + 9 * 21];
        for (int row = 0; row < 9; row++) {
            pixels[offset + row * 21 + 10 + (int) Math.round((4 - row) * shift)] = (byte) 200;
        }
        return pixels;
    }

    @Test
    void aLineLeansAsFarAsItIsDrawn() {
        for (int shift : new int[] {-2, -1, 0, 1, 2}) {
            ImageMoments moments = ImageMoments.of(line(shift, 5), 5, 9, 21);
            assertThat(moments.slant()).isEqualTo(shift, within(1e-9));
            assertThat(moments.width()).isEqualTo(0, within(1e-6));
            assertThat(moments.ink()).isEqualTo(200 * 9 / (9.0 * 21), within(1e-9));
        }
    }

    @Test
    void widthIsTheSpreadOfABlock() {
        byte[] pixels = new byte[9 * 21];
        for (int row = 2; row < 7; row++) {
            for (int x = 6; x < 11; x++) {
                pixels[row * 21 + x] = (byte) 255;
            }
        }
        // Five equal columns: variance (4 + 1 + 0 + 1 + 4)/5 = 2.
        assertThat(ImageMoments.of(pixels, 0, 9, 21).width()).isEqualTo(Math.sqrt(2), within(1e-9));
        assertThat(ImageMoments.of(pixels, 0, 9, 21).slant()).isEqualTo(0, within(1e-9));
    }

    @Test
    void nothingHasNoMoments() {
        assertThat(ImageMoments.of(new byte[12], 0, 3, 4)).isEqualTo(new ImageMoments(0, 0, 0));
        byte[] row = new byte[12];
        row[5] = 10;
        row[6] = 10;
        assertThat(ImageMoments.of(row, 0, 3, 4).slant()).isZero();
    }
}
