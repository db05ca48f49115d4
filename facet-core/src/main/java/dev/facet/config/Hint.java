package dev.facet.config;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A command of the command line within a message: {@code `facet train --resume 'my runs/00000-strokes-infogan'`}.
 * Messages put such commands in back-ticks and call the program {@code facet}; the program replaces that by the name it
 * was started with. Every message with a command that contains user input, such as a path, uses this class, so that the
 * command can be pasted into a shell.
 */
public final class Hint {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private Hint() {}

    /** A command with its arguments, each quoted where a POSIX shell needs that, in back-ticks. */
    public static String of(Object... arguments) {
        return "`" + line(arguments) + "`";
    }

    /** The same without back-ticks, for lines that hold only a command. */
    public static String line(Object... arguments) {
        return Arrays.stream(arguments)
                .map(argument -> quoted(argument.toString()))
                .collect(Collectors.joining(" ", "facet ", ""));
    }

    /**
     * Quotes a word for a POSIX shell: it gets single quotes if it contains a space or another character with a special
     * meaning.
     */
    public static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
