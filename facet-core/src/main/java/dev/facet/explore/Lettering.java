package dev.facet.explore;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A small bitmap font of our own, because a machine with only a JDK may have no fonts, and {@code java.awt.Font} then
 * throws. Letters are up to 5 dots wide, 7 above the baseline and 2 below, and look the same everywhere. Accents are
 * dropped; an unsupported character is drawn as a box. Immutable.
 */
final class Lettering {
    /** Number of dots from the top of a capital letter to the baseline. */
    static final int ASCENT = 7;

    private static final int SPACE = 3;
    private static final List<String> BOX = List.of("#####", "#...#", "#...#", "#...#", "#...#", "#...#", "#####");
    private static final Lettering STANDARD = read("letters.txt");

    private final Map<Character, List<String>> letters;

    private Lettering(Map<Character, List<String>> letters) {
        this.letters = letters;
    }

    static Lettering standard() {
        return STANDARD;
    }

    boolean has(char letter) {
        return letter == ' ' || letters.containsKey(letter);
    }

    /** The width of a text in pixels, with {@code scale} pixels per dot. */
    int width(String text, int scale) {
        int dots = 0;
        for (char letter : plain(text)) {
            dots += (letter == ' ' ? SPACE : rows(letter).get(0).length()) + 1;
        }
        return Math.max(0, dots - 1) * scale;
    }

    /** Draws a text with its left end at {@code x} and the tops of capital letters at {@code y}. */
    void draw(Canvas canvas, String text, int x, int y, int scale, int rgb) {
        int left = x;
        for (char letter : plain(text)) {
            if (letter == ' ') {
                left += (SPACE + 1) * scale;
                continue;
            }
            List<String> rows = rows(letter);
            for (int row = 0; row < rows.size(); row++) {
                for (int column = 0; column < rows.get(row).length(); column++) {
                    if (rows.get(row).charAt(column) == '#') {
                        canvas.fill(left + column * scale, y + row * scale, scale, scale, rgb);
                    }
                }
            }
            left += (rows.get(0).length() + 1) * scale;
        }
    }

    /** The text cut to {@code width} pixels, with an ellipsis if something was cut off. */
    String fit(String text, int scale, int width) {
        if (width(text, scale) <= width) {
            return text;
        }
        int length = text.length();
        while (length > 0 && width(text.substring(0, length) + "…", scale) > width) {
            length--;
        }
        return text.substring(0, length) + "…";
    }

    private List<String> rows(char letter) {
        return letters.getOrDefault(letter, BOX);
    }

    private static char[] plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().forEach(point -> {
            // Only letters that need it are decomposed, because decomposition changes symbols too.
            String letter = Character.toString(point);
            String base = Normalizer.normalize(letter, Normalizer.Form.NFD);
            plain.append(
                    Character.isLetter(point) || Character.getType(point) == Character.NON_SPACING_MARK
                            ? base.replaceAll("\\p{Mn}", "")
                            : letter);
        });
        return plain.toString().toCharArray();
    }

    private static Lettering read(String resource) {
        Map<Character, List<String>> letters = new HashMap<>();
        try (InputStream in = Lettering.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the library is incomplete: " + resource + " is missing from it");
            }
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> letters.put(
                            line.charAt(0), List.of(line.substring(2).split(" "))));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource + " from the library", e);
        }
        return new Lettering(Map.copyOf(letters));
    }
}
