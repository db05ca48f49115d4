package dev.facet.app.launch;

/** Is told the lines of a process. Not necessarily by one thread. */
public interface Output {
    /** A line on standard output. */
    void out(String line);

    /** A line on standard error. */
    void err(String line);
}
