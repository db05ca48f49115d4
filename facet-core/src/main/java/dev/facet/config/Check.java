package dev.facet.config;

import java.util.function.UnaryOperator;

/** Refuses settings that are out of range, in words that name the key, the value, its origin and what was wanted. */
public final class Check {
    private final String prefix;
    private final UnaryOperator<String> origin;

    private Check(String prefix, UnaryOperator<String> origin) {
        this.prefix = prefix;
        this.origin = origin;
    }

    /** For settings whose origin is not known. */
    public static Check unknownOrigin() {
        return of(path -> "");
    }

    /** {@code origin} tells where the value at a path came from. */
    public static Check of(UnaryOperator<String> origin) {
        return new Check("", origin);
    }

    /** For the keys of a section. */
    public Check within(String section) {
        return new Check(prefix + section + ".", origin);
    }

    /** Refuses what does not lie within two whole numbers. */
    public void whole(String key, long value, long least, long most) {
        if (value < least || value > most) {
            String wanted = most == Long.MAX_VALUE ? least + " or more" : "from " + least + " to " + most;
            throw error(key, value, "a whole number, " + wanted);
        }
    }

    /** Refuses what does not lie within two numbers, and what is not a number. */
    public void number(String key, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw error(
                    key, Numbers.plain(value), "a number from " + Numbers.plain(least) + " to " + Numbers.plain(most));
        }
    }

    /** Refuses all but a learning rate. */
    public void rate(String key, double value) {
        if (!(value > 0 && value <= 1)) {
            throw error(key, Numbers.plain(value), "a learning rate above 0 and at most 1");
        }
    }

    /** Refuses all but a moment decay. */
    public void decay(String key, double value) {
        if (!(value >= 0 && value < 1)) {
            throw error(key, Numbers.plain(value), "0 or more and less than 1");
        }
    }

    /** Refuses all but 0. */
    public void zero(String key, double value, String why) {
        if (value != 0) {
            throw error(key, Numbers.plain(value), "0, " + why);
        }
    }

    /** What to throw for a value that is not what was {@code wanted}. */
    public UsageException error(String key, Object found, String wanted) {
        String path = prefix + key;
        String where = origin.apply(path);
        return new UsageException(path + " is " + Shown.of(String.valueOf(found))
                + (where.isEmpty() ? "" : " (" + where + ")") + "; it must be " + wanted + ".");
    }
}
