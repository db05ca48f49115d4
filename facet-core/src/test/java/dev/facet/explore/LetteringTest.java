package dev.facet.explore;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class LetteringTest {
    private static final double SIZE = 26;

    private final Lettering letters = Lettering.standard();

    /** The area that a text covers, in dots. */
    private double inked(String text) {
        Canvas canvas = new Canvas(400, 40);
        letters.draw(canvas, text, 2, 30, SIZE, 0);
        BufferedImage image = canvas.image();
        double sum = 0;
        for (int y = 0; y < 40; y++) {
            for (int x = 0; x < 400; x++) {
                sum += 1 - (image.getRGB(x, y) & 0xFF) / 255.0;
            }
        }
        return sum;
    }

    @Test
    void hasLatinGreekCyrillicAndTheSymbolsOfTheField() {
        for (char letter = ' '; letter < 127; letter++) {
            assertThat(letters.has(letter)).as("letter '%s'", letter).isTrue();
        }
        "−–—×±…→←↑↓·°≤≥≠≈∞√∑∂σλμρβßäøłőşñЖдяЁςΩ²₂“”„«»€©•"
                .codePoints()
                .forEach(point -> assertThat(letters.has(point))
                        .as(Character.toString(point))
                        .isTrue());
        assertThat(letters.has('字')).isFalse();
    }

    @Test
    void anEdgeThatCoversADotInPartIsMixed() {
        // The stem of I is about 1/11 of the size wide, and stands between its side bearings.
        Canvas canvas = new Canvas(20, 40);
        letters.draw(canvas, "I", 0.3, 30, SIZE, 0x123456);
        BufferedImage image = canvas.image();
        int full = 0;
        int partly = 0;
        for (int x = 0; x < 20; x++) {
            int rgb = image.getRGB(x, 20) & 0xFFFFFF;
            full += rgb == 0x123456 ? 1 : 0;
            partly += rgb != 0x123456 && rgb != 0xFFFFFF ? 1 : 0;
        }
        assertThat(full).isBetween(1, 3);
        assertThat(partly).isBetween(1, 2);
        // It stands on the baseline and is as high as a capital letter.
        assertThat(row(image, 31)).isFalse();
        assertThat(row(image, 29)).isTrue();
        assertThat(row(image, (int) (30 - Lettering.CAPITAL * SIZE) + 1)).isTrue();
        assertThat(row(image, (int) (30 - Lettering.CAPITAL * SIZE) - 2)).isFalse();
    }

    private static boolean row(BufferedImage image, int y) {
        for (int x = 0; x < image.getWidth(); x++) {
            if ((image.getRGB(x, y) & 0xFFFFFF) != 0xFFFFFF) {
                return true;
            }
        }
        return false;
    }

    @Test
    void measuresWhatItDraws() {
        assertThat(letters.width("AIA", 2 * SIZE)).isCloseTo(2 * letters.width("AIA", SIZE), within(1e-9));
        assertThat(letters.width("IA", SIZE) + letters.width("A", SIZE))
                .isCloseTo(letters.width("AIA", SIZE), within(1e-9));
        assertThat(letters.width("", SIZE)).isZero();
        assertThat(inked("slant slant")).isCloseTo(2 * inked("slant"), within(0.2));
    }

    @Test
    void anAccentIsDrawnWithItsLetterWhateverItsForm() {
        assertThat(inked("é")).isEqualTo(inked("e\u0301")).isGreaterThan(inked("e") + 2);
    }

    @Test
    void whatTheFontLacksIsABoxAndWhatHasNoWidthIsNotDrawn() {
        assertThat(inked("字")).isEqualTo(inked("ह")).isGreaterThan(20);
        assertThat(inked("a\u200Db\u0007")).isEqualTo(inked("ab"));
        assertThat(inked("x\u0323\u0331")).isEqualTo(inked("x"));
    }

    @Test
    void cutsWhatDoesNotFitButKeepsTheIndexAfterIt() {
        assertThat(letters.fit("slant", SIZE, 200)).isEqualTo("slant");
        String cut = letters.fit("a name nobody can read at once", SIZE, 160);
        assertThat(cut).endsWith("…").startsWith("a n");
        assertThat(letters.width(cut, SIZE)).isLessThanOrEqualTo(160);
        String category = letters.fit("a name nobody can read at once (#17)", SIZE, 200);
        assertThat(category).startsWith("a n").endsWith("… (#17)");
        assertThat(letters.width(category, SIZE)).isLessThanOrEqualTo(200);
        // Half of a character of two chars is never left.
        assertThat(letters.fit("😀😀😀😀😀😀", SIZE, 60).codePoints())
                .noneMatch(point -> point >= 0xD800 && point <= 0xDFFF);
    }

    @Test
    void wrapsBetweenWords() {
        assertThat(letters.wrap("a name nobody can read at once (#17)", SIZE, 200, 3))
                .hasSizeBetween(2, 3)
                .allMatch(line -> letters.width(line, SIZE) <= 200)
                .last()
                .asString()
                .endsWith("(#17)");
        assertThat(letters.wrap("short", SIZE, 200, 3)).containsExactly("short");
        assertThat(letters.wrap("unbreakable".repeat(9), SIZE, 200, 3))
                .singleElement()
                .asString()
                .endsWith("…");
        assertThat(letters.wrap("", SIZE, 200, 3)).containsExactly("");
    }

    /** Draws in a process whose Java has no fonts, and whose display cannot be reached. */
    @Test
    void needsNoFontsAndNoDisplay() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dsun.font.fontmanager=none.at.all",
                "-Djava.awt.headless=false",
                Fontless.class.getName());
        builder.environment().put("DISPLAY", ":987");
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(output.strip()).isEqualTo("no font; drawn");
    }

    /** What the process does. */
    static final class Fontless {
        public static void main(String[] args) {
            // Java itself cannot draw here, so this process is as poor as it should be.
            try {
                new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB)
                        .createGraphics()
                        .drawString("a", 0, 8);
                System.out.print("fonts; ");
            } catch (Throwable none) {
                System.out.print("no font; ");
            }
            BufferedImage chart = new Chart(
                            "title",
                            "step",
                            List.of(new Chart.Line("a", new double[] {0, 1}, new double[] {0, 1})),
                            List.of())
                    .draw();
            System.out.println(chart.getWidth() > 0 ? "drawn" : "empty");
        }
    }
}
