package dev.facet.app.report;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** An HTML page in one file: text is escaped, pictures are embedded, and it loads nothing. Not thread-safe. */
public final class HtmlPage {
    private static final String STYLE = """
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
            h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; } h3 { font-size: 1rem; }
            figure { margin: 1rem 0; } img { max-width: 100%; background: white; } figcaption { opacity: .75; }
            .wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
            th, td { padding: .25rem .75rem; border-bottom: 1px solid #8886; text-align: right; }
            th:first-child, td:first-child { text-align: left; }
            pre { overflow-x: auto; padding: .75rem; border: 1px solid #8886; font-size: .85rem; }
            """;

    private final StringBuilder body = new StringBuilder();
    private final String title;

    /** An empty page below {@code title}. */
    public HtmlPage(String title) {
        this.title = title;
        body.append("<h1>").append(escaped(title)).append("</h1>\n");
    }

    /** Begins a section. */
    public HtmlPage section(String heading) {
        body.append("<h2>").append(escaped(heading)).append("</h2>\n");
        return this;
    }

    /** Begins a part of a section. */
    public HtmlPage part(String heading) {
        body.append("<h3>").append(escaped(heading)).append("</h3>\n");
        return this;
    }

    /** Adds a paragraph. */
    public HtmlPage text(String paragraph) {
        body.append("<p>").append(escaped(paragraph)).append("</p>\n");
        return this;
    }

    /** Adds preformatted text, such as commands. */
    public HtmlPage verbatim(String text) {
        body.append("<pre>").append(escaped(text)).append("</pre>\n");
        return this;
    }

    /** Adds a table; its first row is the header. */
    public HtmlPage table(List<List<String>> rows) {
        body.append("<div class=\"wide\"><table>\n");
        for (int i = 0; i < rows.size(); i++) {
            String cell = i == 0 ? "th" : "td";
            body.append("<tr>");
            rows.get(i)
                    .forEach(text -> body.append('<')
                            .append(cell)
                            .append('>')
                            .append(escaped(text))
                            .append("</")
                            .append(cell)
                            .append('>'));
            body.append("</tr>\n");
        }
        body.append("</table></div>\n");
        return this;
    }

    /** Adds an embedded picture. */
    public HtmlPage picture(byte[] png, String caption) {
        body.append("<figure><img alt=\"")
                .append(escaped(caption))
                .append("\" src=\"data:image/png;base64,")
                .append(Base64.getEncoder().encodeToString(png))
                .append("\"><figcaption>")
                .append(escaped(caption))
                .append("</figcaption></figure>\n");
        return this;
    }

    /** The whole page in UTF-8. */
    public byte[] bytes() {
        String page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:;"
                + " style-src 'unsafe-inline'\">\n<title>"
                + escaped(title) + "</title>\n<style>\n" + STYLE + "</style>\n</head>\n<body>\n" + body
                + "</body>\n</html>\n";
        return page.getBytes(StandardCharsets.UTF_8);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
