package dev.facet.app.studio;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Leaves processor time to trainings on the same machine. A training uses all cores and waits for the slowest of its
 * threads, so pictures for many viewers would cost it half its speed. While something is trained, whoever computes
 * pictures rests for a multiple of the time that they took. A single viewer does not notice: the rest comes after the
 * answer. Thread-safe.
 */
final class Courtesy {
    private static final int REST = 2;
    private static final long LONGEST = Duration.ofMillis(500).toNanos();
    private static final long BETWEEN = Duration.ofSeconds(1).toNanos();

    private final BooleanSupplier training;
    private final LongSupplier clock;
    private long asked;
    private boolean answer;

    /** {@code training} says whether something is trained; it is asked once a second at most. */
    Courtesy(BooleanSupplier training) {
        this(training, System::nanoTime);
    }

    Courtesy(BooleanSupplier training, LongSupplier clock) {
        this.training = training;
        this.clock = clock;
        asked = clock.getAsLong() - BETWEEN;
    }

    /** How long to rest after work that took so many nanoseconds. */
    synchronized Duration rest(long nanoseconds) {
        if (clock.getAsLong() - asked >= BETWEEN) {
            asked = clock.getAsLong();
            answer = training.getAsBoolean();
        }
        return answer ? Duration.ofNanos(Math.min(LONGEST, REST * nanoseconds)) : Duration.ZERO;
    }
}
