package dev.facet.data.series;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.facet.format.TextNumber;
import dev.facet.format.TextTime;

/** What the fields of a column of a table have in common. Not thread-safe. */
final class TableColumn {
    private static final int MOST_DISTINCT = 1 << 12;
    private static final int COMPARED = 64;
    /** One in so many fields may be no number in a column of numbers. */
    private static final int ODD_ONE_IN = 20;

    private final int index;
    private final String title;
    private final String key;
    private @Nullable TextTime time;
    private boolean timeless;
    private @Nullable Set<String> distinct;
    private @Nullable String last;
    private long rows;
    private long numbers;
    private long texts;
    private long runs;
    private boolean whole = true;
    private boolean rising = true;
    private boolean falling = true;
    private boolean counting = true;
    private double least = Double.POSITIVE_INFINITY;
    private double greatest = Double.NEGATIVE_INFINITY;
    private double before = Double.NaN;

    /**
     * An empty column.
     *
     * @param title its name in the header; empty if it has none
     * @param tracked whether its distinct fields are counted
     */
    TableColumn(int index, String title, boolean tracked) {
        this.index = index;
        this.title = title;
        this.key = title.toLowerCase(Locale.ROOT).replaceAll("[ .-]+", "_");
        this.distinct = tracked ? new HashSet<>() : null;
    }

    void add(String field, boolean comma) {
        rows++;
        double value = TextNumber.of(field, comma);
        if (Double.isNaN(value) && TextNumber.missing(field)) {
            return;
        }
        if (distinct != null && distinct.add(start(field)) && distinct.size() > MOST_DISTINCT) {
            distinct = null;
        }
        if (!field.equals(last)) {
            runs++;
            last = field;
        }
        if (Double.isNaN(value)) {
            texts++;
            value = timeOf(field);
        } else {
            numbers++;
            timeless = true;
            time = null;
            whole &= value == Math.rint(value);
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        if (numbers + texts > 1) {
            rising &= value > before;
            falling &= value < before;
            counting &= value == before + 1;
        }
        before = value;
    }

    /** The time of a text, while all of them can be times; else NaN. */
    private double timeOf(String field) {
        if (timeless) {
            return Double.NaN;
        }
        TextTime known = time == null ? new TextTime() : time;
        timeless = !known.accepts(field);
        time = timeless ? null : known;
        return timeless ? Double.NaN : known.seconds(field);
    }

    private static String start(String field) {
        return field.length() <= COMPARED ? field : field.substring(0, COMPARED);
    }

    int index() {
        return index;
    }

    /** Its name for people. */
    String name() {
        return title.isEmpty() ? "column " + (index + 1) : title;
    }

    boolean hasTitle() {
        return !title.isEmpty();
    }

    /** Its name for comparison: in lower case, with underscores between words. */
    String key() {
        return key;
    }

    boolean isEmpty() {
        return numbers + texts == 0;
    }

    boolean isNumber() {
        return numbers > 0 && ODD_ONE_IN * texts <= numbers;
    }

    boolean isTime() {
        return texts > 0 && numbers == 0 && time != null;
    }

    boolean isText() {
        return !isEmpty() && !isNumber() && !isTime();
    }

    boolean isWhole() {
        return isNumber() && whole;
    }

    boolean isConstant() {
        return isNumber() ? least == greatest : runs <= 1;
    }

    /** Whether all fields are there and each is greater than the one before. */
    boolean isRising() {
        return rising && isFull();
    }

    /** Whether all fields are there and each is less than the one before. */
    boolean isFalling() {
        return falling && isFull();
    }

    /** Whether it counts the rows. */
    boolean isCounting() {
        return counting && isFull() && whole && (least == 0 || least == 1);
    }

    private boolean isFull() {
        return numbers + texts == rows;
    }

    /** The number of different fields; the number of rows if they are too many to count, or are not counted. */
    long distinct() {
        return distinct == null ? rows : distinct.size();
    }

    /** Whether each value is there several times: at least twice on average. */
    boolean repeats() {
        return !isEmpty() && 2 * Math.min(distinct(), runs) <= rows;
    }

    /** Whether rows with one value follow one another: no value comes back after another one. */
    boolean isInBlocks() {
        return distinct() == runs;
    }

    /** The time of a field, as seconds or as a number; NaN if there is none. */
    double time(String field, boolean comma) {
        return time != null && isTime() ? time.seconds(field) : TextNumber.of(field, comma);
    }
}
