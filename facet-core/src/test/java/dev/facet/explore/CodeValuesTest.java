package dev.facet.explore;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.config.UsageException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CodeValuesTest {
    private static final Code.Categorical DIGIT = new Code.Categorical("digit", 10);
    private static final Code.Uniform C1 = new Code.Uniform("c1", -1, 1);
    private static final LatentSpec LATENT =
            new LatentSpec(new Noise(1, Noise.Distribution.NORMAL), List.of(DIGIT, C1));
    private static final CodeNames NAMES =
            CodeNames.NONE.with(DIGIT, 7, "3").with(DIGIT, 3, "5").with(C1, "slant");

    @Test
    void inJsonANumberIsAnIndexAndATextAName() {
        assertThat(CodeValues.of(LATENT, NAMES, Map.of("digit", 3)).values()).containsEntry(DIGIT, 3.0);
        assertThat(CodeValues.of(LATENT, NAMES, Map.of("digit", 3.0)).values()).containsEntry(DIGIT, 3.0);
        assertThat(CodeValues.of(LATENT, NAMES, Map.of("digit", "3")).values()).containsEntry(DIGIT, 7.0);
        assertThat(CodeValues.of(LATENT, NAMES, Map.of("digit", "#3")).values()).containsEntry(DIGIT, 3.0);
        assertThat(CodeValues.of(LATENT, NAMES, Map.of("slant", 0.5)).values()).containsEntry(C1, 0.5);
        assertThatThrownBy(() -> CodeValues.of(LATENT, NAMES, Map.of("digit", 3.5)))
                .isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> CodeValues.of(LATENT, CodeNames.NONE, Map.of("digit", "3")))
                .isInstanceOf(UsageException.class);
    }

    @Test
    void whatWasTakenForWhatIsSaid() {
        assertThat(CodeValues.parse(LATENT, NAMES, Map.of("digit", "3")).taken())
                .containsExactly("digit=3: category 7, named 3");
        assertThat(CodeValues.parse(LATENT, NAMES, Map.of("digit", "#3")).taken())
                .containsExactly("digit=#3: category 3, named 5");
        assertThat(CodeValues.parse(LATENT, CodeNames.NONE, Map.of("digit", "3"))
                        .taken())
                .containsExactly("digit=3: category 3, which has no name");
        assertThat(CodeValues.parse(LATENT, NAMES, Map.of("slant", "-1.5")).taken())
                .containsExactly("slant=-1.5: code c1");
        assertThat(CodeValues.parse(LATENT, NAMES, Map.of("c1", "-1.5")).taken())
                .isEmpty();
        assertThat(CodeValues.parse(LATENT, NAMES, Map.of("digit", "3")).words(NAMES))
                .isEqualTo("digit 3 (#7)");
        assertThat(CodeValues.parse(LATENT, NAMES, Map.of("slant", "-1.50")).words(NAMES))
                .isEqualTo("slant (c1) −1.5");
    }

    @Test
    void theCategoryThatWasTakenIsTheOneThatIsSet() {
        LatentBatch batch = LATENT.draw(1, 0, 3);
        CodeValues.parse(LATENT, NAMES, Map.of("digit", "3", "slant", "0.25")).apply(batch);
        assertThat(batch.category(DIGIT, 2)).isEqualTo(7);
        assertThat(batch.value(C1, 2)).isEqualTo(0.25f);
    }

    @Test
    void aCodeIsGivenOnce() {
        assertThatThrownBy(() -> CodeValues.parse(LATENT, NAMES, Map.of("c1", "1", "slant", "1")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("slant (c1)")
                .hasMessageContaining("twice");
    }

    @Test
    void errorsCallACodeByItsName() {
        assertThatThrownBy(() -> CodeValues.parse(LATENT, NAMES, Map.of("c1", "steep")))
                .hasMessageContaining("'slant (c1)' takes a number");
        assertThatThrownBy(() -> CodeValues.parse(LATENT, NAMES, Map.of("slant", "9")))
                .hasMessageContaining("'slant (c1)' takes -8.0 to 8.0");
    }
}
