package dev.facet.metrics;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class MomentsTest {
    private static final int SIDE = 41;

    /** A bar of 21 by 3 pixels whose long axis has that angle with the horizontal, counter-clockwise. */
    private static double[] bar(double degrees) {
        double[] mass = new double[SIDE * SIDE];
        double cos = Math.cos(Math.toRadians(degrees));
        double sin = Math.sin(Math.toRadians(degrees));
        for (int i = 0; i < mass.length; i++) {
            double x = i % SIDE - 20;
            double y = 20 - i / SIDE;
            boolean inside = Math.abs(x * cos + y * sin) <= 10 && Math.abs(y * cos - x * sin) <= 1.5;
            mass[i] = inside ? 1 : 0;
        }
        return mass;
    }

    @Test
    void theOrientationIsTheAngleOfTheBar() {
        for (double degrees : new double[] {-70, -45, 0, 30, 60}) {
            assertThat(Moments.of(bar(degrees), SIDE, SIDE).orientation()).isEqualTo(degrees, within(2.0));
        }
        assertThat(Moments.of(bar(60), SIDE, SIDE).slant()).isPositive();
        assertThat(Moments.of(bar(-60), SIDE, SIDE).slant()).isNegative();
    }

    @Test
    void sizesAreThoseOfABlock() {
        Moments level = Moments.of(bar(0), SIDE, SIDE);
        // 21 columns have variance (21² − 1)/12, and 3 rows have (3² − 1)/12
        double across = (21 * 21 - 1) / 12.0;
        double down = 8 / 12.0;
        assertThat(level.mass()).isEqualTo(63);
        assertThat(level.x()).isEqualTo(20, within(1e-9));
        assertThat(level.y()).isEqualTo(-20, within(1e-9));
        assertThat(level.width()).isEqualTo(Math.sqrt(across), within(1e-9));
        assertThat(level.height()).isEqualTo(Math.sqrt(down), within(1e-9));
        assertThat(level.size()).isEqualTo(Math.sqrt(across + down), within(1e-9));
        assertThat(level.elongation()).isEqualTo(1 - Math.sqrt(down / across), within(1e-9));
    }

    @Test
    void withoutMassAllMomentsAreZero() {
        assertThat(Moments.of(new double[6], 2, 3)).isEqualTo(new Moments(0, 0, 0, 0, 0, 0));
        assertThat(new Moments(0, 0, 0, 0, 0, 0).elongation()).isZero();
    }
}
