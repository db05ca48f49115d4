package dev.facet.app.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import dev.facet.explore.Palette;

import static org.assertj.core.api.Assertions.assertThat;

class PaletteTest {
    @Test
    void theLinesOfThePageHaveTheColoursOfPictures() throws IOException {
        String page = Files.readString(Path.of("src/main/web/src/curve.ts"));
        Matcher colours = Pattern.compile("const COLOURS = \\[([^]]*)]").matcher(page);
        assertThat(colours.find()).isTrue();
        List<Integer> found = Pattern.compile("#([0-9a-f]{6})")
                .matcher(colours.group(1))
                .results()
                .map((MatchResult match) -> Integer.parseInt(match.group(1), 16))
                .toList();
        assertThat(found).isEqualTo(Palette.LINES);
    }

    @Test
    void everyColourIsSeenOnLightAndDark() {
        for (int colour : Palette.LINES) {
            assertThat(contrast(colour, 0xFFFFFF)).isGreaterThanOrEqualTo(3);
            assertThat(contrast(colour, 0x171B22)).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void thereIsAColourForEachRunOfAReport() {
        assertThat(Palette.LINES).hasSize(ChartData.MOST_RUNS).doesNotHaveDuplicates();
    }

    /** The contrast ratio of WCAG 2. */
    private static double contrast(int one, int other) {
        double a = luminance(one) + 0.05;
        double b = luminance(other) + 0.05;
        return Math.max(a, b) / Math.min(a, b);
    }

    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8 & 0xFF) + 0.0722 * linear(rgb & 0xFF);
    }

    private static double linear(int value) {
        double v = value / 255.0;
        return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
    }
}
