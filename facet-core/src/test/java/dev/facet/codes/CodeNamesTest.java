package dev.facet.codes;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CodeNamesTest {
    private static final Code.Categorical KIND = new Code.Categorical("kind", 4);
    private static final Code.Uniform SLANT = new Code.Uniform("c1", -1, 1);
    private static final Code.Uniform WEIGHT = new Code.Uniform("c2", -1, 1);
    private static final LatentSpec LATENT =
            new LatentSpec(new Noise(2, Noise.Distribution.NORMAL), List.of(KIND, SLANT, WEIGHT));

    @Test
    void withoutNamesEverythingGoesByItsOwn() {
        assertThat(CodeNames.NONE.label(SLANT)).isEqualTo("c1");
        assertThat(CodeNames.NONE.label(KIND, 3)).isEqualTo("3");
        assertThat(CodeNames.NONE.order(KIND)).containsExactly(0, 1, 2, 3);
        assertThat(CodeNames.NONE.categories(KIND, "3")).isEmpty();
    }

    @Test
    void numbersComeBeforeWordsAndTheNamelessLast() {
        CodeNames names =
                CodeNames.NONE.with(KIND, 3, "9").with(KIND, 0, "boot").with(KIND, 1, "10");
        assertThat(names.order(KIND)).containsExactly(3, 1, 0, 2);
        assertThat(names.label(KIND, 0)).isEqualTo("boot (#0)");
        assertThat(names.categories(KIND, "10")).containsExactly(1);
    }

    @Test
    void anIndexIsToldFromANameWhereNamesAreNumbers() {
        CodeNames words = CodeNames.NONE.with(KIND, 3, "boot");
        assertThat(words.label(KIND, 2)).isEqualTo("2");
        CodeNames digits = words.with(KIND, 0, "2");
        assertThat(digits.label(KIND, 2)).isEqualTo("#2");
        assertThat(digits.label(KIND, 0)).isEqualTo("2 (#0)");
    }

    @Test
    void aMatchNamesTheCategoriesAndAnEmptyNameTakesOneAway() {
        CodeNames names =
                CodeNames.NONE.with(KIND, 3, "old").with(KIND, new int[] {1, 0, -1, -1}, List.of("cat", "dog"));
        assertThat(names.label(KIND, 0)).isEqualTo("dog (#0)");
        assertThat(names.label(KIND, 3)).isEqualTo("3");
        assertThat(names.with(SLANT, " slant ").with(SLANT, "").label(SLANT)).isEqualTo("c1");
    }

    @Test
    void namesAreBounded() {
        assertThatThrownBy(() -> CodeNames.NONE.with(SLANT, "x".repeat(81))).hasMessageContaining("80");
        assertThatThrownBy(() -> CodeNames.NONE.with(KIND, 4, "x")).hasMessageContaining("0 … 3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u2028b", "a\u0000b", "a\u007Fb", "a\uD800b"})
    void aNameIsOneLine(String name) {
        assertThatThrownBy(() -> CodeNames.NONE.with(SLANT, name)).hasMessageContaining("one line");
        assertThatThrownBy(() -> CodeNames.NONE.with(KIND, 0, name)).hasMessageContaining("one line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=b", "a:b", "a,b"})
    void theNameOfACodeCannotEndInTheMiddleOfACommand(String name) {
        assertThatThrownBy(() -> CodeNames.NONE.with(SLANT, name)).hasMessageContaining("command line");
        assertThat(CodeNames.NONE.with(KIND, 0, name).label(KIND, 0)).isEqualTo(name + " (#0)");
    }

    @Test
    void noNameOfACategoryLooksLikeAnIndex() {
        for (String name : List.of("#3", " #3", "#", "#three")) {
            assertThatThrownBy(() -> CodeNames.NONE.with(KIND, 0, name)).hasMessageContaining("# begins an index");
        }
    }

    @Test
    void twoSpellingsOfALetterAreOneName() {
        CodeNames names = CodeNames.NONE.with(KIND, 1, "cafe\u0301");
        assertThat(names.categories(KIND, " caf\u00e9 ")).containsExactly(1);
    }

    @Test
    void eachNameMeansOneThing() {
        CodeNames twice = CodeNames.NONE.with(KIND, 1, "boot").with(KIND, 3, "boot");
        assertThatThrownBy(() -> twice.requireDistinct(LATENT, List.of(KIND)))
                .hasMessageContaining("#1, #3")
                .hasMessageContaining("'boot'");
        twice.requireDistinct(LATENT, List.of(SLANT)); // nobody touched the categories
        CodeNames slant = CodeNames.NONE.with(SLANT, "slant");
        slant.with(SLANT, "c1").requireDistinct(LATENT, List.of(SLANT));
        for (String taken : List.of("c1", "slant", "kind")) {
            assertThatThrownBy(() -> slant.with(WEIGHT, taken).requireDistinct(LATENT, List.of(WEIGHT)))
                    .hasMessageContaining("c2 cannot be named '" + taken + "'");
        }
    }

    @Test
    void namesOfAnotherModelDoNotFit() {
        assertThat(CodeNames.NONE.with(KIND, 3, "x").with(SLANT, "y").misfit(LATENT))
                .isEmpty();
        assertThat(CodeNames.NONE.with(new Code.Categorical("kind", 9), 7, "x").misfit(LATENT))
                .hasValueSatisfying(text -> assertThat(text).contains("0 … 3", "7"));
        assertThat(CodeNames.NONE
                        .withOrder(new Code.Categorical("kind", 3), List.of(2, 1, 0))
                        .misfit(LATENT))
                .hasValueSatisfying(text -> assertThat(text).contains("order"));
        assertThat(CodeNames.NONE.with(new Code.Uniform("c9", 0, 1), "x").misfit(LATENT))
                .hasValueSatisfying(text -> assertThat(text).contains("c9", "kind, c1, c2"));
        assertThat(CodeNames.NONE.with(new Code.Categorical("c1", 3), 0, "x").misfit(LATENT))
                .hasValueSatisfying(text -> assertThat(text).contains("c1", "has none"));
    }
}
