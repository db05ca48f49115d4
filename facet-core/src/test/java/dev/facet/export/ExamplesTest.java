package dev.facet.export;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import dev.facet.codes.Code;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.codes.Prior;
import dev.facet.data.ImageShape;
import dev.facet.data.Shape;

import static org.assertj.core.api.Assertions.assertThat;

class ExamplesTest {
    private static final Code.Categorical KIND =
            new Code.Categorical("kind", 4, Prior.LEARNED, List.of(0.0, 0.5, 0.0, 0.5));
    private static final Code.Categorical STYLE = new Code.Categorical("style", 3);
    private static final Code.Continuous TILT = new Code.Uniform("tilt", -1, 1);
    private static final LatentSpec LATENT =
            new LatentSpec(new Noise(5, Noise.Distribution.NORMAL), List.of(KIND, STYLE, TILT));
    private static final Shape SHAPE = new ImageShape(1, 8, 8);

    private final Examples examples = new Examples(LATENT, SHAPE, true);

    /** What the lines of an example put into a row, besides the noise. */
    private static LatentBatch row(List<String> lines, String assignment) {
        Pattern pattern = Pattern.compile(assignment);
        float[] values = new float[LATENT.width()];
        for (String line : lines) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                values[Integer.parseInt(matcher.group(1))] = Float.parseFloat(matcher.group(2));
            }
        }
        return new LatentBatch(LATENT, 1, values);
    }

    private static void isDrawn(LatentBatch row) {
        assertThat(row.category(KIND, 0))
                .as("the second category that is drawn")
                .isEqualTo(3);
        assertThat(row.category(STYLE, 0)).isEqualTo(1);
        assertThat(row.value(TILT, 0)).isEqualTo(0.5f);
    }

    @Test
    void pythonSetsARowThatTrainingCouldHaveDrawn() {
        List<String> lines = examples.python();
        isDrawn(row(lines, "latent\\[:, (\\d+)] = ([\\d.]+)"));
        assertThat(lines)
                .contains("latent[:, :5] = random.standard_normal((16, 5))")
                .contains("latent = numpy.zeros((16, 13), numpy.float32)")
                .contains("read, = recogniser.run([\"kind.probabilities\"], {\"images\": items})");
    }

    @Test
    void javaScriptSetsTheSameRow() {
        List<String> lines = examples.javaScript();
        isDrawn(row(lines, "latent\\[at \\+ (\\d+)] = ([\\d.]+);"));
        assertThat(lines).contains("    for (let i = 0; i < 5; i++) latent[at + i] = draw();");
    }

    @Test
    void noiseIsDrawnAsInTraining() {
        LatentSpec uniform = new LatentSpec(new Noise(5, Noise.Distribution.UNIFORM), List.of());
        Examples plain = new Examples(uniform, SHAPE, false);
        assertThat(plain.python()).contains("latent[:, :5] = random.uniform(-1, 1, (16, 5))");
        assertThat(plain.javaScript()).contains("const draw = () => 2 * Math.random() - 1;", "  return items;");
        assertThat(String.join("\n", plain.java())).doesNotContain("Recogniser", "for (");
    }
}
