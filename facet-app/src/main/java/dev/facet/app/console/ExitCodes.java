package dev.facet.app.console;

import picocli.CommandLine;

/** What the program ends with where something went wrong; 0 is for what went well. */
public final class ExitCodes {
    /** Wrong usage, and a mistake of the user's. */
    public static final int WRONG_USAGE = CommandLine.ExitCode.USAGE;

    /** Something failed. */
    public static final int FAILED = CommandLine.ExitCode.SOFTWARE;

    /** Interrupted, with the state saved; what shells report for a program that Ctrl-C ended. */
    public static final int INTERRUPTED = 130;

    private ExitCodes() {}
}
