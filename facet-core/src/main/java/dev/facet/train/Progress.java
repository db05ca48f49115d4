package dev.facet.train;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The progress of a run, which every checkpoint saves.
 *
 * @param step steps done
 * @param seconds seconds of training so far
 * @param allowedFrom the value of {@code seconds} from which the requested minutes are counted
 * @param rateScale factor of the learning rates; below 1 after a rollback
 * @param rollbacks how often the run went back to a checkpoint because a loss was not finite or exploded
 * @param trial the state of the several starts
 */
record Progress(long step, double seconds, double allowedFrom, double rateScale, int rollbacks, Trial trial) {
    static final Progress START = new Progress(0, 0, 0, 1, 0, Trial.FIRST);

    Progress at(long newStep, double newSeconds) {
        return new Progress(newStep, newSeconds, allowedFrom, rateScale, rollbacks, trial);
    }

    Progress allowedFrom(double newAllowedFrom) {
        return new Progress(step, seconds, newAllowedFrom, rateScale, rollbacks, trial);
    }

    Progress rolledBack(int newRollbacks, double newRateScale) {
        return new Progress(step, seconds, allowedFrom, newRateScale, newRollbacks, trial);
    }

    Progress trying(Trial newTrial) {
        return new Progress(step, seconds, allowedFrom, rateScale, rollbacks, newTrial);
    }

    /** The progress before the first step of another start; the time continues. */
    Progress startingAgain(Trial newTrial) {
        return new Progress(0, seconds, allowedFrom, 1, 0, newTrial);
    }

    void write(ObjectNode state) {
        state.put("step", step);
        state.put("seconds", seconds);
        state.put("allowed_from", allowedFrom);
        state.put("rate_scale", rateScale);
        state.put("rollbacks", rollbacks);
        trial.write(state);
    }

    /**
     * Reads the output of {@link #write}, or of an earlier version, which had neither {@code allowed_from} nor trials.
     */
    static Progress read(JsonNode state) {
        return new Progress(
                state.path("step").asLong(-1),
                state.path("seconds").asDouble(0),
                state.path("allowed_from").asDouble(0),
                state.path("rate_scale").asDouble(1),
                state.path("rollbacks").asInt(0),
                Trial.read(state));
    }
}
