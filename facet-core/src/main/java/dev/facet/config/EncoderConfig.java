package dev.facet.config;

/**
 * How an encoder is fitted to the trained networks, which finds the noise and the codes that make an item again. The
 * weights of the run do not depend on these settings.
 *
 * @param steps steps of fitting at the end of a run, at most as many as the run has; 0 fits none
 * @param batch generated items, and real items, in each step
 * @param rate learning rate at first; it falls to 0 as a cosine
 * @param reconstruction weight of the mean absolute difference between real items and what the generator makes of their
 *     readings
 */
public record EncoderConfig(int steps, int batch, double rate, double reconstruction) {
    /** The largest number of steps. */
    public static final int MOST_STEPS = 1_000_000;

    /** A copy with another number of steps. */
    public EncoderConfig withSteps(int newSteps) {
        return new EncoderConfig(newSteps, batch, rate, reconstruction);
    }

    /** Refuses values that are out of range. */
    public void check(Check check) {
        check.whole("steps", steps, 0, MOST_STEPS);
        check.whole("batch", batch, 2, 65_536);
        check.rate("rate", rate);
        check.number("reconstruction", reconstruction, 0, 1000);
    }
}
