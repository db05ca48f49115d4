package dev.facet.app;

import java.io.PrintWriter;
import java.io.StringWriter;

import picocli.CommandLine;

/** Runs a command line in this process and captures what it says, as it says it. */
public final class Commands {
    private final StringWriter said = new StringWriter();

    /** What was said so far on both streams. */
    public String said() {
        return said.toString();
    }

    /** Runs a command line; returns the exit code. */
    public int run(String... arguments) {
        CommandLine commandLine = Main.commandLine(arguments);
        commandLine.setOut(new PrintWriter(said));
        commandLine.setErr(new PrintWriter(said));
        return Main.execute(commandLine, arguments);
    }
}
