package dev.facet.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

import static org.assertj.core.api.Assertions.assertThat;

/** Every command in a message, a help text or a document exists, in a form that can be pasted. */
class HintsTest {
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");
    private static final Pattern IN_TICKS = Pattern.compile("`facet ([^`]*)`");
    private static final Pattern CALL = Pattern.compile("Hint\\.(?:of|line)\\(");
    private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");
    private static final String COMMANDS =
            String.join("|", Main.everyCommand().getSubcommands().keySet());
    /** A command that is neither in back-ticks nor alone in its line, like an example in help. */
    private static final Pattern LOOSE = Pattern.compile("(?<![`\\w/.-])facet (?:" + COMMANDS + ")\\b");

    private static final Pattern EXAMPLE = Pattern.compile("(?:Example: | {2,}|Example: source <\\()facet .*");

    @Test
    void commandsInMessagesExist() throws IOException {
        int found = 0;
        for (Path file : sources()) {
            for (String literal : literals(code(file))) {
                for (MatchResult hint : IN_TICKS.matcher(literal).results().toList()) {
                    found++;
                    assertParses(hint.group(1).replace("\\\"", "\""), file.toString());
                }
            }
        }
        assertThat(found).isGreaterThan(5);
    }

    @Test
    void commandsMadeForMessagesExist() throws IOException {
        int found = 0;
        for (Path file : sources()) {
            String code = code(file);
            for (MatchResult call : CALL.matcher(code).results().toList()) {
                List<String> arguments = arguments(code, call.end());
                if (!arguments.get(0).equals("1")) { // else what the user typed, as a whole
                    found++;
                    assertParses(String.join(" ", arguments), file.toString());
                }
            }
        }
        assertThat(found).isGreaterThan(4);
    }

    @Test
    void whatTheUserGaveIsPutIntoCommandsByHintAlone() throws IOException {
        for (Path file : sources()) {
            for (String literal : literals(code(file))) {
                assertThat(literal.split("`facet", -1).length - 1)
                        .as("%s: \"%s\" begins a command that the text does not end; use Hint.of", file, literal)
                        .isEqualTo(IN_TICKS.matcher(literal).results().count());
            }
        }
    }

    @Test
    void commandsStandInBackTicksOrAlone() throws IOException {
        for (Path file : sources()) {
            for (String literal : literals(code(file))) {
                assertThat(LOOSE.matcher(literal).find()
                                && !EXAMPLE.matcher(literal.replaceFirst("^%n", ""))
                                        .matches())
                        .as("%s: \"%s\" names a command without back-ticks", file, literal)
                        .isFalse();
            }
        }
    }

    @Test
    void examplesInHelpAreWholeLinesThatParse() {
        List<String[]> all = new ArrayList<>();
        help(Main.everyCommand(), List.of(), all);
        int found = 0;
        for (String[] command : all) {
            for (String line : Shell.facet(command).out().lines().toList()) {
                Matcher example = Pattern.compile("(?:Example: |Example: source <\\(| {2})facet ([^)]*)\\)?")
                        .matcher(line);
                if (example.matches()) {
                    found++;
                    assertParses(example.group(1), String.join(" ", command));
                }
            }
        }
        assertThat(found).isGreaterThan(15);
    }

    @Test
    void commandsInTheDocumentsExist() throws IOException {
        List<Path> documents = new ArrayList<>(List.of(Path.of("..", "README.md"), Path.of("..", "CONTRIBUTING.md")));
        try (Stream<Path> files = Files.list(Path.of("..", "docs"))) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
        }
        int found = 0;
        for (Path document : documents) {
            for (String line : Files.readAllLines(document)) {
                Matcher command = Pattern.compile(" {4}(?:[A-Z_]+=\\S+ )?\\./facet ([^#]*)(?:#.*)?")
                        .matcher(line);
                if (command.matches() && !line.contains("for ") && !line.contains("$") && !line.endsWith("\\")) {
                    found++;
                    assertParses(command.group(1), document.toString());
                }
            }
        }
        assertThat(found).isGreaterThan(10);
    }

    private static void help(CommandLine command, List<String> before, List<String[]> all) {
        command.getSubcommands().forEach((name, sub) -> {
            List<String> words = new ArrayList<>(before);
            words.add(name);
            help(sub, words, all);
            words.add("--help");
            if (!name.equals("help")) {
                all.add(words.toArray(String[]::new));
            }
        });
    }

    /** Checks the sub-command and its options. Placeholders are arguments; pipes and redirections are left out. */
    private static void assertParses(String command, String where) {
        String alone = command.replaceFirst("\\s[|>&].*", "");
        String[] words = WORD.matcher(alone)
                .results()
                .map(word -> word.group().replaceAll("['\"]", ""))
                .toArray(String[]::new);
        try {
            Main.everyCommand().parseArgs(words);
        } catch (ParameterException e) {
            throw new AssertionError(where + ": facet " + command + ": " + e.getMessage(), e);
        }
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path root : List.of(
                Path.of("src", "main", "java"),
                Path.of("..", "facet-core", "src", "main", "java"),
                Path.of("..", "facet-spark", "src", "main", "java"))) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }

    /** A source file without comments. */
    private static String code(Path file) throws IOException {
        return Files.readString(file)
                .replaceAll("(?s)/\\*.*?\\*/", "")
                .replaceAll("(?m)(?<=^|\\s)//.*$", "")
                // literals that are split over lines are joined
                .replaceAll("\"\\s*\\+\\s*\"", "");
    }

    private static List<String> literals(String code) {
        return LITERAL.matcher(code).results().map(literal -> literal.group(1)).toList();
    }

    /** The arguments of a call as words of a command line: literals unchanged, anything else as 1. */
    private static List<String> arguments(String code, int from) {
        List<String> arguments = new ArrayList<>();
        StringBuilder argument = new StringBuilder();
        boolean quoted = false;
        int depth = 0;
        for (int i = from; depth >= 0; i++) {
            char c = code.charAt(i);
            quoted ^= c == '"';
            depth += quoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
            if (!quoted && (depth < 0 || depth == 0 && c == ',')) {
                List<String> literals = literals(argument.toString());
                boolean alone = argument.toString().strip().matches(LITERAL.pattern());
                arguments.add(
                        alone ? literals.get(0) : literals.isEmpty() ? "1" : "x" + literals.get(literals.size() - 1));
                argument.setLength(0);
            } else {
                argument.append(c);
            }
        }
        return arguments;
    }
}
