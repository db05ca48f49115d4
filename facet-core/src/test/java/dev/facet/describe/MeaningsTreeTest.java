package dev.facet.describe;

import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentSpec;
import dev.facet.describe.Trait.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MeaningsTreeTest {
    private static final LatentSpec LATENT =
            DrawnBars.spec(new Code.Uniform("c1", -1, 1), new Code.Categorical("kind", 2));
    private static final Meanings MEANINGS = new Meanings(
            256,
            2816,
            100,
            List.of(
                    new Meaning(
                            "c1",
                            List.of(
                                    new Trait("angle", Kind.FACTOR, "", 0.75, -0.75, Double.NaN),
                                    new Trait("slant", Kind.PROPERTY, "leaning left", 0.5, -1, 0.25)),
                            List.of()),
                    new Meaning(
                            "kind",
                            List.of(),
                            List.of(List.of(new Trait("dog", Kind.CLASS, "", 1, 1, Double.NaN)), List.of()))));

    @Test
    void whatIsWrittenIsRead() {
        assertThat(MeaningsTree.read(MeaningsTree.write(MEANINGS), LATENT)).isEqualTo(MEANINGS);
    }

    @Test
    void proposalsAreForOtherPrograms() {
        JsonNode tree = MeaningsTree.write(MEANINGS, Proposals.of(MEANINGS, LATENT, CodeNames.NONE, false));
        JsonNode c1 = tree.path("codes").get(0);
        assertThat(c1.path("proposal").toString())
                .isEqualTo("{\"name\":\"angle\",\"kind\":\"factor\",\"grows\":\"\",\"strength\":0.75,"
                        + "\"follows\":-0.75,\"trait\":\"angle\"}");
        assertThat(c1.path("also").get(0).path("share").asDouble(0)).isEqualTo(0.25);
        assertThat(tree.path("codes").get(1).has("proposal")).isFalse();
        assertThat(tree.path("codes").get(1).path("categories").toString())
                .startsWith("[{\"category\":0,\"name\":\"dog\"")
                .doesNotContain("\"category\":1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"draws\":256       | \"draws\":\"many\"  | no whole number 'draws'",
                "\"codes\":[         | \"cods\":[          | no list 'codes'",
                "\"c1\"              | \"c9\"              | a code that the model lacks",
                "\"kind\":\"factor\" | \"kind\":\"guess\"  | a kind other than",
                "\"strength\":0.75   | \"strength\":7      | no number 'strength' from 0 to 1",
                "\"follows\":-0.75   | \"follows\":null    | no number 'follows' from -1 to 1",
                "\"name\":\"slant\"  | \"name\":3          | no text 'name'",
                "}],[]]              | }]]                 | 1 categories of code 'kind'",
                "}],[]]              | }],{}]              | no list of traits",
            })
    void whatIsWrongIsSaid(String right, String wrong, String problem) {
        String json = MeaningsTree.write(MEANINGS).toString();
        assertThat(json).contains(right);
        JsonNode damaged = JsonMapper.shared().readTree(json.replaceFirst(Pattern.quote(right), wrong));
        assertThatThrownBy(() -> MeaningsTree.read(damaged, LATENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }
}
