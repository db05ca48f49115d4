package dev.facet.app.console;

/** What commands ask of the program that runs them. */
public interface Program {
    /** What Ctrl-C means at present. */
    Interruption interruption();

    /** Whether traces are shown. */
    boolean debug();
}
