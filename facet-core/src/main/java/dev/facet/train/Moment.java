package dev.facet.train;

/**
 * A moment of a training run, after a step.
 *
 * @param step steps done in the current start
 * @param steps steps of the whole run, counted from the first step of the start that is continued
 * @param start number of the current start, from 1; see {@link dev.facet.method.game.Starts}
 * @param starts number of starts while the best is searched for; 1 afterwards
 * @param done steps done over all starts
 * @param total expected steps of the run over all starts; if the minutes end before, estimated from the speed
 * @param seconds seconds of training so far, over all sessions of the run
 * @param imagesPerSecond speed over the last steps
 * @param secondsLeft seconds until the end of the run, starts included; NaN before the second step of a session
 */
public record Moment(
        long step,
        long steps,
        int start,
        int starts,
        long done,
        long total,
        double seconds,
        double imagesPerSecond,
        double secondsLeft) {}
