package dev.facet.data.drawn;

import java.util.Arrays;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.metrics.ImageMoments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class SpritesTest {
    private static DataConfig config(int count) {
        return new DataConfig("sprites", 0, 0, count, 5);
    }

    @Test
    void theWholeSetIsTheGridInTheOrderOfDsprites() {
        try (Dataset all = Sprites.open(config(Integer.MAX_VALUE), Split.TRAIN)) {
            assertThat(all.size()).isEqualTo(3 * 6 * 40 * 32 * 32);
            double[][] values = all.factors().orElseThrow().values();
            int[] levels = {3, 6, 40, 32, 32};
            for (int f = 0; f < levels.length; f++) {
                assertThat(Arrays.stream(values[f]).distinct().count()).isEqualTo(levels[f]);
            }
            assertThat(new double[] {values[3][33], values[4][33]}).containsExactly(1 / 31.0, 1 / 31.0);
            assertThat(all.labels().orElseThrow().values()[6 * 40 * 1024]).isEqualTo(1);
            assertThat(Sprites.open(config(Integer.MAX_VALUE), Split.TEST).size())
                    .isZero();
        }
    }

    @Test
    void aPartIsDrawnAtRandomAndHasNothingOfTheTestSet() {
        try (Dataset train = Sprites.open(config(2000), Split.TRAIN);
                Dataset again = Sprites.open(config(2000), Split.TRAIN);
                Dataset test = Sprites.open(config(2000), Split.TEST)) {
            assertThat(train.size()).isEqualTo(2000);
            assertThat(test.size()).isEqualTo(10_000);
            assertThat(train.fingerprint()).isEqualTo(again.fingerprint()).isNotEqualTo(test.fingerprint());
            long shapes = Arrays.stream(train.labels().orElseThrow().values())
                    .distinct()
                    .count();
            assertThat(shapes).isEqualTo(3);
            double[][] a = train.factors().orElseThrow().values();
            double[][] b = test.factors().orElseThrow().values();
            long distinct = IntStream.range(0, 12_000)
                    .mapToObj(i -> i < 2000 ? row(a, i) : row(b, i - 2000))
                    .distinct()
                    .count();
            assertThat(distinct).isEqualTo(12_000);
        }
    }

    private static String row(double[][] values, int i) {
        return Arrays.stream(values).map(of -> Double.toString(of[i])).toList().toString();
    }

    @Test
    void allFactorsAreSeenInThePixels() {
        SpriteFigure heart = new SpriteFigure(2, 5, 0, 10, 20);
        byte[] pixels = drawn(heart);
        double ink = ImageMoments.of(pixels, 0, 64, 64).ink();
        assertThat(ImageMoments.of(drawn(new SpriteFigure(2, 0, 0, 10, 20)), 0, 64, 64)
                        .ink())
                .isEqualTo(ink / 4, within(ink / 40));
        byte[] moved = drawn(new SpriteFigure(2, 5, 0, 11, 22));
        for (int i = 0; i + 2 * 64 + 1 < 64 * 64; i++) {
            assertThat(moved[i + 2 * 64 + 1]).isEqualTo(pixels[i]);
        }
        byte[] upsideDown = drawn(new SpriteFigure(2, 5, 20, 10, 20));
        int middle = (16 + 20) * 64 + 16 + 10;
        for (int dy = -15; dy <= 15; dy++) {
            for (int dx = -15; dx <= 15; dx++) {
                assertThat(upsideDown[middle - 64 * dy - dx]).isEqualTo(pixels[middle + 64 * dy + dx]);
            }
        }
        assertThat(pixels).containsOnly(0, -1);
    }

    @Test
    void everyFigureLiesWithinItsReachAndFillsAboutAsMuch() {
        for (int shape = 0; shape < 3; shape++) {
            for (int orientation = 0; orientation < 40; orientation++) {
                byte[] pixels = drawn(new SpriteFigure(shape, 5, orientation, 16, 16));
                int middle = 32 * 64 + 32;
                for (int i = -15; i <= 15; i++) {
                    assertThat(pixels[middle + 15 * 64 + i]).isZero();
                    assertThat(pixels[middle - 15 * 64 + i]).isZero();
                    assertThat(pixels[middle + i * 64 + 15]).isZero();
                    assertThat(pixels[middle + i * 64 - 15]).isZero();
                }
                assertThat(ImageMoments.of(pixels, 0, 64, 64).ink() * 64 * 64 / 255)
                        .isBetween(300.0, 420.0);
            }
        }
    }

    /**
     * If this fails because of an intended change of the drawing, increase {@code Sprites.EDITION} and update the value
     * here.
     */
    @Test
    void theDrawingIsThatOfThisEdition() {
        int hash = 1;
        for (int i = 0; i < Sprites.ALL; i += 7919) {
            hash = 31 * hash + Arrays.hashCode(drawn(SpriteFigure.of(i)));
        }
        assertThat(hash).isEqualTo(-960907724);
    }

    @ParameterizedTest
    @CsvSource({"0", "-3"})
    void refusesNoFigures(int count) {
        assertThatThrownBy(() -> Sprites.open(config(count), Split.TRAIN))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("data.count")
                .hasMessageContaining("737280");
    }

    private static byte[] drawn(SpriteFigure figure) {
        byte[] pixels = new byte[64 * 64];
        figure.draw(pixels, 0);
        return pixels;
    }
}
