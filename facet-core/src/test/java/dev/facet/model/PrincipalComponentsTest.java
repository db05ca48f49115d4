package dev.facet.model;

import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.facet.codes.Draws;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PrincipalComponentsTest {
    private static final int ROWS = 400;
    private static final int WIDTH = 12;

    @BeforeAll
    static void engine() {
        Engine.load();
    }

    /** Rows whose number k has the deviation 10, 5, 1, 1, … and the mean k. */
    private static float[] rows() {
        Draws draws = new Draws(3, 0);
        float[] rows = new float[ROWS * WIDTH];
        for (int i = 0; i < rows.length; i++) {
            int k = i % WIDTH;
            rows[i] = (float) (k + draws.nextGaussian() * (k == 4 ? 10 : k == 7 ? 5 : 1));
        }
        return rows;
    }

    @Test
    void theAxesAreThoseOfTheLargestVariances() {
        try (PointerScope scope = new PointerScope()) {
            PrincipalComponents found = PrincipalComponents.of(Tensors.of(rows(), ROWS, WIDTH), 2);
            assertThat(found.count()).isEqualTo(2);
            assertThat(found.mean()[11]).isCloseTo(11, within(0.2f));
            assertThat(Math.abs(found.axes()[2 * 4]))
                    .as("feature 4 along axis 0")
                    .isCloseTo(1, within(0.02f));
            assertThat(Math.abs(found.axes()[2 * 7 + 1]))
                    .as("feature 7 along axis 1")
                    .isCloseTo(1, within(0.02f));
            assertThat(found.variances()[0]).isCloseTo(100, within(15f));
            assertThat(found.total()).isCloseTo(100 + 25 + WIDTH - 2, within(20.0));
        }
    }

    @Test
    void placesAreProjectionsOfFeaturesOfLengthOne() {
        try (PointerScope scope = new PointerScope()) {
            float[] rows = rows();
            PrincipalComponents found = PrincipalComponents.ofFeatures(Tensors.of(rows, ROWS, WIDTH), 100);
            assertThat(found.count()).as("not more than there are features").isEqualTo(WIDTH);
            float[] places = found.place(Tensors.of(rows, ROWS, WIDTH));
            double length = 0;
            for (int k = 0; k < WIDTH; k++) {
                length += rows[k] * rows[k];
            }
            double wanted = 0;
            for (int k = 0; k < WIDTH; k++) {
                wanted += (rows[k] / Math.sqrt(length) - found.mean()[k]) * found.axes()[k * WIDTH];
            }
            assertThat(places[0]).isCloseTo((float) wanted, within(1e-4f));
            double sum = 0;
            for (int i = 0; i < ROWS; i++) {
                sum += places[i * WIDTH];
            }
            assertThat(sum / ROWS).as("centred").isCloseTo(0, within(1e-4));
        }
    }
}
