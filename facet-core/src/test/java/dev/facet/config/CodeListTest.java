package dev.facet.config;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.facet.codes.Code;
import dev.facet.codes.Prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CodeListTest {
    @Test
    void readsEveryKind() {
        assertThat(CodeList.parse("kind:cat10, c1:uniform, c2 : uniform( -2 , 2.5 ),w:normal(0.5),v:Normal, k:cat(3)"))
                .containsExactly(
                        new Code.Categorical("kind", 10),
                        new Code.Uniform("c1", -1, 1),
                        new Code.Uniform("c2", -2, 2.5),
                        new Code.Normal("w", 0.5),
                        new Code.Normal("v", 1),
                        new Code.Categorical("k", 3));
    }

    @Test
    void readsCodesOfSeveralNumbers() {
        assertThat(CodeList.parse("z1:normal(0.5)x50, z0:normalx3, u:uniformx2, v:uniform(0,1)x4"))
                .containsExactly(
                        new Code.Normal("z1", 0.5, 50),
                        new Code.Normal("z0", 1, 3),
                        new Code.Uniform("u", -1, 1, 2),
                        new Code.Uniform("v", 0, 1, 4));
    }

    @Test
    void readsPriorsOfCategories() {
        assertThat(CodeList.parse("a:cat10:learned, b:cat3:uniform, c:auto, d:auto30, e : cat(4) : Learned, u:uniform"))
                .containsExactly(
                        new Code.Categorical("a", 10, Prior.LEARNED),
                        new Code.Categorical("b", 3),
                        new Code.Categorical("c", LatentTree.MOST_BY_ITSELF, Prior.AUTO),
                        new Code.Categorical("d", 30, Prior.AUTO),
                        new Code.Categorical("e", 4, Prior.LEARNED),
                        new Code.Uniform("u", -1, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | code 1 of 1, '', is not of the form name:kind",
                "kind:cat10,  | code 2 of 2, '', is not of the form name:kind",
                "kind | 'kind', is not of the form name:kind",
                "kind:cat10, c1:unifrom | code 2 of 2, 'c1:unifrom', cannot be: there is no kind 'unifrom'; did you"
                        + " mean 'uniform'",
                "kind:cat | takes the number of categories, as in cat10",
                "kind:cat1 | has 1 categories; it needs at least 2",
                "kind:cat99999999999 | something that is not a number",
                "c:uniform(1) | takes no numbers or two",
                "c:uniform(2,-2) | the first must be less than the second",
                "c:uniform(a,b) | something that is not a number",
                "c:uniform(NaN,1) | the first must be less than the second",
                "c:normal(-1) | it must be positive",
                "c:normal(1,2) | takes no number or one",
                "c:uniform(1,2 | is not of the form name:kind",
                "c:cat10x3 | only uniform and normal codes have a size such as x3",
                "c:cat10:lerned | there is no prior 'lerned'; a prior is uniform or learned",
                "c:uniform:learned | only categories such as cat10 have a prior such as ':learned'",
                "c:auto10:learned | that of auto is learned",
                "c:auto1 | has 1 categories; it needs at least 2",
                "c:auto(2,3) | takes no number or the largest number of categories, as in auto30",
                "c:uniformx0 | has size 0; it must be from 1 to 10000 numbers",
                "c:normalx | there is no kind 'normalx'",
                "1c:uniform | must start with a letter",
                "c:uniform, c:cat3 | code 2 of 2, 'c:cat3', has the name of an earlier code",
            })
    void pointsAtTheEntryThatIsWrong(String text, String message) {
        assertThatThrownBy(() -> CodeList.parse(text))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("write for example");
    }
}
