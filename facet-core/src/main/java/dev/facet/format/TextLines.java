package dev.facet.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/** The lines of a text, one after the other, each bounded in length. Not thread-safe; whoever opens it closes it. */
public final class TextLines implements Closeable {
    /** The most characters of a line: a picture of 1024×1024 in colour, with four for each value, has fewer. */
    public static final int LONGEST = 1 << 24;

    private static final int BLOCK = 1 << 13;

    private final Path file;
    private final Reader reader;
    private final char[] block = new char[BLOCK];
    private int at;
    private int end;
    private boolean afterReturn;
    private long number;

    /** Opens a text from its beginning. */
    public TextLines(TextFile text) throws IOException {
        this.file = text.path();
        this.reader = text.open();
    }

    /** The number of the line that was read last, from 1. */
    public long number() {
        return number;
    }

    /**
     * The next line without its end, which is LF, CR or CR LF.
     *
     * @return {@code null} if there is none
     * @throws FormatException if the line is longer than {@link #LONGEST}
     */
    public @Nullable String next() throws IOException {
        StringBuilder line = new StringBuilder();
        boolean any = false;
        while (fill()) {
            any = true;
            int from = at;
            while (at < end && block[at] != '\n' && block[at] != '\r') {
                at++;
            }
            if (line.length() + at - from > LONGEST) {
                throw tooLong(file, number + 1);
            }
            line.append(block, from, at - from);
            if (at < end) {
                afterReturn = block[at++] == '\r';
                break;
            }
        }
        if (!any) {
            return null;
        }
        number++;
        return line.toString();
    }

    static FormatException tooLong(Path file, long line) {
        return new FormatException(
                file,
                "line " + line + " has more than " + LONGEST + " characters; are line ends missing, or is a quote not"
                        + " closed? Save one series or one time step in each line");
    }

    /** Whether there is a character at {@link #at}; the LF after a CR is none. */
    private boolean fill() throws IOException {
        while (true) {
            if (at == end) {
                int got = reader.read(block, 0, BLOCK);
                if (got < 0) {
                    return false;
                }
                at = 0;
                end = got;
                continue;
            }
            if (afterReturn && block[at] == '\n') {
                at++;
                afterReturn = false;
                continue;
            }
            afterReturn = false;
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
