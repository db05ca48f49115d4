package dev.facet.codes;

import java.util.List;
import java.util.Map;

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
    void theEndsOfASliderAreKeptBesideItsNameAndUndoneOneByOne() {
        CodeNames.Ends usual = CodeNames.NONE.ends(SLANT);
        assertThat(usual).isEqualTo(new CodeNames.Ends(-2, 2));
        CodeNames once = CodeNames.NONE.withEnds(SLANT, -1.5, 0.8);
        CodeNames twice = once.with(SLANT, "slant").withEnds(SLANT, -1.5, 0.5);
        assertThat(twice.ends(SLANT)).isEqualTo(new CodeNames.Ends(-1.5, 0.5));
        assertThat(twice.label(SLANT)).isEqualTo("slant (c1)");
        assertThat(twice.hasEnds(WEIGHT)).isFalse();
        CodeNames reset = twice.withUsualEnds(SLANT);
        assertThat(reset.ends(SLANT)).isEqualTo(usual);
        assertThat(reset.hasEnds(SLANT)).isFalse();
        assertThat(reset.withUsualEnds(SLANT)).isSameAs(reset);
        CodeNames back = reset.withFormerEnds(SLANT).orElseThrow();
        assertThat(back).isEqualTo(twice);
        back = back.withFormerEnds(SLANT).orElseThrow();
        assertThat(back.ends(SLANT)).isEqualTo(once.ends(SLANT));
        back = back.withFormerEnds(SLANT).orElseThrow();
        assertThat(back.ends(SLANT)).isEqualTo(usual);
        assertThat(back.withFormerEnds(SLANT)).isEmpty();
        assertThat(twice.withEnds(SLANT, -1.5, 0.5))
                .as("no change is none to undo")
                .isSameAs(twice);
    }

    @Test
    void endsAreBounded() {
        assertThatThrownBy(() -> CodeNames.NONE.withEnds(SLANT, 1, 1)).hasMessageContaining("below");
        assertThatThrownBy(() -> CodeNames.NONE.withEnds(SLANT, -9, 1)).hasMessageContaining("the model draws -8.0 to");
        assertThatThrownBy(() -> CodeNames.NONE.withEnds(SLANT, Double.NaN, 1)).hasMessageContaining("below");
        assertThatThrownBy(() -> CodeNames.NONE.withEnds(new Code.Normal("z", 1, 50), -1, 1))
                .hasMessageContaining("no slider");
        CodeNames names = CodeNames.NONE;
        for (int i = 1; i <= 30; i++) {
            names = names.withEnds(SLANT, -1, i / 10.0);
        }
        assertThat(names.entries().get("c1")).isNotNull();
        assertThat(names.entries().values())
                .singleElement()
                .satisfies(entry -> assertThat(entry.ends()).hasSize(CodeNames.MOST_ENDS));
        assertThat(names.misfit(LATENT)).isEmpty();
        CodeNames far = new CodeNames(
                Map.of("c1", new CodeNames.Entry("", Map.of(), List.of(), List.of(new CodeNames.Ends(-99, 1)))));
        assertThat(far.misfit(LATENT).orElse("")).contains("cannot go from -99.0");
        CodeNames ofKinds = new CodeNames(
                Map.of("kind", new CodeNames.Entry("", Map.of(), List.of(), List.of(new CodeNames.Ends(-1, 1)))));
        assertThat(ofKinds.misfit(LATENT).orElse("")).contains("no slider");
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
