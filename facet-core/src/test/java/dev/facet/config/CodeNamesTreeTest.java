package dev.facet.config;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CodeNamesTreeTest {
    private static final Code.Categorical DIGIT = new Code.Categorical("digit", 3);
    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void whatIsWrittenIsRead() {
        CodeNames names = CodeNames.NONE
                .with(DIGIT, "Ziffer")
                .with(DIGIT, 2, "1, \"eins\" = one")
                .withOrder(DIGIT, List.of(2, 0, 1))
                .with(new Code.Uniform("c1", -1, 1), "slant");
        String text = JSON.writeValueAsString(CodeNamesTree.write(names));
        assertThat(CodeNamesTree.read(JSON.readTree(text))).isEqualTo(names);
    }

    @Test
    void endsOfSlidersAreWrittenWhereSomebodySetThem() {
        Code.Uniform slant = new Code.Uniform("c1", -1, 1);
        CodeNames names = CodeNames.NONE.withEnds(slant, -1.5, 0.25).withUsualEnds(slant);
        String text = JSON.writeValueAsString(CodeNamesTree.write(names));
        assertThat(text).isEqualTo("{\"c1\":{\"name\":\"\",\"categories\":{},\"order\":[],\"ends\":[[-1.5,0.25],[]]}}");
        assertThat(CodeNamesTree.read(JSON.readTree(text))).isEqualTo(names);
        assertThat(CodeNamesTree.write(CodeNames.NONE.with(slant, "x")).toString())
                .doesNotContain("ends");
    }

    @Test
    void missingPartsAreEmpty() {
        assertThat(CodeNamesTree.read(JSON.readTree("{}"))).isEqualTo(CodeNames.NONE);
        assertThat(CodeNamesTree.read(JSON.readTree("{\"digit\":{}}")).label(DIGIT, 1))
                .isEqualTo("1");
    }

    /** Every key with null, the wrong kind, and extremes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "7",
                "\"digit\"",
                "{\"digit\":null}",
                "{\"digit\":7}",
                "{\"digit\":[]}",
                "{\"digit\":\"seven\"}",
                "{\"c1\":{\"ends\":null}}",
                "{\"c1\":{\"ends\":[-1,1]}}",
                "{\"c1\":{\"ends\":[[-1,1,2]]}}",
                "{\"c1\":{\"ends\":[[1,-1]]}}",
                "{\"c1\":{\"ends\":[[\"a\",1]]}}",
                "{\"c1\":{\"ends\":[{}]}}",
                "{\"digit\":{\"name\":null}}",
                "{\"digit\":{\"name\":7}}",
                "{\"digit\":{\"name\":{}}}",
                "{\"digit\":{\"name\":\"a\\nb\"}}",
                "{\"digit\":{\"categories\":null}}",
                "{\"digit\":{\"categories\":[\"a\"]}}",
                "{\"digit\":{\"categories\":{\"0\":null}}}",
                "{\"digit\":{\"categories\":{\"0\":3}}}",
                "{\"digit\":{\"categories\":{\"-1\":\"a\"}}}",
                "{\"digit\":{\"categories\":{\"a\":\"a\"}}}",
                "{\"digit\":{\"categories\":{\"\":\"a\"}}}",
                "{\"digit\":{\"categories\":{\"99999999999999999999\":\"a\"}}}",
                "{\"digit\":{\"categories\":{\"0\":\"#1\"}}}",
                "{\"digit\":{\"order\":null}}",
                "{\"digit\":{\"order\":7}}",
                "{\"digit\":{\"order\":[null]}}",
                "{\"digit\":{\"order\":[\"0\"]}}",
                "{\"digit\":{\"order\":[0.5]}}",
                "{\"digit\":{\"order\":[1e99]}}",
                "{\"digit\":{\"order\":[99999999999999999999]}}",
                "{\"digit\":{\"categorys\":{}}}",
            })
    void whatIsOfTheWrongKindIsSaid(String text) {
        assertThatThrownBy(() -> CodeNamesTree.read(JSON.readTree(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .isNotBlank()
                .doesNotContain("\n");
    }

    @Test
    void aTextOfAMillionCharactersIsNotPrinted() {
        String text = "{\"digit\":{\"order\":[\"" + "9".repeat(1_000_000) + "\"],\"name\":\"\"}}";
        assertThatThrownBy(() -> CodeNamesTree.read(JSON.readTree(text)))
                .message()
                .hasSizeLessThan(300);
        String name = "{\"digit\":{\"name\":\"" + "x".repeat(1_000_000) + "\"}}";
        assertThatThrownBy(() -> CodeNamesTree.read(JSON.readTree(name)))
                .message()
                .hasSizeLessThan(300);
    }
}
