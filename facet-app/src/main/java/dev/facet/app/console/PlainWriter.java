package dev.facet.app.console;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/** Writes text without control sequences for the terminal; see {@link Text#plain}. */
final class PlainWriter extends FilterWriter {
    private PlainWriter(Writer out) {
        super(out);
    }

    /** A writer over another one, which receives each line when it is complete. */
    static PrintWriter over(PrintWriter out) {
        return new PrintWriter(new PlainWriter(out), true);
    }

    @Override
    public void write(int c) throws IOException {
        write(Character.toString(c), 0, 1);
    }

    @Override
    public void write(char[] buffer, int from, int count) throws IOException {
        write(new String(buffer, from, count), 0, count);
    }

    @Override
    public void write(String text, int from, int count) throws IOException {
        out.write(Text.plain(text.substring(from, from + count)));
    }
}
