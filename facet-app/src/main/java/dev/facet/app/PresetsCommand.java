package dev.facet.app;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import dev.facet.config.Presets;

/** Lists the presets, or shows one. */
@Command(
        name = "presets",
        description = "Lists the settings that come with Facet.",
        subcommands = PresetsCommand.Show.class)
@SuppressWarnings("NullAway.Init")
final class PresetsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        int width = Presets.names().stream().mapToInt(String::length).max().orElse(0);
        for (String name : Presets.names()) {
            out.println(name + " ".repeat(width + 2 - name.length()) + summary(name));
        }
        return 0;
    }

    /** The first line of comment in a preset says what it is for. */
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
