package dev.facet.explore;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.facet.codes.Code;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.codes.Prior;

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
    void emptyCategoriesAreNotShown() {
        Code.Categorical kind =
                new Code.Categorical("kind", 7, Prior.AUTO).with(List.of(0.0, 0.2, 0.2, 0.0, 0.2, 0.2, 0.2));
        LatentSpec spec = new LatentSpec(new Noise(3, Noise.Distribution.NORMAL), List.of(kind));
        LatentBatch latents = Samples.latents(spec, 1, 6);

        assertThat(IntStream.range(0, 6).map(row -> latents.category(kind, row)))
                .containsExactly(1, 2, 4, 5, 6, 1);
        assertThat(Samples.width(spec)).isEqualTo(5);
        Traversal across = Traversal.of(spec, kind, TraversalLayout.standard(1));
        assertThat(across.columns()).containsExactly("1", "2", "4", "5", "6");
        assertThat(across.latents().category(kind, 2)).isEqualTo(4);
    }

    @Test
    void specificationsWithoutCategoriesAreDrawnAsTheyAre() {
        LatentSpec spec = new LatentSpec(new Noise(3, Noise.Distribution.UNIFORM), List.of());

        assertThat(Samples.latents(spec, 1, 4).count()).isEqualTo(4);
        assertThat(Samples.width(spec)).isEqualTo(10);
    }
}
