package dev.facet.app;

import java.io.PrintWriter;
import java.io.StringWriter;

import picocli.CommandLine;

/** Runs a command line in this process and captures its output. */
public record Shell(int code, String out, String err) {
    public static Shell facet(String... arguments) {
        CommandLine commandLine = Main.commandLine(arguments);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        int code = Main.execute(commandLine, arguments);
        return new Shell(code, out.toString(), err.toString());
    }
}
