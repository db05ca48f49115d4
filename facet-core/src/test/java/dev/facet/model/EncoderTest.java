package dev.facet.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.facet.codes.Alignment;
import dev.facet.codes.Code;
import dev.facet.codes.Encodings;
import dev.facet.codes.LatentBatch;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.drawn.Strokes;
import dev.facet.method.Methods;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class EncoderTest {
    private static final ImageShape SHAPE = new ImageShape(1, 28, 28);
    private static final int COUNT = 12;

    @BeforeAll
    static void engine() {
        Engine.load();
    }

    private static Model model(String preset, String... settings) {
        List<String> all = new ArrayList<>(List.of("model.width=4"));
        all.addAll(List.of(settings));
        RunConfig config = ConfigReader.resolve(preset, all);
        Networks networks = Networks.of(Methods.architecture(config, SHAPE), false);
        networks.start(3);
        return new Model(config.latent(), SHAPE, networks, -4, true);
    }

    private static Items items() {
        return Items.of(new Strokes(COUNT, 5, SHAPE), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    }

    @Test
    void itBeginsWithTheCodesThatQReadsWithinTheirRanges() {
        Model plain = model("strokes", "latent.codes=kind:cat4, c1:uniform(0,0.01), c2:normal(0.5), c3:uniform(-9,9)");
        Encodings read = plain.encode(items());
        try (Model model = plain.encoded(Encoder.like(plain, false, 1))) {
            assertThat(model.inverts()).isTrue();
            LatentBatch rows = model.invert(items());
            Code.Categorical kind = plain.latent().categorical().get(0);
            for (int i = 0; i < COUNT; i++) {
                int start = i * rows.spec().width() + rows.spec().offset(kind);
                float[] oneHot = Arrays.copyOfRange(rows.values(), start, start + 4);
                Arrays.sort(oneHot);
                assertThat(oneHot).containsExactly(0, 0, 0, 1);
                assertThat(rows.category(kind, i)).isEqualTo(read.categories(kind)[i]);
                for (Code.Continuous code : plain.latent().continuous()) {
                    double mean = read.means(code)[i];
                    double wanted = code instanceof Code.Uniform uniform
                            ? Math.max(uniform.low(), Math.min(uniform.high(), mean))
                            : mean;
                    assertThat(rows.value(code, i)).isCloseTo((float) wanted, within(1e-5f));
                }
            }
            // reading is as it was
            assertThat(model.encode(items()).means()).isDeepEqualTo(read.means());
            assertThat(model.reconstruct(items()).bytes())
                    .isEqualTo(model.generate(rows).bytes());
            // rows do not depend on the rest of the batch
            assertThat(model.invert(Items.of(new Strokes(COUNT, 5, SHAPE), 3)).values())
                    .containsExactly(
                            Arrays.copyOfRange(
                                    rows.values(),
                                    3 * rows.spec().width(),
                                    4 * rows.spec().width()),
                            within(1e-4f));
        }
    }

    @Test
    void uniformNoiseStaysWithinItsRange() {
        Model plain = model("strokes", "latent.noise.distribution=uniform");
        try (Model model = plain.encoded(Encoder.like(plain, false, 1))) {
            LatentBatch rows = model.invert(items());
            for (int i = 0; i < COUNT; i++) {
                for (int j = 0; j < rows.spec().noise().size(); j++) {
                    assertThat(rows.values()[i * rows.spec().width() + j]).isBetween(-1f, 1f);
                }
            }
        }
    }

    @Test
    void slidersOfAnAlignedModelMakeTheSameItemsAgain() {
        Model plain = model("strokes");
        Model encoded = plain.encoded(Encoder.like(plain, false, 1));
        Alignment alignment =
                new Alignment(List.of("c1", "c2"), List.of(List.of(0.6, 0.8), List.of(0.8, -0.6)), List.of(0.9, 0.1));
        LatentBatch codes = encoded.invert(items());
        byte[] again = encoded.reconstruct(items()).bytes();
        try (Model model = encoded.aligned(alignment)) {
            LatentBatch sliders = model.invert(items());
            assertThat(sliders.values())
                    .containsExactly(alignment.toSliders(codes).values(), within(1e-4f))
                    .isNotEqualTo(codes.values());
            byte[] turned = model.generate(sliders).bytes();
            for (int i = 0; i < again.length; i++) {
                assertThat((turned[i] & 255) - (again[i] & 255)).isBetween(-1, 1);
            }
        }
    }

    static Stream<String> methods() {
        return Methods.names().stream();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void everyMethodHasAnEncoderOrSaysWhyNot(String method) {
        Model plain = model(method.equals("stackedgan") ? method : "strokes", "method=" + method);
        if (List.of("cgan", "stackedgan").contains(method)) {
            try (plain) {
                assertThatThrownBy(() -> Encoder.like(plain, false, 1))
                        .isInstanceOf(UsageException.class)
                        .hasMessageContaining("facet train --help");
            }
            return;
        }
        try (Model model = plain.encoded(Encoder.like(plain, false, 1))) {
            assertThat(model.reconstruct(items()).count()).isEqualTo(COUNT);
        }
    }

    @Test
    void aRunWithoutCodesSaysWhyNot() {
        try (Model plain = model("gan", "latent.codes=[]")) {
            assertThatThrownBy(() -> Encoder.like(plain, false, 1))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("no recogniser");
        }
    }

    @Test
    void aRunWithNothingToFindSaysSo() {
        try (Model plain = model("strokes", "latent.noise.size=0", "latent.codes=kind:cat4")) {
            assertThatThrownBy(() -> Encoder.like(plain, false, 1))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("neither noise nor continuous codes");
        }
    }

    @Test
    void withoutNoiseOrWithoutContinuousCodesItFindsTheRest() {
        for (String setting : List.of("latent.noise.size=0", "latent.codes=kind:cat4")) {
            Model plain = model("strokes", setting);
            try (Model model = plain.encoded(Encoder.like(plain, false, 1))) {
                assertThat(model.invert(items()).values())
                        .hasSize(COUNT * plain.latent().width());
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        try (Model plain = model("strokes");
                Model other = model("strokes", "latent.codes=c9:uniform")) {
            assertThatThrownBy(() -> plain.invert(items()))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("facet fit-encoder RUN");
            try (Encoder encoder = Encoder.like(other, false, 1)) {
                assertThatThrownBy(() -> plain.encoded(encoder)).isInstanceOf(IllegalArgumentException.class);
                Model encoded = other.encoded(encoder);
                assertThatThrownBy(() -> encoded.encoded(encoder)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> encoded.invert(new Items(new ImageShape(1, 2, 2), 1, new byte[4])))
                        .isInstanceOf(UsageException.class)
                        .hasMessageContaining("2×2");
            }
        }
    }
}
