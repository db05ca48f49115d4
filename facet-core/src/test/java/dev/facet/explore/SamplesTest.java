package dev.facet.explore;

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.facet.codes.Code;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;

import static org.assertj.core.api.Assertions.assertThat;

class SamplesTest {
    private static final Code.Categorical DIGIT = new Code.Categorical("digit", 10);
    private static final LatentSpec SPEC =
            new LatentSpec(new Noise(3, Noise.Distribution.NORMAL), List.of(DIGIT, new Code.Uniform("c1", -1, 1)));

    @Test
    void everyColumnShowsOneCategory() {
        LatentBatch latents = Samples.latents(SPEC, 1, 25);

        for (int row = 0; row < 25; row++) {
            assertThat(latents.category(DIGIT, row)).isEqualTo(row % 10);
        }
        assertThat(Samples.width(SPEC)).isEqualTo(10);
    }

    @Test
    void aSampleDoesNotDependOnHowManyAreDrawn() {
        float[] few = Samples.latents(SPEC, 1, 5).values();

        assertThat(Arrays.copyOf(Samples.latents(SPEC, 1, 50).values(), few.length))
                .isEqualTo(few);
        assertThat(Samples.latents(SPEC, 2, 5).values()).isNotEqualTo(few);
    }

    @Test
    void specificationsWithoutCategoriesAreDrawnAsTheyAre() {
        LatentSpec spec = new LatentSpec(new Noise(3, Noise.Distribution.UNIFORM), List.of());

        assertThat(Samples.latents(spec, 1, 4).count()).isEqualTo(4);
        assertThat(Samples.width(spec)).isEqualTo(10);
    }
}
