package dev.facet.model;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.facet.codes.Alignment;
import dev.facet.codes.Code;
import dev.facet.codes.LatentBatch;
import dev.facet.config.RunConfig;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.method.Methods;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class InversionTest {
    private static final ImageShape SHAPE = new ImageShape(1, 28, 28);

    @BeforeEach
    void engine() {
        Engine.start(1);
    }

    private static Model model(String preset, String... settings) {
        List<String> all = new ArrayList<>(List.of("model.width=4"));
        all.addAll(List.of(settings));
        RunConfig config = ConfigReader.resolve(preset, all);
        Networks networks = Networks.of(Methods.architecture(config, SHAPE), false);
        networks.start(3);
        // so that an untrained generator makes items that differ
        networks.generator().parameters().values().mul_(Tensors.scalar(4));
        networks.generator().refresh();
        return new Model(config.latent(), SHAPE, networks, -4, true);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double difference(Items a, Items b) {
        double sum = 0;
        for (int i = 0; i < a.bytes().length; i++) {
            sum += Math.abs((a.bytes()[i] & 0xff) - (b.bytes()[i] & 0xff)) / 255.0;
        }
        return sum / a.bytes().length;
    }

    @Test
    void itComesNearerAndSaysHowNear() {
        for (String preset : List.of("strokes", "images")) {
            try (Model model = model(preset)) {
                Items items = model.generate(7, 3);
                Inversion inversion = new Inversion(model, items, 60);
                inversion.run(model, 25);
                assertThat(inversion.isDone()).isFalse();
                inversion.run(model, 100);
                assertThat(inversion.isDone()).isTrue();
                double[] errors = inversion.errors();
                assertThat(mean(errors)).as(preset).isLessThan(0.6 * mean(inversion.errorsAtStart()));
                for (int i = 0; i < 3; i++) {
                    assertThat(errors[i]).isLessThanOrEqualTo(inversion.errorsAtStart()[i]);
                }
                assertThat(difference(items, model.generate(inversion.rows()))).isCloseTo(mean(errors), within(0.004));
            }
        }
    }

    @Test
    void categoriesStayAndNumbersStayWithinTheirReach() {
        try (Model model = model("strokes")) {
            Items items = model.generate(7, 2);
            Inversion inversion = new Inversion(model, items, 40);
            LatentBatch before = inversion.rows();
            inversion.run(model, 40);
            LatentBatch after = inversion.rows();
            assertThat(after.values()).isNotEqualTo(before.values());
            Code.Categorical digit = model.latent().categorical().get(0);
            for (int i = 0; i < 2; i++) {
                assertThat(after.category(digit, i)).isEqualTo(before.category(digit, i));
                for (Code.Continuous code : model.latent().continuous()) {
                    assertThat((double) after.value(code, i)).isBetween(-2.0, 2.0);
                }
            }
        }
    }

    @Test
    void alignedCodesAreSearchedAsSliders() {
        try (Model plain = model("strokes")) {
            Alignment turned = new Alignment(
                    List.of("c1", "c2"), List.of(List.of(0.8, -0.6), List.of(0.6, 0.8)), List.of(0.7, 0.3));
            Model model = plain.aligned(turned);
            Items items = model.generate(4, 2);
            Inversion inversion = new Inversion(model, items, 40);
            inversion.run(model, 40);
            assertThat(mean(inversion.errors())).isLessThan(0.8 * mean(inversion.errorsAtStart()));
        }
    }

    @Test
    void withoutARecogniserTheSearchBeginsAnywhere() {
        try (Model model = model("cgan")) {
            assertThat(model.recognises()).isFalse();
            Inversion inversion = new Inversion(model, model.generate(4, 1), 40);
            inversion.run(model, 40);
            assertThat(mean(inversion.errors())).isLessThan(0.8 * mean(inversion.errorsAtStart()));
        }
    }

    @Test
    void anotherModelIsRefused() {
        try (Model model = model("strokes");
                Model other = model("strokes", "latent.codes=digit:cat9")) {
            Inversion inversion = new Inversion(model, model.generate(4, 1), 5);
            assertThatThrownBy(() -> inversion.run(other, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("this model has");
        }
    }
}
