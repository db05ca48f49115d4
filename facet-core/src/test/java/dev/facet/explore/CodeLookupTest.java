package dev.facet.explore;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.codes.Prior;
import dev.facet.config.UsageException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CodeLookupTest {
    private static final Code.Categorical DIGIT = new Code.Categorical("digit", 10);
    private static final Code.Uniform C1 = new Code.Uniform("c1", -1, 1);
    private static final Code.Uniform C2 = new Code.Uniform("c2", -1, 1);
    private static final LatentSpec LATENT =
            new LatentSpec(new Noise(1, Noise.Distribution.NORMAL), List.of(DIGIT, C1, C2));
    private static final CodeNames WORDS =
            CodeNames.NONE.with(DIGIT, 3, "seven").with(DIGIT, 4, "t-shirt, top = no. 5");

    /** Category k found the digit (3k + 7) modulo 10. */
    private static CodeNames digits() {
        CodeNames names = CodeNames.NONE;
        for (int k = 0; k < 10; k++) {
            names = names.with(DIGIT, k, Integer.toString((3 * k + 7) % 10));
        }
        return names;
    }

    private static CodeLookup lookup(CodeNames names) {
        return new CodeLookup(LATENT, names);
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "#3, 3", " 3 , 3", "9, 9", "0, 0", "007, 7"})
    void withoutNamesANumberIsAnIndex(String text, int index) {
        assertThat(lookup(CodeNames.NONE).category(DIGIT, text)).isEqualTo(index);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"seven | 3", " seven | 3", "5 | 5", "3 | 3", "#4 | 4", "t-shirt, top = no. 5 | 4"})
    void whereNamesAreWordsANumberIsStillAnIndex(String text, int index) {
        assertThat(lookup(WORDS).category(DIGIT, text)).isEqualTo(index);
    }

    @ParameterizedTest
    @CsvSource({"0", "#0", "none"})
    void anEmptyCategoryIsNotAskedFor(String text) {
        Code.Categorical kind = new Code.Categorical("kind", 3, Prior.AUTO).with(List.of(0.0, 0.5, 0.5));
        CodeNames names = CodeNames.NONE.with(kind, 0, "none").with(kind, 2, "some");
        CodeLookup lookup =
                new CodeLookup(new LatentSpec(new Noise(1, Noise.Distribution.NORMAL), List.of(kind)), names);
        assertThatThrownBy(() -> lookup.category(kind, text))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("category 0 of code 'kind' is empty")
                .hasMessageContaining("In use are some (#2), 1");
        assertThat(lookup.category(kind, "1")).isEqualTo(1);
    }

    @Test
    void whereNamesAreNumbersANumberIsANameAndANumberSignMakesItAnIndex() {
        CodeLookup lookup = lookup(digits());
        for (int k = 0; k < 10; k++) {
            assertThat(lookup.category(DIGIT, Integer.toString((3 * k + 7) % 10)))
                    .isEqualTo(k);
            assertThat(lookup.category(DIGIT, "#" + k)).isEqualTo(k);
            assertThat(lookup.index(DIGIT, k)).isEqualTo(k);
        }
        assertThat(lookup.told(DIGIT, 2)).isEqualTo("category 2, named 3");
    }

    @Test
    void whereSomeNamesAreNumbersANumberIsNeverTheIndexOfAnother() {
        CodeLookup lookup = lookup(CodeNames.NONE.with(DIGIT, 0, "5"));
        assertThat(lookup.category(DIGIT, "5")).isZero();
        assertThatThrownBy(() -> lookup.category(DIGIT, "1"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("no category named '1'")
                .hasMessageContaining("5 (#0)")
                .hasMessageContaining("#0 to #9");
    }

    @Test
    void aTextThatIsNoIndexIsNeverTakenForOne() {
        // as in JSON, where an index is a number
        assertThatThrownBy(() -> lookup(CodeNames.NONE).named(DIGIT, "3")).hasMessageContaining("none has a name");
        assertThat(lookup(CodeNames.NONE).named(DIGIT, "#3")).isEqualTo(3);
        assertThat(lookup(digits()).named(DIGIT, "3")).isEqualTo(2);
    }

    @Test
    void theReferenceOfACategoryLeadsBackToIt() {
        CodeNames twice = WORDS.with(DIGIT, 8, "seven");
        for (CodeNames names : List.of(CodeNames.NONE, WORDS, digits(), twice, digits().with(DIGIT, 1, ""))) {
            for (int k = 0; k < 10; k++) {
                CodeLookup lookup = lookup(names);
                assertThat(lookup.category(DIGIT, lookup.reference(DIGIT, k)))
                        .as(names + " " + k)
                        .isEqualTo(k);
            }
        }
        assertThat(lookup(digits()).reference(DIGIT, 2)).isEqualTo("3");
        assertThat(lookup(digits().with(DIGIT, 1, "")).reference(DIGIT, 1)).isEqualTo("#1");
        assertThat(lookup(CodeNames.NONE).reference(DIGIT, 1)).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10     | categories 0 to 9",
                "#10    | categories 0 to 9",
                "-1     | no category named '-1'",
                "#-1    | categories 0 to 9",
                "#      | categories 0 to 9",
                "#seven | categories 0 to 9",
                "99999999999999999999 | categories 0 to 9",
                "sevn   | did you mean 'seven'?",
                "eight  | Named are seven (#3), t-shirt, top = no. 5 (#4)",
            })
    void whatIsNoCategoryIsToldWhatThereIs(String text, String message) {
        assertThatThrownBy(() -> lookup(WORDS).category(DIGIT, text))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"10", "-1", "2.5", "1e300"})
    void aNumberThatIsNoIndexIsRefused(double number) {
        assertThatThrownBy(() -> lookup(digits()).index(DIGIT, number))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("categories 0 to 9");
        assertThatThrownBy(() -> lookup(digits()).index(DIGIT, Double.NaN)).isInstanceOf(UsageException.class);
    }

    @Test
    void aNameThatTwoCategoriesHaveMeansNeither() {
        assertThatThrownBy(() -> lookup(WORDS.with(DIGIT, 8, "seven")).category(DIGIT, "seven"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("#3, #8");
    }

    @Test
    void aCodeIsFoundByItsIdOrItsName() {
        CodeLookup lookup = lookup(CodeNames.NONE.with(C1, "slant"));
        assertThat(lookup.code("c1")).isEqualTo(C1);
        assertThat(lookup.code(" slant ")).isEqualTo(C1);
        assertThatThrownBy(() -> lookup.code("slnt"))
                .isInstanceOf(UsageException.class)
                .hasMessage("there is no code 'slnt'; did you mean 'slant'? The codes are digit, slant (c1), c2");
        assertThatThrownBy(() -> lookup.code("zzz"))
                .hasMessage("there is no code 'zzz'; the codes are digit, slant (c1), c2");
    }

    @Test
    void inAFileThatWasEditedByHandTheIdGoesFirstAndANameOfTwoIsRefused() {
        assertThat(lookup(CodeNames.NONE.with(C1, "c2")).code("c2")).isEqualTo(C2);
        assertThatThrownBy(() -> lookup(CodeNames.NONE.with(C1, "slant").with(C2, "slant"))
                        .code("slant"))
                .hasMessageContaining("slant (c1), slant (c2)");
    }
}
