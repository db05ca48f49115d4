package dev.facet.app.console;

import picocli.CommandLine;

/** Exit codes for failures; 0 means success. */
public final class ExitCodes {
    /** Wrong usage, or another mistake of the user. */
    public static final int WRONG_USAGE = CommandLine.ExitCode.USAGE;

    /** Something failed. */
    public static final int FAILED = CommandLine.ExitCode.SOFTWARE;

    /** Interrupted, with the state saved; shells report the same code for a program that Ctrl-C ended. */
    public static final int INTERRUPTED = 130;

    /** Another process of the run was lost; the one that started them all starts them again. */
    public static final int RANK_LOST = 75;

    private ExitCodes() {}
}
