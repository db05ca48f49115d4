package dev.facet.codes;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LatentPairsTest {
    private static final LatentSpec SPEC = new LatentSpec(
            new Noise(3, Noise.Distribution.NORMAL),
            List.of(
                    new Code.Categorical("kind", 4),
                    new Code.Uniform("a", -1, 1),
                    new Code.Uniform("b", 0, 10),
                    new Code.Normal("c", 0.5)));

    @Test
    void pairsShareOneCodeTheNoiseAndTheCategory() {
        LatentPairs pairs = LatentPairs.draw(SPEC, 7, 0, 500, 0);
        boolean[] seen = new boolean[3];
        for (int i = 0; i < 500; i++) {
            seen[pairs.shared()[i]] = true;
            int start = i * SPEC.width();
            for (int at = start; at < start + 3 + 4; at++) {
                assertThat(pairs.second().values()[at]).isEqualTo(pairs.first().values()[at]);
            }
            for (int k = 0; k < 3; k++) {
                Code.Continuous code = SPEC.continuous().get(k);
                boolean same = pairs.first().value(code, i) == pairs.second().value(code, i);
                assertThat(same).as("code %d of pair %d", k, i).isEqualTo(k == pairs.shared()[i]);
            }
        }
        assertThat(seen).containsOnly(true);
    }

    @Test
    void theOthersAreAsFarApartAsWanted() {
        LatentPairs pairs = LatentPairs.draw(SPEC, 7, 0, 2000, 1.9);
        for (int i = 0; i < 2000; i++) {
            for (int k = 0; k < 2; k++) {
                Code.Uniform code = (Code.Uniform) SPEC.continuous().get(k);
                double half = (code.high() - code.low()) / 2;
                double apart =
                        Math.abs(pairs.first().value(code, i) - pairs.second().value(code, i));
                if (k != pairs.shared()[i]) {
                    assertThat(apart / half).isGreaterThan(1.9 - 1e-5);
                }
                assertThat((double) pairs.first().value(code, i)).isBetween(code.low() - 1e-5, code.high() + 1e-5);
                assertThat((double) pairs.second().value(code, i)).isBetween(code.low() - 1e-5, code.high() + 1e-5);
            }
        }
    }

    @Test
    void aPairDependsOnSeedAndIndexAlone() {
        LatentPairs many = LatentPairs.draw(SPEC, 7, 40, 20, 0.5);
        LatentPairs again = LatentPairs.draw(SPEC, 7, 40, 20, 0.5);
        assertThat(again.first().values()).isEqualTo(many.first().values());
        assertThat(again.second().values()).isEqualTo(many.second().values());
        assertThat(LatentPairs.draw(SPEC, 8, 40, 20, 0.5).second().values())
                .isNotEqualTo(many.second().values());
    }
}
