package dev.facet.metrics;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class MutualInformationTest {
    @Test
    void aCertainQReachesTheEntropyAndAnIgnorantOneZero() {
        float[][] certain = {{1, 0}, {0, 1}};
        float[][] ignorant = {{0.5f, 0.5f}, {0.5f, 0.5f}};
        int[] drawn = {0, 1};

        assertThat(MutualInformation.categorical(Math.log(2), certain, drawn)).isEqualTo(Math.log(2), within(1e-9));
        assertThat(MutualInformation.categorical(Math.log(2), ignorant, drawn)).isEqualTo(0, within(1e-9));
    }

    @Test
    void aHalfCertainQIsInBetween() {
        double bound = MutualInformation.categorical(Math.log(2), new float[][] {{0.75f, 0.25f}}, new int[] {0});

        assertThat(bound).isEqualTo(Math.log(2) + Math.log(0.75), within(1e-7));
    }

    @Test
    void aCertainlyWrongQIsFiniteAndNegative() {
        double bound = MutualInformation.categorical(Math.log(2), new float[][] {{0, 1}}, new int[] {0});

        assertThat(bound).isFinite().isNegative();
    }

    @Test
    void aStandardDeviationFixedAtOneCannotRiseAboveZeroForAUniformCode() {
        float[] drawn = {-1, 0, 1};
        float[] sigmas = {1, 1, 1};

        // ln 2 − ½ ln 2π, the bound at perfect means.
        assertThat(MutualInformation.continuous(Math.log(2), drawn, drawn, sigmas))
                .isEqualTo(-0.22579, within(1e-5));
    }

    @Test
    void theErrorCountsInUnitsOfSigma() {
        double bound = MutualInformation.continuous(
                Math.log(2), new float[] {0.5f}, new float[] {0.25f}, new float[] {0.125f});

        assertThat(bound).isEqualTo(Math.log(2) - (0.5 * Math.log(2 * Math.PI) + Math.log(0.125) + 2), within(1e-9));
    }

    @Test
    void theTruePosteriorOfANormalCodeGivesTheChannelsInformation() {
        // c ~ N(0, 1), Q = N(c/2, ½) of x = c + N(0, 1) has I = ½ ln 2; at z = ±1 the mean of z² is exact.
        float sigma = (float) Math.sqrt(0.5);
        double bound = MutualInformation.continuous(
                0.5 * Math.log(2 * Math.PI * Math.E), new float[] {sigma, -sigma}, new float[] {0, 0}, new float[] {
                    sigma, sigma
                });

        assertThat(bound).isEqualTo(0.5 * Math.log(2), within(1e-7));
    }

    @Test
    void refusesNothingAndSigmasThatAreNotPositive() {
        assertThatThrownBy(() -> MutualInformation.categorical(1, new float[0][], new int[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MutualInformation.continuous(1, new float[1], new float[1], new float[1]))
                .hasMessageContaining("sigma of image 0 is 0.0");
    }
}
