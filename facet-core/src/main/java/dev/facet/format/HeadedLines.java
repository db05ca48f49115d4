package dev.facet.format;

import java.io.IOException;

/** A text of comments, a header whose lines begin with {@code @} and whose last is {@code @data}, and lines of data. */
final class HeadedLines {
    private HeadedLines() {}

    /** Takes a line of the header, without blanks at its ends, and says whether it is the last. */
    interface Header {
        boolean take(String line, long number) throws IOException;
    }

    /** Takes a line of data, without blanks at its ends. */
    interface Data {
        void take(String line, long number) throws IOException;
    }

    /**
     * Reads a text to its end.
     *
     * @param comment what a comment begins with
     * @throws FormatException if another line is within the header, or the text ends there
     */
    static void read(TextFile text, String comment, Header header, Data data) throws IOException {
        boolean begun = false;
        try (TextLines lines = new TextLines(text)) {
            for (String line = lines.next(); line != null; line = lines.next()) {
                String bare = line.strip();
                if (bare.isEmpty() || bare.startsWith(comment)) {
                    continue;
                }
                if (begun) {
                    data.take(bare, lines.number());
                } else if (bare.startsWith("@")) {
                    begun = header.take(bare, lines.number());
                } else {
                    throw new FormatException(
                            text.path(),
                            "line " + lines.number() + ": a line of the header was wanted, such as @data; found \""
                                    + TsFile.start(bare) + "\"");
                }
            }
        }
        if (!begun) {
            throw new FormatException(text.path(), "has no line @data; it ends within its header. Get the file again");
        }
    }
}
