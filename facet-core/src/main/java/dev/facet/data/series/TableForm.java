package dev.facet.data.series;

import java.util.List;
import java.util.Optional;

import dev.facet.data.LeftOut;

/**
 * What the columns of a table are. There are three forms: a series a row; a step a row, with a column that says of
 * which series ("long"); a step a row of one series. The names of columns decide, and where they do not, what is in
 * them.
 *
 * @param channels columns by channel: of {@link Form#ROWS} those of the steps in time, of the others one
 * @param names names of the channels; empty if they have none
 * @param label the column of the classes; empty if there is none
 * @param id the column that says which series it is; empty if there is none
 * @param second a column that says which series it is together with the first; empty if there is none
 * @param part the column that says which channel it is, in a table with one column of values; empty if there is none
 * @param times the columns of the time, the coarsest first; none if the rows are in order
 * @param facts columns that are the class of the series if they do not change within one; numbers are channels, too
 * @param leftOut the columns that are nothing of this
 */
record TableForm(
        Form form,
        List<List<TableColumn>> channels,
        List<String> names,
        Optional<TableColumn> label,
        Optional<TableColumn> id,
        Optional<TableColumn> second,
        Optional<TableColumn> part,
        List<TableColumn> times,
        List<TableColumn> facts,
        List<LeftOut> leftOut) {

    /** What a row is. */
    enum Form {
        /** A series. */
        ROWS,
        /** A step of one of several series. */
        LONG,
        /** A step of the only series. */
        ONE
    }

    /** Finds the form of a table; {@code archived} if its name is that of the UCR archive, where the class is first. */
    static TableForm of(TableSurvey survey, boolean archived) {
        return new TableRoles(survey, archived, false).form();
    }

    /** The form of a table that is one of many files, each a series; columns that never change are kept. */
    static TableForm ofOne(TableSurvey survey) {
        TableRoles roles = new TableRoles(survey, false, true);
        return roles.one();
    }
}
