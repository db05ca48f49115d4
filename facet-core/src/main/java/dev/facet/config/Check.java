package dev.facet.config;

import java.util.function.UnaryOperator;

/** Refuses settings that are out of range. The message names the key, the value, its origin and the wanted range. */
public final class Check {
    private final String prefix;
    private final UnaryOperator<String> origin;

    private Check(String prefix, UnaryOperator<String> origin) {
        this.prefix = prefix;
        this.origin = origin;
    }

    /** A check of settings of unknown origin. */
    public static Check unknownOrigin() {
        return of(path -> "");
    }

    /** A check whose messages say where a value came from; {@code origin} maps the path of a key to that. */
    public static Check of(UnaryOperator<String> origin) {
        return new Check("", origin);
    }

    /** The same check for the keys of a section. */
    public Check within(String section) {
        return new Check(prefix + section + ".", origin);
    }

    /** Refuses a whole number outside {@code least … most}. */
    public void whole(String key, long value, long least, long most) {
        if (value < least || value > most) {
            String wanted = most == Long.MAX_VALUE ? least + " or more" : "from " + least + " to " + most;
            throw error(key, value, "a whole number, " + wanted);
        }
    }

    /** Refuses a number outside {@code least … most}, and NaN. */
    public void number(String key, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw error(
                    key, Numbers.plain(value), "a number from " + Numbers.plain(least) + " to " + Numbers.plain(most));
        }
    }

    /** Refuses a value that is no learning rate. */
    public void rate(String key, double value) {
        if (!(value > 0 && value <= 1)) {
            throw error(key, Numbers.plain(value), "a learning rate above 0 and at most 1");
        }
    }

    /** Refuses a value that is no moment decay. */
    public void decay(String key, double value) {
        if (!(value >= 0 && value < 1)) {
            throw error(key, Numbers.plain(value), "0 or more and less than 1");
        }
    }

    /** Refuses every value except 0. */
    public void zero(String key, double value, String why) {
        if (value != 0) {
            throw error(key, Numbers.plain(value), "0, " + why);
        }
    }

    /** The exception for a value that is not as {@code wanted}. */
    public UsageException error(String key, Object found, String wanted) {
        String path = prefix + key;
        String where = origin.apply(path);
        return new UsageException(path + " is " + Shown.of(String.valueOf(found))
                + (where.isEmpty() ? "" : " (" + where + ")") + "; it must be " + wanted + ".");
    }
}
