package dev.facet.config;

import java.io.File;
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
    private static final boolean WINDOWS = File.separatorChar == '\\';
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");
    /** Of cmd.exe, where backslashes do not quote. */
    private static final Pattern PLAIN_ON_WINDOWS = Pattern.compile("[A-Za-z0-9_@+=:,./\\\\-]+");

    private Hint() {}

    /** A command with its arguments, each quoted where the shell needs that, in back-ticks. */
    public static String of(Object... arguments) {
        return "`" + line(arguments) + "`";
    }

    /** The same without back-ticks, for lines that hold only a command. */
    public static String line(Object... arguments) {
        return Arrays.stream(arguments)
                .map(argument -> quoted(argument.toString()))
                .collect(Collectors.joining(" ", "facet ", ""));
    }

    /** The command that copies a file, in back-ticks. */
    public static String copy(Object from, Object to) {
        return "`" + (WINDOWS ? "copy " : "cp ") + quoted(from.toString()) + " " + quoted(to.toString()) + "`";
    }

    /**
     * Quotes a word for the shell of this system: it gets quotes if it contains a space or another character with a
     * special meaning; single ones for a POSIX shell, double ones for {@code cmd.exe}.
     */
    public static String quoted(String word) {
        return WINDOWS ? quotedForWindows(word) : quotedForPosix(word);
    }

    static String quotedForPosix(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    static String quotedForWindows(String word) {
        return PLAIN_ON_WINDOWS.matcher(word).matches() ? word : '"' + word.replace("\"", "\\\"") + '"';
    }
}
