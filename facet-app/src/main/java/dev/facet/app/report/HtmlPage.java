package dev.facet.app.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.facet.explore.Palette;
import dev.facet.format.PngFile;

/**
 * An HTML page in one file, with contents and sections that fold. Text is escaped, pictures are embedded, and it loads
 * nothing. Charts are drawn by the script of the studio's page; without it the page says so. Not thread-safe.
 */
public final class HtmlPage {
    private static final String BUNDLE = "/dev/facet/app/web/report/report.";
    /** The look where the page's own was not built. */
    private static final String PLAIN = """
            :root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
            body { margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
            img { max-width: 100%; height: auto; background: #fff; }
            .wide { overflow-x: auto; } table { border-collapse: collapse; }
            th, td { padding: .25rem .75rem; border-bottom: 1px solid #8886; text-align: right; }
            pre { overflow-x: auto; } summary h2 { display: inline; font-size: 1.1rem; }
            """;

    /** What is in the place of the charts until the script draws them. */
    private static final String ASLEEP = "The charts need JavaScript.";

    private static final String UNBUILT = "The charts are left out: the part of the program that draws them was not"
            + " built, because there was no npm. The table has the last values.";

    private final StringBuilder body = new StringBuilder();
    private final List<String> contents = new ArrayList<>();
    private final Map<String, Integer> colours = new LinkedHashMap<>();
    private final String title;
    private Optional<ChartData> charts = Optional.empty();

    /** An empty page below {@code title}. */
    public HtmlPage(String title) {
        this.title = title;
    }

    /**
     * Gives a name a colour, which headings, contents and table headers that are this name show from now on.
     *
     * @param colour number of a line of the charts
     */
    public HtmlPage colour(String name, int colour) {
        colours.put(name, colour);
        return this;
    }

    /** Begins a section, which is in the contents and folds. */
    public HtmlPage section(String heading) {
        body.append(contents.isEmpty() ? "" : "</div></details>\n")
                .append("<details open><summary><h2>")
                .append(named(heading))
                .append("</h2></summary>\n<div class=\"content\" id=\"section-")
                .append(contents.size() + 1)
                .append("\">\n");
        contents.add(heading);
        return this;
    }

    /** Begins a part of a section. */
    public HtmlPage part(String heading) {
        body.append("<h3>").append(named(heading)).append("</h3>\n");
        return this;
    }

    /** Adds a paragraph. */
    public HtmlPage text(String paragraph) {
        body.append("<p>").append(escaped(paragraph)).append("</p>\n");
        return this;
    }

    /** Adds preformatted text, such as commands. */
    public HtmlPage verbatim(String text) {
        body.append("<pre tabindex=\"0\">").append(escaped(text)).append("</pre>\n");
        return this;
    }

    /** Adds a table; its first row is the header. */
    public HtmlPage table(List<List<String>> rows) {
        body.append("<div class=\"wide\"><table>\n");
        for (int i = 0; i < rows.size(); i++) {
            String cell = i == 0 ? "th" : "td";
            body.append("<tr>");
            for (String text : rows.get(i)) {
                body.append('<').append(cell).append('>');
                body.append(i == 0 ? named(text) : escaped(text));
                body.append("</").append(cell).append('>');
            }
            body.append("</tr>\n");
        }
        body.append("</table></div>\n");
        return this;
    }

    /** Adds an embedded picture, in the size that its file asks for. */
    public HtmlPage picture(byte[] png, String caption) {
        body.append("<figure><img alt=\"")
                .append(escaped(caption))
                .append("\" width=\"")
                .append(Math.max(1, PngFile.width(png) / PngFile.density(png)))
                .append("\" src=\"data:image/png;base64,")
                .append(Base64.getEncoder().encodeToString(png))
                .append("\"><figcaption>")
                .append(escaped(caption))
                .append("</figcaption></figure>\n");
        return this;
    }

    /** Adds charts, once in a page. */
    public HtmlPage charts(ChartData data) {
        charts = Optional.of(data);
        body.append("<div id=\"charts\"><p>")
                .append(bundle("js").isPresent() ? ASLEEP : UNBUILT)
                .append("</p>");
        body.append("</div>\n");
        return this;
    }

    /** The whole page in UTF-8. */
    public byte[] bytes() {
        String style = bundle("css").orElse(PLAIN) + swatches();
        Optional<String> script = charts.isPresent() ? bundle("js").map(HtmlPage::inline) : Optional.empty();
        StringBuilder page =
                new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.append("<meta name=\"color-scheme\" content=\"light dark\">\n");
        page.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:;"
                + " font-src data:; base-uri 'none'; form-action 'none'; style-src '");
        page.append(hash(style)).append('\'');
        script.ifPresent(
                text -> page.append("; script-src '").append(hash(text)).append('\''));
        page.append("\">\n<title>").append(escaped(title)).append("</title>\n<style>");
        page.append(style).append("</style>\n</head>\n<body class=\"report\">\n<main>\n<h1>");
        page.append(escaped(title)).append("</h1>\n");
        contents(page);
        page.append(body).append(contents.isEmpty() ? "" : "</div></details>\n").append("</main>\n");
        script.ifPresent(text -> page.append("<script type=\"application/json\" id=\"data\">")
                .append(charts.orElseThrow().json().replace("<", "\\u003c"))
                .append("</script>\n<script>")
                .append(text)
                .append("</script>\n"));
        page.append("</body>\n</html>\n");
        return page.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void contents(StringBuilder page) {
        page.append("<nav aria-label=\"contents\">\n<ul>\n");
        for (int i = 0; i < contents.size(); i++) {
            page.append("<li><a href=\"#section-").append(i + 1).append("\">");
            page.append(named(contents.get(i))).append("</a></li>\n");
        }
        page.append("</ul>\n</nav>\n");
    }

    /** A text with its colour, if it is a name that has one. */
    private String named(String text) {
        Integer colour = colours.get(text);
        return (colour == null ? "" : "<span class=\"swatch swatch-" + colour + "\"></span>") + escaped(text);
    }

    private String swatches() {
        StringBuilder style = new StringBuilder("\n.swatch { display: inline-block; width: .7em; height: .7em;"
                + " margin-right: .4em; border-radius: .15em; print-color-adjust: exact; }\n");
        colours.values().stream()
                .distinct()
                .forEach(colour -> style.append(
                        String.format(".swatch-%d { background: #%06x; }\n", colour, Palette.line(colour))));
        return style.toString();
    }

    /** A part of the page's own look and script; empty if it was not built. */
    private static Optional<String> bundle(String kind) {
        try (InputStream in = HtmlPage.class.getResourceAsStream(BUNDLE + kind)) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + BUNDLE + kind + " from the program", e);
        }
    }

    /** A script within a page, which no text in it may end. */
    private static String inline(String script) {
        return script.replace("</script", "<\\/script").replace("<!--", "<\\!--");
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
