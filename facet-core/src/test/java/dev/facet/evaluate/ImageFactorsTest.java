package dev.facet.evaluate;

import org.junit.jupiter.api.Test;

import dev.facet.config.DataConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Factors;
import dev.facet.data.Split;
import dev.facet.data.source.Datasets;
import dev.facet.metrics.Spearman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ImageFactorsTest {
    @Test
    void whatMomentsMeasureIsWhatStrokesWereDrawnWith() throws Exception {
        try (Dataset strokes = Datasets.open(new DataConfig("strokes", 0, 1, 500, 3), Split.TRAIN)) {
            Factors measured = ImageFactors.of(strokes);
            Factors drawn = strokes.factors().orElseThrow();
            assertThat(measured.names()).containsExactly("ink", "slant", "width");
            assertThat(Spearman.rho(
                            measured.values()[1], drawn.values()[drawn.names().indexOf("slant")]))
                    .isGreaterThan(0.5);
        }
    }

    @Test
    void refusesColour() throws Exception {
        try (Dataset colour = Datasets.open(new DataConfig("strokes", 0, 3, 4, 3), Split.TRAIN)) {
            assertThatThrownBy(() -> ImageFactors.of(colour))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("grey images")
                    .hasMessageContaining("RGB");
        }
    }
}
