package dev.facet.explore;

import java.util.List;

import org.junit.jupiter.api.Test;

import dev.facet.codes.Code;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InterpolationTest {
    private static final LatentSpec SPEC = new LatentSpec(
            new Noise(0, Noise.Distribution.NORMAL),
            List.of(new Code.Categorical("digit", 2), new Code.Uniform("c1", -1, 1)));

    @Test
    void goesStraightFromOneEndToTheOther() {
        LatentBatch from = new LatentBatch(SPEC, 2, new float[] {1, 0, -1, 0, 1, 0});
        LatentBatch to = new LatentBatch(SPEC, 2, new float[] {0, 1, 1, 0, 1, 2});

        Interpolation way = Interpolation.between("there", from, to, 3);

        assertThat(way.columns()).containsExactly("0 %", "50 %", "100 %");
        assertThat(way.latents().values()).containsExactly(1, 0, -1, 0.5f, 0.5f, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 2);
    }

    @Test
    void refusesEndsOfDifferentLength() {
        LatentBatch one = new LatentBatch(SPEC, 1, new float[3]);
        LatentBatch two = new LatentBatch(SPEC, 2, new float[6]);
        assertThatThrownBy(() -> Interpolation.between("", one, two, 3)).hasMessageContaining("1 and 2 rows");
        assertThatThrownBy(() -> Interpolation.between("", one, one, 1)).hasMessageContaining("at least 2");
    }
}
