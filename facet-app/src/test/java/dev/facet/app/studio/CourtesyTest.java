package dev.facet.app.studio;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CourtesyTest {
    private static final long MILLI = 1_000_000;

    private long now;
    private int asked;
    private boolean training;

    private final Courtesy courtesy = new Courtesy(
            () -> {
                asked++;
                return training;
            },
            () -> now);

    @Test
    void restsOnlyWhileSomethingIsTrained() {
        assertThat(courtesy.rest(10 * MILLI)).isZero();
        training = true;
        now += 1001 * MILLI;
        assertThat(courtesy.rest(10 * MILLI)).isEqualTo(Duration.ofMillis(20));
        training = false;
        now += 1001 * MILLI;
        assertThat(courtesy.rest(10 * MILLI)).isZero();
    }

    @Test
    void looksForTrainingsOnceASecond() {
        for (int i = 0; i < 100; i++) {
            courtesy.rest(MILLI);
            now += 50 * MILLI;
        }
        assertThat(asked).isEqualTo(5);
    }

    @Test
    void noRestIsLong() {
        training = true;
        assertThat(courtesy.rest(60_000 * MILLI)).isEqualTo(Duration.ofMillis(500));
    }
}
