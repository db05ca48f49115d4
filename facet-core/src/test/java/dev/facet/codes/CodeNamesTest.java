package dev.facet.codes;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CodeNamesTest {
    private static final Code.Categorical KIND = new Code.Categorical("kind", 4);
    private static final Code.Uniform SLANT = new Code.Uniform("c1", -1, 1);

    @Test
    void withoutNamesEverythingGoesByItsOwn() {
        assertThat(CodeNames.NONE.label(SLANT)).isEqualTo("c1");
        assertThat(CodeNames.NONE.label(KIND, 3)).isEqualTo("3");
        assertThat(CodeNames.NONE.order(KIND)).containsExactly(0, 1, 2, 3);
        assertThat(CodeNames.NONE.category(KIND, "3")).isEmpty();
    }

    @Test
    void numbersComeBeforeWordsAndTheNamelessLast() {
        CodeNames names =
                CodeNames.NONE.with(KIND, 3, "9").with(KIND, 0, "boot").with(KIND, 1, "10");
        assertThat(names.order(KIND)).containsExactly(3, 1, 0, 2);
        assertThat(names.label(KIND, 0)).isEqualTo("0: boot");
        assertThat(names.category(KIND, "10")).hasValue(1);
    }

    @Test
    void aMatchNamesTheCategoriesAndAnEmptyNameTakesOneAway() {
        CodeNames names =
                CodeNames.NONE.with(KIND, 3, "old").with(KIND, new int[] {1, 0, -1, -1}, List.of("cat", "dog"));
        assertThat(names.label(KIND, 0)).isEqualTo("0: dog");
        assertThat(names.label(KIND, 3)).isEqualTo("3");
        assertThat(names.with(SLANT, " slant ").with(SLANT, "").label(SLANT)).isEqualTo("c1");
    }

    @Test
    void namesAreBounded() {
        assertThatThrownBy(() -> CodeNames.NONE.with(SLANT, "x".repeat(81))).hasMessageContaining("80");
        assertThatThrownBy(() -> CodeNames.NONE.with(SLANT, "a\nb")).hasMessageContaining("control");
        assertThatThrownBy(() -> CodeNames.NONE.with(KIND, 4, "x")).hasMessageContaining("0 … 3");
    }
}
