package dev.facet.train;

/**
 * A moment of a training run, after a step.
 *
 * @param step steps done, of the start under way
 * @param steps of the whole run, counted from the first step of the start that goes on
 * @param start which of several starts is under way, from 1; see {@link dev.facet.method.Starts}
 * @param starts how many there are while the best is to be found; 1 otherwise
 * @param done steps done over all starts
 * @param total steps that the run makes over all starts; fewer where its minutes are over before, as far as its speed
 *     tells
 * @param seconds of training so far, over all sessions of the run
 * @param imagesPerSecond over the last steps
 * @param secondsLeft until the end of the run, starts included; NaN before the second step of a session
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
