package dev.facet.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The records of a table in text, one after the other: fields between separators, quoted or not (RFC 4180). Empty lines
 * and lines that begin with {@code #} are left out. It is our own code and not a library's, because a run of spaces may
 * be one separator, and because a record without an end must not take all memory. Not thread-safe; whoever opens it
 * closes it.
 */
public final class TextRecords implements Closeable {
    /** The separator of fields between which there is any white space. */
    public static final char SPACE = ' ';
    /** The most fields of a record. */
    public static final int MOST_FIELDS = 1 << 20;

    private static final int MOST_LINES = 100;
    private static final String SEPARATORS = "\t;,|";
    private static final int HEAD = 1 << 16;
    private static final int LOOKED_AT = 30;

    private final Path file;
    private final TextLines lines;
    private final char separator;
    private String record = "";
    private int[] starts = new int[16];
    private int[] ends = new int[16];
    private int fields;
    private boolean quotes;

    /** Opens a table from its beginning; {@code separator} as {@link #separator} found it. */
    public TextRecords(TextFile text, char separator) throws IOException {
        this.file = text.path();
        this.lines = new TextLines(text);
        this.separator = separator;
    }

    /** What separates fields: a tab, a semicolon, a comma, a bar or white space; the first that all lines have. */
    public static char separator(TextFile text) throws IOException {
        String head = text.head(HEAD).orElse("");
        List<String> lines = new ArrayList<>(
                head.lines().filter(line -> !skipped(line)).limit(LOOKED_AT).toList());
        if (lines.size() > 1 && head.length() == HEAD) {
            lines.remove(lines.size() - 1);
        }
        char any = 0;
        for (char candidate : (SEPARATORS + SPACE).toCharArray()) {
            int[] counts = lines.stream()
                    .mapToInt(line -> count(line, candidate))
                    .sorted()
                    .toArray();
            if (counts.length > 0 && counts[0] > 0) {
                int usual = counts[counts.length / 2];
                if (5 * Arrays.stream(counts).filter(count -> count == usual).count() >= 4L * counts.length) {
                    return candidate;
                }
                any = any == 0 ? candidate : any;
            }
        }
        return any == 0 ? ',' : any;
    }

    private static int count(String line, char separator) {
        String bare = separator == SPACE ? line.strip() : line;
        int count = 0;
        boolean quoted = false;
        for (int i = 0; i < bare.length(); i++) {
            char c = bare.charAt(i);
            quoted ^= c == '"';
            boolean here = separator == SPACE ? isSpace(c) && !isSpace(bare.charAt(i - 1)) : c == separator;
            count += here && !quoted ? 1 : 0;
        }
        return count;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean skipped(String line) {
        return line.isBlank() || line.charAt(0) == '#';
    }

    /**
     * Goes to the next record.
     *
     * @return whether there is one
     * @throws FormatException if it is too long, or a quote is not closed
     */
    public boolean next() throws IOException {
        String line;
        do {
            line = lines.next();
            if (line == null) {
                return false;
            }
        } while (skipped(line));
        long first = lines.number();
        record = line;
        for (int i = 1; !split(); i++) {
            if (i == MOST_LINES) {
                throw new FormatException(
                        file,
                        "the quote that opens in line " + first + " is not closed within " + MOST_LINES
                                + " lines; close it, or remove it");
            }
            String more = lines.next();
            if (more == null) {
                throw new FormatException(
                        file, "the quote that opens in line " + first + " is not closed; the file ends within it");
            }
            if (record.length() + more.length() > TextLines.LONGEST) {
                throw TextLines.tooLong(file, first);
            }
            record = record + "\n" + more;
        }
        return true;
    }

    /** Finds the fields of {@link #record}; false if it ends within quotes. */
    private boolean split() throws FormatException {
        fields = 0;
        quotes = false;
        int length = record.length();
        int at = 0;
        while (separator == SPACE && at < length && isSpace(record.charAt(at))) {
            at++;
        }
        while (true) {
            int from = at;
            if (at < length && record.charAt(at) == '"') {
                quotes = true;
                at++;
                while (at < length && (record.charAt(at) != '"' || doubled(at))) {
                    at += record.charAt(at) == '"' ? 2 : 1;
                }
                if (at >= length) {
                    return false;
                }
            }
            while (at < length && !separates(record.charAt(at))) {
                at++;
            }
            add(from, at);
            if (at == length) {
                return true;
            }
            at++;
            while (separator == SPACE && at < length && isSpace(record.charAt(at))) {
                at++;
            }
            if (separator == SPACE && at == length) {
                return true;
            }
        }
    }

    private boolean doubled(int at) {
        return at + 1 < record.length() && record.charAt(at + 1) == '"';
    }

    private boolean separates(char c) {
        return separator == SPACE ? isSpace(c) : c == separator;
    }

    private void add(int from, int to) throws FormatException {
        if (fields == MOST_FIELDS) {
            throw new FormatException(
                    file,
                    "line " + lines.number() + " has more than " + MOST_FIELDS
                            + " fields; are line ends missing? Save one series or one time step in each line");
        }
        if (fields == starts.length) {
            starts = Arrays.copyOf(starts, 2 * fields);
            ends = Arrays.copyOf(ends, 2 * fields);
        }
        starts[fields] = from;
        ends[fields++] = to;
    }

    /** The line in which the record ends, from 1. */
    public long line() {
        return lines.number();
    }

    /** The number of fields of the record. */
    public int fields() {
        return fields;
    }

    /** A field of the record, without quotes and the space around it; empty if the record has fewer fields. */
    public String field(int index) {
        if (index >= fields) {
            return "";
        }
        String field = record.substring(starts[index], ends[index]).strip();
        if (quotes && field.length() > 1 && field.startsWith("\"") && field.endsWith("\"")) {
            return field.substring(1, field.length() - 1).replace("\"\"", "\"").strip();
        }
        return field;
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
