package dev.facet.spark.job;

import java.io.Serializable;

/**
 * What a task says of its process.
 *
 * @param index number of the process among those of its job, from 0
 * @param kind what happened
 * @param code the exit code, if the process ended
 * @param host where it was
 * @param problem what is wrong otherwise
 */
record ProgramReport(int index, Kind kind, int code, String host, String problem) implements Serializable {
    enum Kind {
        /** The process ended. */
        ENDED,
        /** It was not started, since the machine does not see a path. */
        UNSEEN,
        /** It was not started, since the machine has no Facet. */
        NO_LIBRARIES,
        /** It was not started, since the machine cannot get the data. */
        NO_DATA,
        /** It could not be started. */
        BROKEN,
        /** It was not started, since another process of the job could not be. */
        OTHERS
    }
}
