package dev.facet.bench;

import java.io.PrintWriter;
import java.io.StringWriter;

/** The benchmark's command line, with what it prints. */
final class Shell {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Runs a command; returns its exit code. */
    int run(String... arguments) {
        return Bench.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    /** What was printed to standard output so far. */
    String out() {
        return out.toString();
    }

    /** What was printed to standard error so far. */
    String err() {
        return err.toString();
    }

    /** What was printed, to standard output first. */
    String said() {
        return out() + err();
    }
}
