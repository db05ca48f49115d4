package dev.facet.calibrate;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.Test;

import dev.facet.codes.Alignment;
import dev.facet.codes.Code;
import dev.facet.codes.Encodings;
import dev.facet.codes.LatentBatch;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Noise;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.model.Architecture;
import dev.facet.model.Model;
import dev.facet.model.Networks;
import dev.facet.model.PixelRange;
import dev.facet.model.layer.Flatten;
import dev.facet.model.layer.Layer;
import dev.facet.model.layer.Linear;
import dev.facet.model.layer.Rectifier;
import dev.facet.model.layer.Reshape;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** A linear generator of images of three pixels, and a recogniser that inverts it. */
class AlignerTest {
    private static final ImageShape SHAPE = new ImageShape(1, 1, 3);
    private static final LatentSpec LATENT = latent(new Code.Uniform("c1", -1, 1), new Code.Uniform("c2", 0, 4));

    /** The first pixel moves along a direction at {@code degrees} from c1, the second at right angles to it. */
    private static Model mixed(double degrees, double first, double second) {
        float cosine = (float) Math.cos(Math.toRadians(degrees));
        float sine = (float) Math.sin(Math.toRadians(degrees));
        float a = (float) first;
        float b = (float) second;
        // the unit of c2 is 2, its middle 2
        float[] weight = {0, a * cosine, a * sine / 2, 0, -b * sine, b * cosine / 2, 0, 0, 0};
        float[] bias = {-a * sine, -b * cosine, 0};
        // means of c1 and c2 from the pixels, log-variances as they may be
        float[] reading = {
            cosine / a, -sine / b, 0, 0, 0, 0, 2 * sine / a, 2 * cosine / b, 0, 0, 0, 0,
        };
        float[] zero = {0, -2, 2, -1};
        return model(LATENT, weight, bias, reading, zero);
    }

    private static LatentSpec latent(Code... codes) {
        return new LatentSpec(new Noise(1, Noise.Distribution.NORMAL), List.of(codes));
    }

    private static Model model(LatentSpec latent, float[] weight, float[] bias, float[] reading, float[] zero) {
        Architecture architecture = Architecture.of(
                latent,
                SHAPE,
                List.of(new Linear("fc", latent.width(), 3, Layer.Bias.WITH), new Reshape(1, 1, 3)),
                List.of(new Flatten()),
                List.of(new Linear("fc", 3, 1, Layer.Bias.WITH)),
                List.of(new Linear("fc", 3, latent.outputs(), Layer.Bias.WITH)),
                PixelRange.SYMMETRIC);
        Networks networks = Networks.of(architecture, false);
        set(networks.generator().tensors(), "generator.fc.", weight, bias);
        set(networks.recogniser().tensors(), "recogniser.fc.", reading, zero);
        return new Model(latent, SHAPE, networks, -4, true);
    }

    private static void set(
            Map<String, org.bytedeco.pytorch.Tensor> tensors, String layer, float[] weight, float[] bias) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Objects.requireNonNull(tensors.get(layer + "weight"))
                    .copy_(Tensors.of(weight, bias.length, weight.length / bias.length));
            Objects.requireNonNull(tensors.get(layer + "bias")).copy_(Tensors.of(bias, bias.length));
        }
    }

    @Test
    void theDirectionsOfAMixAreFoundLargestFirst() {
        for (double degrees : new double[] {0, 20, 45, 75}) {
            Aligner.Found found = found(degrees, 0.4, 0.1);
            Alignment alignment = found.alignment();
            List<Double> first = alignment.directions().get(0);
            assertThat(Math.toDegrees(Math.atan2(first.get(1), first.get(0)))).isCloseTo(degrees, within(1.0));
            assertThat(alignment.shares().get(0)).isCloseTo(16.0 / 17, within(1e-3));
            assertThat(found.uncertainty()).isLessThan(0.5);
            assertThat(found.determined()).isTrue();
        }
        Aligner.Found found = found(45, 0.4, 0.1);
        assertThat(found.before().get(0)).isCloseTo(0.5, within(1e-3));
        assertThat(found.overlap()).isCloseTo(15.0 / 17, within(1e-3));
    }

    @Test
    void equalMovementsDetermineNoDirectionsAndCodesStayAsTheyWereTrained() {
        Aligner.Found found = found(30, 0.1, 0.1);
        assertThat(found.free()).isEqualTo(2);
        for (int slider = 0; slider < 2; slider++) {
            List<Double> direction = found.alignment().directions().get(slider);
            assertThat(Math.max(direction.get(0), direction.get(1))).isCloseTo(1, within(1e-6));
        }
        assertThat(found.alignment().shares().get(0)).isCloseTo(0.5, within(1e-3));
        assertThat(found.overlap()).isLessThan(1e-3);
        assertThat(found.determined()).isFalse();
    }

    /**
     * Two codes that move images by the same amount, and one of which turns what it draws. Their sum and difference are
     * at right angles, too.
     */
    @Test
    void codesThatMoveItemsAlikeAreToldApartByWhatBends() {
        double turn = Math.toRadians(35);
        try (Model model = bent((float) Math.cos(turn), (float) Math.sin(turn))) {
            Aligner.Found found = Aligner.measure(model, 1);
            List<Double> first = found.alignment().directions().get(0);
            double degrees = Math.toDegrees(Math.atan2(first.get(1), first.get(0)));
            assertThat((degrees + 360) % 90).as("%s", found).isCloseTo(35, within(2.0));
            assertThat(found.determined()).isTrue();
        }
    }

    /** Three pixels: two show along u how far a code has gone, by a curve and its mirror image, the third shows v. */
    private static Model bent(float cosine, float sine) {
        LatentSpec latent = latent(new Code.Uniform("c1", -1, 1), new Code.Uniform("c2", -1, 1));
        float a = 0.6f;
        // u bends by the rectifier; v is straight and moves as much
        float[] first = {0, a * cosine, a * sine, 0, -a * cosine, -a * sine, 0, -sine * a, cosine * a};
        float[] bias = {0, 0, 1};
        float[] second = {1, 0, 0, 0, 1, 0, 0, 0, 1};
        Architecture architecture = Architecture.of(
                latent,
                SHAPE,
                List.of(
                        new Linear("fc", latent.width(), 3, Layer.Bias.WITH),
                        new Rectifier(0),
                        new Linear("out", 3, 3, Layer.Bias.WITH),
                        new Reshape(1, 1, 3)),
                List.of(new Flatten()),
                List.of(new Linear("fc", 3, 1, Layer.Bias.WITH)),
                List.of(new Linear("fc", 3, latent.outputs(), Layer.Bias.WITH)),
                PixelRange.SYMMETRIC);
        Networks networks = Networks.of(architecture, false);
        set(networks.generator().tensors(), "generator.fc.", first, bias);
        set(networks.generator().tensors(), "generator.out.", second, new float[] {0, 0, -1});
        return new Model(latent, SHAPE, networks, -4, true);
    }

    private static Aligner.Found found(double degrees, double first, double second) {
        try (Model model = mixed(degrees, first, second)) {
            return Aligner.measure(model, 1);
        }
    }

    @Test
    void aSliderMovesOnePixelAndReadsBackWhatWasSet() {
        Code.Continuous one = LATENT.continuous().get(0);
        Code.Continuous other = LATENT.continuous().get(1);
        try (Model aligned = aligned(30, 0.2, 0.1)) {
            LatentBatch rows = new LatentBatch(LATENT, 3, new float[] {0, 0, 2, 0, 1, 2, 0, 0.5f, 3});
            Items items = aligned.generate(rows);
            byte[] pixels = items.bytes();
            // c1 at its end: the first pixel alone moves, by its gain times the reach
            assertThat((pixels[3] & 255) - (pixels[0] & 255))
                    .isCloseTo((int) Math.round(127.5 * 0.2 / Math.cos(Math.toRadians(30))), within(1));
            assertThat((pixels[4] & 255) - (pixels[1] & 255)).isBetween(-1, 1);
            Encodings read = aligned.encode(items);
            for (int row = 0; row < 3; row++) {
                assertThat(read.means(one)[row]).isCloseTo(rows.values()[3 * row + 1], within(0.05f));
                assertThat(read.means(other)[row]).isCloseTo(rows.values()[3 * row + 2], within(0.2f));
            }
            // var t1 = (cos² e⁻² + sin² e⁻¹ / 4) / reach², in the units of the codes
            double cosine = Math.pow(Math.cos(Math.toRadians(30)), 2);
            double variance = cosine * (cosine * Math.exp(-2) + (1 - cosine) * Math.exp(-1) / 4);
            assertThat((double) read.sigmas(one)[0]).isCloseTo(Math.sqrt(variance), within(1e-3));
        }
    }

    @Test
    void samplesStayTheSame() {
        try (Model model = mixed(30, 0.2, 0.1);
                Model aligned = aligned(30, 0.2, 0.1)) {
            assertThat(aligned.draw(5, 0, 9).values())
                    .isNotEqualTo(model.draw(5, 0, 9).values());
            byte[] before = model.generate(5, 9).bytes();
            byte[] after = aligned.generate(5, 9).bytes();
            for (int i = 0; i < before.length; i++) {
                assertThat((after[i] & 255) - (before[i] & 255)).isBetween(-1, 1);
            }
        }
    }

    private static Model aligned(double degrees, double first, double second) {
        Model model = mixed(degrees, first, second);
        return model.aligned(Aligner.measure(model, 1).alignment());
    }

    @Test
    void codesThatCannotBeAlignedAreSaid() {
        refused("has only one, c1", new Code.Uniform("c1", -1, 1));
        refused("has none (its codes: kind, many)", new Code.Categorical("kind", 2), new Code.Uniform("many", 0, 1, 3));
        refused(
                "33 uniform codes of one number; at most 32",
                IntStream.range(0, 33)
                        .mapToObj(i -> new Code.Uniform("u" + i, -1, 1))
                        .toArray(Code[]::new));
        refused("move nothing", new Code.Uniform("c1", -1, 1), new Code.Uniform("c2", -1, 1));
    }

    private void refused(String why, Code... codes) {
        LatentSpec latent = latent(codes);
        int outputs = latent.outputs();
        try (Model still = model(
                latent, new float[3 * latent.width()], new float[3], new float[3 * outputs], new float[outputs])) {
            assertThatThrownBy(() -> Aligner.measure(still, 1))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining(why);
        }
    }
}
