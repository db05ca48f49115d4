package dev.facet.app.console;

/** The program that runs commands, as commands see it. */
public interface Program {
    /** The present meaning of Ctrl-C. */
    Interruption interruption();

    /** Whether stack traces are shown. */
    boolean debug();
}
