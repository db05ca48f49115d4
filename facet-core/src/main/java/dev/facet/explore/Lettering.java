package dev.facet.explore;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/**
 * The letters of all pictures: outlines of Inter, which the library has with it (src/main/fonts). {@code java.awt.Font}
 * is not used, because a machine with only a JDK may have no fonts, and it then throws. Latin, Greek and Cyrillic
 * letters look the same everywhere; an unknown accent is dropped, and an unsupported character is drawn as a box. There
 * is no kerning. Thread-safe.
 */
final class Lettering {
    /** Height of a capital letter, in parts of the size of the font. */
    static final double CAPITAL = 0.727;

    private static final String FONT = "font/Inter-Regular.txt.gz";
    private static final String ELLIPSIS = "…";
    /** The character that stands for all unsupported ones. */
    private static final int BOX = 0;

    private static final Pattern PART = Pattern.compile("([mlqz])([-0-9 ]*)");

    /** A line for each character: how far the next one is, and its path. */
    private final Map<Integer, String> lines;

    private final double unit;
    private final Map<Integer, Glyph> known = new ConcurrentHashMap<>();

    /** An outline with y upwards and the distance to the next glyph, both in the units of the font. */
    private record Glyph(Path2D outline, double advance) {}

    private Lettering(Map<Integer, String> lines, double unit) {
        this.lines = lines;
        this.unit = unit;
    }

    /** Reads the outlines when letters are needed for the first time. */
    private static final class Holder {
        private static final Lettering STANDARD = read();
    }

    static Lettering standard() {
        return Holder.STANDARD;
    }

    boolean has(int point) {
        return point != BOX && lines.containsKey(point);
    }

    /** The width of a text in dots, in a font of {@code size} dots. */
    double width(String text, double size) {
        return plain(text).mapToDouble(point -> glyph(point).advance()).sum() * size / unit;
    }

    /** Draws a text with its left end at {@code x} and its letters standing on {@code baseline}. */
    void draw(Canvas canvas, String text, double x, double baseline, double size, int rgb) {
        draw(canvas, text, AffineTransform.getTranslateInstance(x, baseline), size, rgb);
    }

    /** Draws a text that begins at the origin of {@code place} and stands on its horizontal axis. */
    void draw(Canvas canvas, String text, AffineTransform place, double size, int rgb) {
        AffineTransform each = new AffineTransform(place);
        each.scale(size / unit, -size / unit);
        plain(text).forEach(point -> {
            Glyph glyph = glyph(point);
            canvas.fill(glyph.outline().getPathIterator(each, Coverage.FLATNESS), rgb);
            each.translate(glyph.advance(), 0);
        });
    }

    /**
     * The text cut to {@code width} dots, with an ellipsis if something was cut off. What stands in parentheses at the
     * end, such as the index of a category after its name, stays if it leaves half of the room.
     */
    String fit(String text, double size, double width) {
        if (width(text, size) <= width) {
            return text;
        }
        int bracket = text.endsWith(")") ? text.lastIndexOf(" (") : -1;
        String tail = bracket > 0 && width(text.substring(bracket), size) <= width / 2 ? text.substring(bracket) : "";
        int[] points =
                text.substring(0, text.length() - tail.length()).codePoints().toArray();
        int count = points.length;
        while (count > 0 && width(cut(points, count) + tail, size) > width) {
            count--;
        }
        return cut(points, count) + tail;
    }

    /**
     * The text in at most {@code most} lines, broken between words, none wider than {@code width} dots. What is too
     * long for that is cut, as by {@link #fit}.
     */
    List<String> wrap(String text, double size, double width, int most) {
        List<String> lines = new ArrayList<>();
        String rest = text.strip();
        while (lines.size() < most - 1 && width(rest, size) > width) {
            int end = rest.lastIndexOf(' ');
            while (end > 0 && width(rest.substring(0, end), size) > width) {
                end = rest.lastIndexOf(' ', end - 1);
            }
            if (end <= 0) {
                break;
            }
            lines.add(rest.substring(0, end).strip());
            rest = rest.substring(end).strip();
        }
        lines.add(fit(rest, size, width));
        return lines;
    }

    private static String cut(int[] points, int count) {
        return new String(points, 0, count).stripTrailing() + ELLIPSIS;
    }

    private Glyph glyph(int point) {
        return known.computeIfAbsent(has(point) ? point : BOX, id -> glyph(lines.getOrDefault(id, "0 ")));
    }

    private static Glyph glyph(String line) {
        int space = line.indexOf(' ');
        Path2D path = new Path2D.Double();
        Matcher parts = PART.matcher(line).region(space + 1, line.length());
        double x = 0;
        double y = 0;
        while (parts.find()) {
            double[] to = Arrays.stream(parts.group(2).split(" "))
                    .filter(number -> !number.isEmpty())
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            switch (parts.group(1)) {
                case "m" -> path.moveTo(x + to[0], y + to[1]);
                case "l" -> path.lineTo(x + to[0], y + to[1]);
                case "q" -> path.quadTo(x + to[0], y + to[1], x + to[2], y + to[3]);
                default -> path.closePath();
            }
            Point2D now = path.getCurrentPoint();
            x = now.getX();
            y = now.getY();
        }
        return new Glyph(path, Double.parseDouble(line.substring(0, space)));
    }

    /** The characters that are drawn: accents that the font lacks and what has no width are left out. */
    private IntStream plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC).codePoints().flatMap(point -> {
            if (has(point)) {
                return IntStream.of(point);
            }
            String base = Normalizer.normalize(Character.toString(point), Normalizer.Form.NFD)
                    .replaceAll("[\\p{Mn}\\p{Cf}\\p{Cc}]", "");
            return base.codePoints();
        });
    }

    private static Lettering read() {
        try (InputStream in = Lettering.class.getResourceAsStream(FONT)) {
            if (in == null) {
                throw new IllegalStateException("the library is incomplete: " + FONT + " is missing from it");
            }
            String[] all = new String(new GZIPInputStream(in).readAllBytes(), StandardCharsets.US_ASCII).split("\n");
            Map<Integer, String> lines = new HashMap<>();
            for (String line : Arrays.asList(all).subList(1, all.length)) {
                int space = line.indexOf(' ');
                lines.put(Integer.parseInt(line.substring(0, space), 16), line.substring(space + 1));
            }
            return new Lettering(Map.copyOf(lines), Double.parseDouble(all[0]));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FONT + " from the library", e);
        }
    }
}
