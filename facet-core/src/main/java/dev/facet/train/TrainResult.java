package dev.facet.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a training run ended.
 *
 * @param run the run folder
 * @param steps how many steps are done
 * @param seconds of training, over all sessions of the run
 * @param imagesPerSecond over the whole of this session
 * @param end why it ended
 * @param statistics the last averages, as in stats.jsonl
 * @param warnings what the run did not reach, a sentence each; empty where nothing is to be said
 */
public record TrainResult(
        Path run,
        long steps,
        double seconds,
        double imagesPerSecond,
        End end,
        Map<String, Double> statistics,
        List<String> warnings) {
    public TrainResult {
        warnings = List.copyOf(warnings);
    }

    /** Why a run ended. */
    public enum End {
        /** All steps are done. */
        STEPS,
        /** The minutes are over. */
        TIME,
        /** The monitor asked for it; the run can be resumed. */
        STOPPED
    }
}
