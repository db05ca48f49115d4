package dev.facet.config;

/** What becomes of the learning rates from the first step of a run to its last. */
public enum Schedule {
    /** They stay as they are. */
    CONSTANT,
    /** They fall evenly to nothing. */
    LINEAR,
    /** They fall to nothing along half a cosine (Loshchilov, Hutter 2017, equation 5, without restarts). */
    COSINE;

    /** What the rates are multiplied with at step {@code step}, from 0, of {@code steps}. */
    public double at(long step, long steps) {
        double part = (double) step / steps;
        return switch (this) {
            case CONSTANT -> 1;
            case LINEAR -> 1 - part;
            case COSINE -> (1 + Math.cos(Math.PI * part)) / 2;
        };
    }
}
