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
 * How this program was started, such as {@code ./facet}. Messages and help call it {@code facet}; before they are
 * shown, this name is replaced by the user's command, so that commands can be pasted.
 */
public final class Invocation {
    /** The system property that launchers set to the shell command that starts the program, quoted where necessary. */
    public static final String PROPERTY = "facet.command";

    /** The main class of the command line. */
    public static final String MAIN = "dev.facet.app.Main";

    private static final String NAME = "facet";
    /** Greatest length of a command: a longer one, for example with a full class path, makes messages unreadable. */
    private static final int LONGEST = 200;

    /** A command in back-ticks, within <(…), or alone in a line, such as an example in help. */
    private static final Pattern COMMAND = Pattern.compile("(?m)(`|<\\(|^ {2,}|^Example: )" + NAME + "(?= [a-zA-Z-])");

    private static final String STARTED_BY = command(
            System.getProperty(PROPERTY),
            ProcessHandle.current().info().command().orElse("java"),
            List.of(ProcessHandle.current().info().arguments().orElse(new String[0])));

    private Invocation() {}

    /** The shell command that stands for {@code facet}. */
    public static String command() {
        return STARTED_BY;
    }

    /**
     * A text in which every command, {@code `facet …`} and examples on their own lines, starts with the user's command.
     */
    public static String shown(String text) {
        return shown(text, STARTED_BY);
    }

    /** An HTML page whose {@code <meta name="facet-command">} has the user's command, for its scripts. */
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
     * The launcher's command; else the command line of this process up to its main class or archive, if that is short
     * enough.
     *
     * @param java the executable
     * @param arguments arguments of the process; empty if the system does not provide them
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
