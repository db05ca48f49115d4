package dev.facet.data.sequence;

import org.junit.jupiter.api.Test;

import dev.facet.config.DataConfig;

import static org.assertj.core.api.Assertions.assertThat;

class PiecesTest {
    private final DataConfig open = new DataConfig("x", 0, 0, 1, 1);

    @Test
    void aPieceIsAnEighthOfTheLongestSeriesAtMost() {
        assertThat(Pieces.of(open, new int[] {300}).window()).isEqualTo(32);
        assertThat(Pieces.of(open, new int[] {511, 9}).window()).isEqualTo(32);
        assertThat(Pieces.of(open, new int[] {512}).window()).isEqualTo(64);
        assertThat(Pieces.of(open, new int[] {1_000_000}).window()).isEqualTo(256);
        assertThat(Pieces.of(open, new int[] {20}).window()).isEqualTo(16);
    }

    @Test
    void thereAreAboutAThousandPiecesOfThemOrMore() {
        assertThat(Pieces.of(open, new int[] {300}).stride()).isEqualTo(1);
        assertThat(Pieces.of(open, new int[] {100_256}).stride()).isEqualTo(100);
        assertThat(Pieces.of(open, new int[] {100_256, 50_256}).stride()).isEqualTo(150);
        assertThat(Pieces.of(open, new int[] {10_000_000}).stride()).isEqualTo(256);
    }

    @Test
    void piecesLieWithinTheSeries() {
        Pieces pieces = new Pieces(4, 3);
        assertThat(pieces.starts(10)).containsExactly(0, 3, 6);
        assertThat(pieces.starts(4)).containsExactly(0);
        assertThat(pieces.starts(3)).isEmpty();
        assertThat(pieces.cut(new double[][] {{0, 1, 2, 3, 4, 5, 6}}, 3)).isDeepEqualTo(new double[][] {{3, 4, 5, 6}});
    }
}
