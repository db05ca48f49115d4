package dev.facet.train;

/**
 * Where a run is.
 *
 * @param step steps done
 * @param seconds of training so far
 * @param rateScale what the learning rates are multiplied by; below 1 after a rollback
 * @param rollbacks how often the run went back to a checkpoint because a loss was not finite or exploded
 */
record Progress(long step, double seconds, double rateScale, int rollbacks) {
    static final Progress START = new Progress(0, 0, 1, 0);

    Progress at(long newStep, double newSeconds) {
        return new Progress(newStep, newSeconds, rateScale, rollbacks);
    }

    Progress rolledBack(int newRollbacks, double newRateScale) {
        return new Progress(step, seconds, newRateScale, newRollbacks);
    }
}
