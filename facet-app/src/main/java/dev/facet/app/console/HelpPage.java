package dev.facet.app.console;

import java.util.ArrayList;
import java.util.List;

import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The layout of help. The front page lists commands in groups, one line each. Texts are broken at the width of the
 * page, and what stands in back-ticks is not broken; a line that begins with two spaces is a command to be pasted, and
 * stays whole.
 */
public final class HelpPage {
    private static final String EXAMPLE = "Example: ";
    private static final String WHOLE = "  ";
    private static final char UNBROKEN = '\u00a0';

    /** A command of the front page. */
    private record Entry(String name, String summary) {}

    /** Commands that are used for one purpose. */
    private record Group(String heading, List<Entry> entries) {}

    private static final List<Group> GROUPS = List.of(
            new Group(
                    "Start",
                    List.of(
                            new Entry("demo", "trains on built-in drawn digits, and reports what codes do"),
                            new Entry("train", "trains a model on your data, in a new numbered folder"),
                            new Entry("studio", "opens runs in a browser: codes, pictures, curves, data"),
                            new Entry("data", "lists data sets, looks into one, fetches one"),
                            new Entry("presets", "lists the settings that come with Facet"))),
            new Group(
                    "Look at what was found",
                    List.of(
                            new Entry("traverse", "draws what each code does"),
                            new Entry("generate", "draws images with codes that you choose"),
                            new Entry("morph", "draws the way from one setting of the codes to another"),
                            new Entry("describe", "says in words what each code does, and proposes names"),
                            new Entry("name", "names codes and categories"),
                            new Entry("inspect", "shows data, settings and progress of a run"),
                            new Entry("curves", "draws statistics over the steps"))),
            new Group(
                    "Use a model",
                    List.of(
                            new Entry("encode", "reads the codes of images into a table"),
                            new Entry("export", "writes ONNX files, PyTorch weights, a page for browsers"),
                            new Entry("serve", "generates and reads codes over HTTP"),
                            new Entry("fit-encoder", "makes a run able to make images of yours again"),
                            new Entry("align", "turns codes that share what they do apart"),
                            new Entry("calibrate", "measures how far readings can be believed"))),
            new Group(
                    "Measure and compare",
                    List.of(
                            new Entry("evaluate", "measures what the codes found, with labels or factors"),
                            new Entry("sweep", "trains several runs that differ in seed or settings"),
                            new Entry("select", "ranks runs without labels"),
                            new Entry("report", "writes a page about runs, with what makes them again"))),
            new Group(
                    "This machine",
                    List.of(
                            new Entry("doctor", "says what is missing here, and what to do"),
                            new Entry("bench", "measures training and generation"),
                            new Entry("completion", "prints completion for bash and zsh"),
                            new Entry("help", "explains a command, as `facet train --help` does"))));

    private HelpPage() {}

    /** Lays out the help of the program and of all its commands. */
    public static void apply(CommandLine program) {
        program.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        program.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, help -> commands());
        footers(program);
    }

    /** The commands of the front page, in their order. */
    static List<String> names() {
        return GROUPS.stream()
                .flatMap(group -> group.entries().stream())
                .map(Entry::name)
                .toList();
    }

    private static void footers(CommandLine command) {
        command.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, HelpPage::footer);
        command.getSubcommands().values().forEach(HelpPage::footers);
    }

    private static String commands() {
        int width = names().stream().mapToInt(String::length).max().orElse(0);
        StringBuilder page = new StringBuilder();
        for (Group group : GROUPS) {
            page.append(System.lineSeparator())
                    .append(group.heading())
                    .append(':')
                    .append(System.lineSeparator());
            for (Entry entry : group.entries()) {
                page.append(WHOLE)
                        .append(entry.name())
                        .append(" ".repeat(width - entry.name().length() + 2))
                        .append(entry.summary())
                        .append(System.lineSeparator());
            }
        }
        return page.toString();
    }

    private static String footer(Help help) {
        UsageMessageSpec usage = help.commandSpec().usageMessage();
        List<String> lines = lines(List.of(usage.footer()), usage.width());
        return lines.isEmpty() ? "" : String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    /** Breaks paragraphs at {@code width}; commands stay whole. */
    static List<String> lines(List<String> text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder paragraph = new StringBuilder();
        for (String line : text) {
            boolean example = line.startsWith(EXAMPLE);
            if (line.isEmpty() || line.startsWith(WHOLE) || example) {
                wrap(paragraph, width, lines);
                if (example) {
                    lines.add(EXAMPLE.strip());
                    lines.add(WHOLE + line.substring(EXAMPLE.length()));
                } else {
                    lines.add(line);
                }
            } else {
                paragraph.append(paragraph.isEmpty() ? "" : " ").append(line);
                if (line.endsWith(":")) {
                    wrap(paragraph, width, lines);
                }
            }
        }
        wrap(paragraph, width, lines);
        return lines;
    }

    private static void wrap(StringBuilder paragraph, int width, List<String> lines) {
        StringBuilder line = new StringBuilder();
        for (String word : unbroken(paragraph).split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(shown(line));
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        if (!line.isEmpty()) {
            lines.add(shown(line));
        }
        paragraph.setLength(0);
    }

    /** The text, with spaces within back-ticks that do not end a line. */
    private static String unbroken(CharSequence text) {
        StringBuilder result = new StringBuilder();
        boolean within = false;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            within ^= character == '`';
            result.append(within && character == ' ' ? UNBROKEN : character);
        }
        return result.toString();
    }

    private static String shown(CharSequence line) {
        return line.toString().replace(UNBROKEN, ' ');
    }
}
