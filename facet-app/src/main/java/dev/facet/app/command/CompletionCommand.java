package dev.facet.app.command;

import java.util.concurrent.Callable;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a script for shell completion of commands and options. */
@Command(
        name = "completion",
        description = "Prints a script that makes bash and zsh complete commands and options.",
        footer = {"", "Example: source <(facet completion)"})
@SuppressWarnings("NullAway.Init")
public final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(AutoComplete.bash("facet", spec.root().commandLine()));
        return 0;
    }
}
