package dev.facet.data;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.facet.data.PartName.Said;

import static org.assertj.core.api.Assertions.assertThat;

class PartNameTest {
    @ParameterizedTest
    @CsvSource({
        "train-00000-of-00002, TRAIN, of",
        "Training, TRAIN, ''",
        "test_set, TEST, set",
        "valImages, VALIDATION, images",
        "train2017, TRAIN, ''",
        "my dev set, VALIDATION, my set"
    })
    void aWordOfANameSaysThePart(String name, PartName part, String rest) {
        assertThat(PartName.of(name)).hasValue(part);
        assertThat(Said.of(name).orElseThrow().rest()).isEqualTo(rest);
    }

    @Test
    void otherWordsSayNothing() {
        assertThat(PartName.of("trainer")).isEmpty();
        assertThat(PartName.of("contest")).isEmpty();
        assertThat(PartName.of("0001")).isEmpty();
    }
}
