package dev.facet.explore;

import java.awt.image.BufferedImage;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LetteringTest {
    private final Lettering letters = Lettering.standard();

    private int inked(String text) {
        Canvas canvas = new Canvas(200, 12);
        letters.draw(canvas, text, 0, 0, 1, 0);
        BufferedImage image = canvas.image();
        int dots = 0;
        for (int y = 0; y < 12; y++) {
            for (int x = 0; x < 200; x++) {
                dots += (image.getRGB(x, y) & 0xFFFFFF) == 0 ? 1 : 0;
            }
        }
        return dots;
    }

    @Test
    void hasAllOfAsciiAndTheSymbolsOfTheField() {
        for (char letter = ' '; letter < 127; letter++) {
            assertThat(letters.has(letter)).as("letter '%s'", letter).isTrue();
        }
        for (char letter : "−–×±…→·°≤≥σλμρß".toCharArray()) {
            assertThat(letters.has(letter)).as("letter '%s'", letter).isTrue();
        }
    }

    @Test
    void drawsTheDotsOfALetter() {
        Canvas canvas = new Canvas(3, 7);
        letters.draw(canvas, "I", 0, 0, 1, 0x123456);
        BufferedImage image = canvas.image();

        assertThat(image.getRGB(0, 0) & 0xFFFFFF).isEqualTo(0x123456);
        assertThat(image.getRGB(0, 3) & 0xFFFFFF).isEqualTo(0xFFFFFF);
        assertThat(image.getRGB(1, 3) & 0xFFFFFF).isEqualTo(0x123456);
    }

    @Test
    void measuresWhatItDraws() {
        // Five dots for each A, three for the I, one between neighbours.
        assertThat(letters.width("AIA", 1)).isEqualTo(15);
        assertThat(letters.width("AIA", 2)).isEqualTo(30);
        assertThat(letters.width("", 2)).isZero();
    }

    @Test
    void dropsAccentsAndBoxesWhatIsNotThere() {
        assertThat(inked("é")).isEqualTo(inked("e")).isPositive();
        assertThat(inked("字")).isEqualTo(20);
        assertThat(letters.width("字", 1)).isEqualTo(5);
    }

    @Test
    void cutsWhatDoesNotFit() {
        assertThat(letters.fit("slant", 1, 100)).isEqualTo("slant");
        String cut = letters.fit("a name nobody can read at once", 2, 80);
        assertThat(cut).endsWith("…").startsWith("a n");
        assertThat(letters.width(cut, 2)).isLessThanOrEqualTo(80);
    }
}
