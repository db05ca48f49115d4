package dev.facet.config;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A command of the command line within a message: {@code `facet train --resume 'my runs/00000-strokes-infogan'`}.
 * Messages have such commands in back-ticks and call the program {@code facet}; the program itself puts the name there
 * that it was started by. Every message that names a command with something of the user's in it, such as a path, takes
 * it from here, so that it can be pasted into a shell as it is.
 */
public final class Hint {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private Hint() {}

    /** A command with its arguments, each quoted where a POSIX shell needs that, in back-ticks. */
    public static String of(Object... arguments) {
        return "`" + line(arguments) + "`";
    }

    /** The same without back-ticks, for lines that hold a command and nothing else. */
    public static String line(Object... arguments) {
        return Arrays.stream(arguments)
                .map(argument -> quoted(argument.toString()))
                .collect(Collectors.joining(" ", "facet ", ""));
    }

    /**
     * A word as a POSIX shell takes it for one: in single quotes where it holds a space or anything else of a meaning
     * of its own.
     */
    public static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
