package dev.facet.format;

import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The way in which a column writes dates or times. It is found by elimination: of the known ways, those remain that all
 * fields shown to it can be read in. Where day and month can be told apart by no field, the month comes first. Not
 * thread-safe.
 */
public final class TextTime {
    private static final List<DateTimeFormatter> KNOWN = known();

    private final List<DateTimeFormatter> possible = new ArrayList<>(KNOWN);

    private static List<DateTimeFormatter> known() {
        List<DateTimeFormatter> known = new ArrayList<>();
        String clock = "[['T'][ ]H:mm[:ss][.SSSSSSSSS][.SSSSSS][.SSS][,SSS][.S][ ][XXX][X]]";
        for (String date : List.of(
                "yyyy-M-d",
                "yyyy/M/d",
                "yyyy.M.d",
                "M/d/yyyy",
                "d/M/yyyy",
                "M/d/yy",
                "d/M/yy",
                "d.M.yyyy",
                "d.M.yy",
                "M-d-yyyy",
                "d-M-yyyy",
                "MMM d[,] yyyy",
                "MMMM d[,] yyyy",
                "d MMM yyyy",
                "d-MMM-yyyy",
                "d-MMM-yy",
                "yyyyMMdd")) {
            known.add(formatter(date + clock));
            known.add(formatter(date + " h:mm[:ss] a"));
        }
        known.add(formatter("yyyy-MM"));
        known.add(formatter("MMM yyyy"));
        known.add(formatter("H:mm[:ss][.SSSSSS][.SSS][.S]"));
        known.add(formatter("H.mm.ss"));
        known.add(formatter("h:mm[:ss] a"));
        return List.copyOf(known);
    }

    private static DateTimeFormatter formatter(String pattern) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(pattern)
                .toFormatter(Locale.ENGLISH);
    }

    /** Whether the fields shown so far, and this one, can be dates or times. A bare number is none. */
    public boolean accepts(String field) {
        if (field.length() > 40 || field.isEmpty() || !Double.isNaN(TextNumber.of(field, false))) {
            possible.clear();
        }
        possible.removeIf(formatter -> Double.isNaN(seconds(formatter, field)));
        return !possible.isEmpty();
    }

    /** The seconds of a field from an origin that all fields share; NaN if it cannot be read as the others can. */
    public double seconds(String field) {
        return possible.isEmpty() ? Double.NaN : seconds(possible.get(0), field);
    }

    private static double seconds(DateTimeFormatter formatter, String field) {
        ParsePosition position = new ParsePosition(0);
        if (formatter.parseUnresolved(field, position) == null || position.getIndex() < field.length()) {
            return Double.NaN;
        }
        try {
            TemporalAccessor read = formatter.parse(field);
            double days = 0;
            if (read.isSupported(ChronoField.EPOCH_DAY)) {
                days = read.getLong(ChronoField.EPOCH_DAY);
            } else if (read.isSupported(ChronoField.YEAR)) {
                days = 31.0 * (12.0 * read.get(ChronoField.YEAR) + read.get(ChronoField.MONTH_OF_YEAR));
            }
            LocalTime time = read.query(TemporalQueries.localTime());
            ZoneOffset offset = read.query(TemporalQueries.offset());
            return 86_400 * days
                    + (time == null ? 0 : time.toNanoOfDay() / 1e9)
                    - (offset == null ? 0 : offset.getTotalSeconds());
        } catch (DateTimeException noDate) {
            return Double.NaN;
        }
    }
}
