package dev.facet.app.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.facet.config.Hint;

/**
 * How this program was started, such as {@code ./facet}. Messages and help call it {@code facet}; what is shown to the
 * user has what they typed in its place, so that a command in a message can be pasted.
 */
public final class Invocation {
    /**
     * The system property that launchers set: what to type in a shell to start the program, quoted where it must be.
     */
    public static final String PROPERTY = "facet.command";

    /** The class that the command line begins in. */
    public static final String MAIN = "dev.facet.app.Main";

    private static final String NAME = "facet";
    /** A command that is longer, because it holds a class path with every library, hides what a message says. */
    private static final int LONGEST = 200;

    /** A command in back-ticks, within <(…), or alone in a line, such as an example in help. */
    private static final Pattern COMMAND = Pattern.compile("(?m)(`|<\\(|^ {2,}|^Example: )" + NAME + "(?= [a-zA-Z-])");

    private static final String STARTED_BY = command(
            System.getProperty(PROPERTY),
            ProcessHandle.current().info().command().orElse("java"),
            List.of(ProcessHandle.current().info().arguments().orElse(new String[0])));

    private Invocation() {}

    /** What to type in a shell in place of {@code facet}. */
    public static String command() {
        return STARTED_BY;
    }

    /**
     * A text with every command in it as it is to be typed here: {@code `facet …`}, and examples on lines of their own.
     */
    public static String shown(String text) {
        return shown(text, STARTED_BY);
    }

    /** A page of HTML whose {@code <meta name="facet-command">} tells its scripts what to type. */
    public static String inPage(String html) {
        return inPage(html, STARTED_BY);
    }

    static String inPage(String html, String command) {
        String escaped = command.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
        return html.replaceFirst("(name=\"facet-command\" content=\")[^\"]*", "$1" + Matcher.quoteReplacement(escaped));
    }

    static String shown(String text, String command) {
        return command.equals(NAME) || !text.contains(NAME)
                ? text
                : COMMAND.matcher(text).replaceAll("$1" + Matcher.quoteReplacement(command));
    }

    /**
     * What the launcher says, else what this process was started with, up to the class or archive that is this program,
     * if that is short enough to be typed.
     *
     * @param java the executable
     * @param arguments of the process; none where the system does not tell them
     */
    static String command(@Nullable String launcher, String java, List<String> arguments) {
        if (launcher != null && !launcher.isBlank()) {
            return launcher;
        }
        int end = arguments.indexOf(MAIN);
        for (int i = 1; i < arguments.size() && end < 0; i++) {
            boolean archive = arguments.get(i - 1).equals("-jar");
            end = archive
                            && String.valueOf(Path.of(arguments.get(i)).getFileName())
                                    .contains(NAME)
                    ? i
                    : end;
        }
        if (end < 0) {
            return NAME;
        }
        List<String> words = new ArrayList<>(List.of(java));
        words.addAll(arguments.subList(0, end + 1));
        String command = words.stream().map(Hint::quoted).collect(Collectors.joining(" "));
        return command.length() > LONGEST ? NAME : command;
    }
}
