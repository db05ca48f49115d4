package dev.facet.metrics;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class ClusteringTest {
    private static Confusion counts(long[]... rows) {
        return new Confusion(rows);
    }

    @Test
    void renamedClassesArePerfect() {
        Confusion confusion = counts(new long[] {0, 5, 0}, new long[] {0, 0, 5}, new long[] {5, 0, 0});
        Clustering clustering = Clustering.of(confusion, confusion);

        assertThat(clustering.accuracy()).isEqualTo(1);
        assertThat(clustering.nmi()).isEqualTo(1, within(1e-12));
        assertThat(clustering.ari()).isEqualTo(1, within(1e-12));
        assertThat(clustering.covered()).isEqualTo(3);
        assertThat(clustering.match()).containsExactly(1, 2, 0);
    }

    @Test
    void scoresAHandComputedExample() {
        // Categories of 3 and 3 images, classes of 2 and 4: counts {{2, 1}, {0, 3}}.
        Clustering clustering = Clustering.of(
                counts(new long[] {2, 1}, new long[] {0, 3}), counts(new long[] {2, 1}, new long[] {0, 3}));

        assertThat(clustering.accuracy()).isEqualTo(5.0 / 6, within(1e-12));
        assertThat(clustering.purity()).isEqualTo(5.0 / 6, within(1e-12));
        // Pairs: together in both 1 + 3 = 4; in categories 3 + 3 = 6; in classes 1 + 6 = 7; in all 15.
        double expected = 6 * 7 / 15.0;
        assertThat(clustering.ari()).isEqualTo((4 - expected) / (6.5 - expected), within(1e-12));
        double mutual = 2 / 6.0 * Math.log(2.0 * 6 / (3 * 2))
                + 1 / 6.0 * Math.log(6.0 / (3 * 4))
                + 3 / 6.0 * Math.log(3.0 * 6 / (3 * 4));
        double entropies = Math.log(2) + (Math.log(3) / 3 + 2 / 3.0 * Math.log(1.5));
        assertThat(clustering.nmi()).isEqualTo(mutual / (entropies / 2), within(1e-12));
    }

    @Test
    void theMatchingIsFittedOnTheOtherSet() {
        Confusion fit = counts(new long[] {9, 1}, new long[] {1, 9});
        Confusion score = counts(new long[] {0, 10}, new long[] {10, 0});

        assertThat(Clustering.of(fit, score).accuracy()).isZero();
        assertThat(Clustering.of(score, score).accuracy()).isEqualTo(1);
    }

    @Test
    void aConstantCategoryKnowsNothing() {
        Confusion confusion = counts(new long[] {5, 5}, new long[] {0, 0});
        Clustering clustering = Clustering.of(confusion, confusion);

        assertThat(clustering.accuracy()).isEqualTo(0.5);
        assertThat(clustering.nmi()).isZero();
        assertThat(clustering.ari()).isZero();
        assertThat(clustering.covered()).isEqualTo(1);
    }

    @Test
    void categoriesThatShareAClassAreMatchedOnceOnly() {
        Confusion confusion = counts(new long[] {6, 0}, new long[] {4, 0}, new long[] {0, 10});
        Clustering clustering = Clustering.of(confusion, confusion);

        assertThat(clustering.accuracy()).isEqualTo(16.0 / 20);
        assertThat(clustering.match()).containsExactly(0, -1, 1);
        assertThat(clustering.covered()).isEqualTo(2);
    }

    @Test
    void independentPartitionsScoreZero() {
        Confusion confusion = counts(new long[] {25, 25}, new long[] {25, 25});

        assertThat(Clustering.of(confusion, confusion).nmi()).isEqualTo(0, within(1e-12));
        assertThat(Clustering.of(confusion, confusion).ari()).isEqualTo(0, within(0.02));
    }

    @Test
    void refusesSetsOfDifferentKinds() {
        assertThatThrownBy(() -> Clustering.of(counts(new long[] {1, 1}), counts(new long[] {1})))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
