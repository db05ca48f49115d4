package dev.facet.app.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.settings.Presets;

/** Lists the presets, or shows one. */
@Command(
        name = "presets",
        description = "Lists the settings that come with Facet.",
        subcommands = PresetsCommand.Show.class)
@SuppressWarnings("NullAway.Init")
public final class PresetsCommand implements Callable<Integer> {
    private static final List<String> FIELDS = List.of("source", "data", "codes", "minutes");
    private static final int FIELD_WIDTH = 9;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        int width = Presets.names().stream().mapToInt(String::length).max().orElse(0);
        for (String name : Presets.names()) {
            out.println(name + " ".repeat(width + 2 - name.length()) + summary(name));
            for (String field : FIELDS) {
                out.println(
                        " ".repeat(width + 2) + field + " ".repeat(FIELD_WIDTH - field.length()) + field(name, field));
            }
        }
        return 0;
    }

    /** A field of a preset's comment (source, data, codes or minutes) on one line. */
    private static String field(String preset, String field) {
        StringBuilder text = new StringBuilder();
        boolean within = false;
        for (String line : Presets.text(preset).lines().toList()) {
            if (line.startsWith("# " + field + ":")) {
                within = true;
                text.append(line.substring(field.length() + 3).strip());
            } else if (within && line.startsWith("#     ")) {
                text.append(' ').append(line.substring(1).strip());
            } else if (within) {
                break;
            }
        }
        return text.toString();
    }

    /** The first comment line of a preset, which states its purpose. */
    private static String summary(String name) {
        return Presets.text(name)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.substring(1).strip())
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Prints the YAML of a preset. */
    @Command(
            name = "show",
            description = "Prints a preset as YAML: a file to change and to train with --config.",
            footer = "%nExample: facet presets show mnist > mine.yaml")
    @SuppressWarnings("NullAway.Init")
    static final class Show implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "Which one.")
        private String name;

        @Override
        public Integer call() {
            spec.commandLine().getOut().print(Presets.text(name));
            return 0;
        }
    }
}
