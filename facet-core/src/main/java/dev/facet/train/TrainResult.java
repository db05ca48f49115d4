package dev.facet.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The result of a training run.
 *
 * @param run the run folder
 * @param steps number of steps done
 * @param seconds seconds of training, over all sessions of the run
 * @param imagesPerSecond speed over this session
 * @param end why it ended
 * @param statistics the last means, as in stats.jsonl
 * @param warnings what is wrong and which goals the run did not reach, in sentences; may be empty
 * @param failed whether its samples are useless, such as noise; the warnings say why and what to try
 */
public record TrainResult(
        Path run,
        long steps,
        double seconds,
        double imagesPerSecond,
        End end,
        Map<String, Double> statistics,
        List<String> warnings,
        boolean failed) {
    public TrainResult {
        warnings = List.copyOf(warnings);
    }

    /** Why a run ended. */
    public enum End {
        /** All steps are done. */
        STEPS,
        /** The minutes are over. */
        TIME,
        /** The monitor requested the end; the run can be resumed. */
        STOPPED
    }
}
