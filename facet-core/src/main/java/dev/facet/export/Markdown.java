package dev.facet.export;

/** Escapes foreign text for Markdown. */
final class Markdown {
    private static final String MARKS = "\\`*_[]|~";

    private Markdown() {}

    /**
     * The text in one line, with every character literal: no headings, links, pictures, tags, ends of table cells or
     * addresses. Invisible characters and those that change the direction of text become spaces.
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
