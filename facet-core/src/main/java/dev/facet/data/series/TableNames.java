package dev.facet.data.series;

import java.util.List;
import java.util.Set;

/** What people call the columns of tables of series, in lower case and with underscores between words. */
final class TableNames {
    static final Set<String> LABELS =
            words("label labels class classes target y category class_label classlabel class_id activity");

    static final Set<String> IDS = words("id ids series series_id seriesid unique_id uid case case_id caseid sample"
            + " sample_id sampleid entity entity_id item item_id itemid subject subject_id instance instance_id"
            + " sequence sequence_id seq_id unit unit_id unit_number symbol ticker sensor_id device device_id station"
            + " trial trial_id group_id record_id measurement_id patient_id user_id ts_id");

    static final Set<String> PARTS =
            words("dim dim_id dimension dimension_id channel channel_id kind variable feature feature_id");

    static final Set<String> TIMES = words("time t timestamp date datetime ds step time_step timestep time_id"
            + " reading_id frame cycle cycles tick time_idx time_index seconds sec ms elapsed unix epoch open_time"
            + " index period day month year week");

    /** The parts of a date in columns of their own, the coarsest first. */
    static final List<String> CALENDAR = List.of("year", "month", "day", "hour", "minute", "second");

    /** A first column that counts the rows. */
    static final Set<String> INDICES = Set.of("", "index", "row", "no", "nr", "unnamed:_0");

    /** Before the number of a column that is a step in time, even if there is a column of the time. */
    static final Set<String> STEPS =
            Set.of("", "t", "h", "hour", "time", "step", "ts", "min", "minute", "lag", "d", "day", "slot", "q");

    private TableNames() {}

    private static Set<String> words(String text) {
        return Set.of(text.split(" "));
    }
}
