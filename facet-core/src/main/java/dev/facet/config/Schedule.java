package dev.facet.config;

/** How the learning rates change from the first step of a run to its last. */
public enum Schedule {
    /** They are constant. */
    CONSTANT,
    /** They fall linearly to 0. */
    LINEAR,
    /** They fall to 0 along half a cosine (Loshchilov, Hutter 2017, equation 5, without restarts). */
    COSINE;

    /** The factor of the rates at step {@code step}, counted from 0, of {@code steps}. */
    public double at(long step, long steps) {
        double part = (double) step / steps;
        return switch (this) {
            case CONSTANT -> 1;
            case LINEAR -> 1 - part;
            case COSINE -> (1 + Math.cos(Math.PI * part)) / 2;
        };
    }
}
