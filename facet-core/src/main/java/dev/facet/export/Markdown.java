package dev.facet.export;

/** Text that somebody else wrote, within Markdown. */
final class Markdown {
    private static final String MARKS = "\\`*_[]|~";

    private Markdown() {}

    /**
     * The text as it is, in one line: nothing in it is taken for a heading, a link, a picture, a tag, the end of a
     * table's cell, or an address to follow. What would not be seen, or would turn the order of what is, becomes a
     * space.
     */
    static String text(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            if (type == Character.CONTROL
                    || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR
                    || type == Character.SURROGATE) {
                shown.append(' ');
            } else if (c == '&') {
                shown.append("&amp;");
            } else if (c == '<') {
                shown.append("&lt;");
            } else if (c == '>') {
                shown.append("&gt;");
            } else if (c == '@') {
                shown.append("&#64;");
            } else {
                if (MARKS.indexOf(c) >= 0) {
                    shown.append('\\');
                }
                shown.appendCodePoint(c);
            }
        });
        return shown.toString().replace("://", "&#58;//").replaceAll("(?i)(www)\\.", "$1&#46;");
    }
}
