package dev.facet.app.launch;

import java.io.PrintWriter;
import java.io.Writer;

/** A writer for output to people, with the user's command in it ({@link Invocation#shown}). */
public final class ShownWriter extends PrintWriter {
    private final String command;

    /** Writes to {@code out}, and flushes it after each line. */
    public ShownWriter(Writer out) {
        this(out, Invocation.command());
    }

    ShownWriter(Writer out, String command) {
        super(out, true);
        this.command = command;
    }

    /** All methods that print text call this one. */
    @Override
    public void write(String text, int offset, int length) {
        String shown = Invocation.shown(text.substring(offset, offset + length), command);
        super.write(shown, 0, shown.length());
    }
}
