package dev.facet.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;

import dev.facet.settings.ConfigReader;
import dev.facet.settings.ConfigWriter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The references in {@code docs} are made from the commands and from the settings themselves. With
 * {@code -Dfacet.reference=write} this test writes them; otherwise it checks that they are up to date.
 */
class ReferenceTest {
    private static final String WRITE =
            "mvn -q test -pl facet-core,facet-app -Dtest=ReferenceTest -Dfacet.reference=write"
                    + " -Dsurefire.failIfNoSpecifiedTests=false";
    private static final Pattern KEY = Pattern.compile("( *)([a-z0-9-]+):(?: +([^#\\s][^#]*?))?(?: +# ?(.*))?");
    private static final Pattern COMMENT = Pattern.compile(" *# ?(.*)");
    private static final int WIDTH = 118;

    @TempDir
    private Path folder;

    @Test
    void theReferenceOfCommandsIsUpToDate() throws IOException {
        List<String> page = new ArrayList<>(List.of(
                "# Commands",
                "",
                "What `./facet help COMMAND` prints of each command. This page is made from the program:",
                "",
                "    " + WRITE.replace(" -Dsure", " \\\n      -Dsure")));
        CommandLine program = Main.everyCommand();
        for (String line : Shell.facet("--help").out().lines().toList()) {
            if (line.matches("[A-Z][A-Za-z ]*:") && !line.startsWith("Exit")) {
                page.addAll(List.of("", "## " + line.substring(0, line.length() - 1)));
            } else if (line.matches(" {2}[a-z][a-z-]* .*") && !line.startsWith("  help ")) {
                String name = line.strip().split(" ")[0];
                commands(
                        List.of(name),
                        Objects.requireNonNull(program.getSubcommands().get(name)),
                        page);
            }
        }
        check("commands.md", page);
    }

    private static void commands(List<String> words, CommandLine command, List<String> page) {
        page.addAll(List.of("", "### " + String.join(" ", words), "", "```text"));
        List<String> arguments = new ArrayList<>(words);
        arguments.add("--help");
        // what is the same for each command is left out
        Shell.facet(arguments.toArray(String[]::new))
                .out()
                .lines()
                .takeWhile(line -> !line.equals("Exit codes:"))
                .filter(line -> !line.matches(" {6}--debug .*|"
                        + " *((in )?the )?(environment )?does the same\\.|  -[hV], --(help|version) .*"))
                .forEach(page::add);
        while (page.get(page.size() - 1).isEmpty()) {
            page.remove(page.size() - 1);
        }
        List<String> footer = footer(command);
        if (!footer.isEmpty()) {
            page.addAll(footer);
        }
        page.add("```");
        command.getSubcommands().forEach((name, sub) -> {
            List<String> all = new ArrayList<>(words);
            all.add(name);
            commands(all, sub, page);
        });
    }

    /** What comes after the exit codes. */
    private static List<String> footer(CommandLine command) {
        IHelpSectionRenderer renderer =
                Objects.requireNonNull(command.getHelpSectionMap().get(UsageMessageSpec.SECTION_KEY_FOOTER));
        return renderer.render(command.getHelp()).lines().toList();
    }

    @Test
    void theReferenceOfSettingsIsUpToDate() throws IOException {
        Path empty = folder.resolve("empty.yaml");
        Files.writeString(empty, "method: infogan\n");
        List<String> page = new ArrayList<>(List.of(
                "# Settings",
                "",
                "Every setting there is, with its default. `--set key=value` changes one, a file of YAML with",
                "`--config` several, and presets (`./facet presets`) are such files. A run keeps all of its own in",
                "`config.yaml`. This page is made from the defaults:",
                "",
                "    " + WRITE.replace(" -Dsure", " \\\n      -Dsure")));
        List<String> remarks = new ArrayList<>();
        Deque<String> sections = new ArrayDeque<>();
        boolean listed = false;
        for (String line : ConfigWriter.yaml(ConfigReader.read(empty, List.of()))
                .lines()
                .skip(1)
                .toList()) {
            Matcher key = KEY.matcher(line);
            Matcher comment = COMMENT.matcher(line);
            if (comment.matches()) {
                remarks.add(comment.group(1));
            } else if (key.matches()) {
                int depth = key.group(1).length() / 2;
                while (sections.size() > depth) {
                    sections.removeLast();
                }
                boolean section = key.group(3) == null && !key.group(2).equals("codes");
                String name = (sections.isEmpty() ? "" : String.join(".", sections) + ".") + key.group(2);
                if (section) {
                    sections.addLast(key.group(2));
                    page.addAll(List.of("", (depth == 0 ? "## " : "### ") + "`" + name + "`"));
                    if (!remarks.isEmpty()) {
                        page.add("");
                        page.addAll(wrapped(String.join(" ", remarks)));
                    }
                    listed = false;
                } else {
                    if (!listed) {
                        page.add("");
                    }
                    listed = true;
                    if (key.group(4) != null && !key.group(4).equals("one of these")) {
                        remarks.add(key.group(4));
                    }
                    String value = key.group(3) == null ? ": " : ", `" + key.group(3) + "`: ";
                    List<String> text = wrapped("* **`" + name + "`**" + value + String.join(" ", remarks));
                    for (int i = 0; i < text.size(); i++) {
                        page.add((i == 0 ? "" : "  ") + text.get(i));
                    }
                }
                remarks.clear();
            }
        }
        check("settings.md", page);
    }

    private static List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static void check(String name, List<String> page) throws IOException {
        Path file = Path.of("..", "docs", name);
        String text = String.join("\n", page) + "\n";
        if ("write".equals(System.getProperty("facet.reference"))) {
            Files.writeString(file, text);
        }
        assertThat(file).as("made by " + WRITE).content().isEqualTo(text);
    }
}
