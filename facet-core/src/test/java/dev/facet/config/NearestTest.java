package dev.facet.config;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class NearestTest {
    @Test
    void findsASwapAMissingLetterAndAnotherCase() {
        List<String> words = List.of("steps", "batch", "mnist-paper");

        assertThat(Nearest.of("bacth", words)).contains("batch");
        assertThat(Nearest.of("step", words)).contains("steps");
        assertThat(Nearest.of("MNIST-PAPER", words)).contains("mnist-paper");
    }

    @Test
    void doesNotGuessWhenNothingIsNear() {
        assertThat(Nearest.of("colour", List.of("steps", "batch"))).isEmpty();
        assertThat(Nearest.of("x", List.of())).isEmpty();
    }

    @Test
    void prefersTheCloserCandidate() {
        assertThat(Nearest.of("beta2x", List.of("beta1", "beta2"))).contains("beta2");
    }
}
