package dev.facet.calibrate;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.facet.config.DataConfig.Scale;
import dev.facet.config.EncoderConfig;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.NoImages;
import dev.facet.data.SequenceShape;
import dev.facet.data.SequenceShape.Channel;
import dev.facet.data.Shape;
import dev.facet.data.drawn.Strokes;
import dev.facet.method.Methods;
import dev.facet.model.Encoder;
import dev.facet.model.Model;
import dev.facet.model.Networks;
import dev.facet.model.Reconstruction;
import dev.facet.model.layer.Network;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EncoderFitTest {
    private static final ImageShape SHAPE = new ImageShape(1, 28, 28);
    private static final EncoderConfig SETTINGS = new EncoderConfig(40, 16, 0.002, 10);

    private final Dataset data = new Strokes(200, 5, SHAPE);

    @BeforeEach
    void engine() {
        Engine.start(1);
    }

    private static Model model(Shape shape, String preset, String... settings) {
        List<String> all = new ArrayList<>(List.of("model.width=4"));
        all.addAll(List.of(settings));
        RunConfig config = ConfigReader.resolve(preset, all);
        Networks networks = Networks.of(Methods.architecture(config, shape), false);
        networks.start(3);
        // so that an untrained generator makes items that differ
        networks.generator().parameters().values().mul_(Tensors.scalar(4));
        networks.generator().refresh();
        return new Model(config.latent(), shape, networks, -4, true);
    }

    private static List<float[]> weights(List<Network> networks) {
        return networks.stream()
                .flatMap(network -> network.tensors().values().stream())
                .map(Tensors::floats)
                .toList();
    }

    private static double error(Model model, Encoder encoder) {
        Dataset made = Made.by(model);
        return Reconstruction.of(model.encoded(encoder), made, made).error();
    }

    @Test
    void itLearnsToMakeItemsAgainAndChangesNothingElse() {
        for (String preset : List.of("strokes", "images")) {
            try (Model model = model(SHAPE, preset);
                    Encoder encoder = Encoder.like(model, false, 1)) {
                List<float[]> before = weights(model.networks().all());
                double worse = error(model, encoder);
                assertThat(new EncoderFit(model, encoder, SETTINGS, 1).run(Made.by(model), () -> false, done -> {}))
                        .isTrue();
                assertThat(error(model, encoder)).as(preset).isLessThan(0.9 * worse);
                List<float[]> after = weights(model.networks().all());
                assertThat(after).hasSameSizeAs(before);
                for (int k = 0; k < before.size(); k++) {
                    assertThat(after.get(k)).isEqualTo(before.get(k));
                }
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameWeights() {
        List<float[]> first = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (Model model = model(SHAPE, "strokes");
                    Encoder encoder = Encoder.like(model, false, 1)) {
                new EncoderFit(model, encoder, SETTINGS.withSteps(3), 1).run(data, () -> false, done -> {});
                List<float[]> found = weights(encoder.trained());
                for (int k = 0; k < first.size(); k++) {
                    assertThat(found.get(k)).isEqualTo(first.get(k));
                }
                first.addAll(found);
            }
        }
    }

    @Test
    void itStopsWhenItIsAskedTo() {
        try (Model model = model(SHAPE, "strokes");
                Encoder encoder = Encoder.like(model, false, 1)) {
            long[] steps = new long[1];
            assertThat(new EncoderFit(model, encoder, SETTINGS, 1)
                            .run(data, () -> steps[0] == 4, done -> steps[0] = done))
                    .isFalse();
            assertThat(steps[0]).isEqualTo(4);
        }
    }

    @Test
    void noItemsAndALossThatIsNotFiniteAreSaid() {
        try (Model model = model(SHAPE, "strokes");
                Encoder encoder = Encoder.like(model, false, 1)) {
            Dataset none = new NoImages("nothing", SHAPE);
            assertThatThrownBy(() -> new EncoderFit(model, encoder, SETTINGS, 1).run(none, () -> false, done -> {}))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("no images to fit an encoder to: nothing has none");
            Model encoded = model.encoded(encoder);
            assertThatThrownBy(() -> Reconstruction.of(encoded, data, none))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("no images to make again: nothing has none");
            model.networks().generator().parameters().values().fill_(Tensors.scalar(Double.NaN));
            model.networks().generator().refresh();
            assertThatThrownBy(() -> new EncoderFit(model, encoder, SETTINGS, 1).run(data, () -> false, done -> {}))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("no longer finite at step 0", "encoder.rate");
        }
    }

    @Test
    void sequencesCodesOfSeveralNumbersAndRunsWithoutNoiseCanHaveOne() {
        SequenceShape sequences = new SequenceShape(List.of(new Channel("x", new Scale(0, 1))), 32, false);
        try (Model model = model(sequences, "sequences");
                Encoder encoder = Encoder.like(model, false, 1)) {
            double worse = error(model, encoder);
            new EncoderFit(model, encoder, SETTINGS.withSteps(150), 1).run(Made.by(model), () -> false, done -> {});
            assertThat(error(model, encoder)).isLessThan(0.95 * worse);
        }
        for (String settings : List.of(
                "latent.noise.size=0", "latent.codes=kind:cat3", "infogan.sigma=fixed", "model.spectral-norm=true")) {
            try (Model model = model(SHAPE, "strokes", settings);
                    Encoder encoder = Encoder.like(model, false, 1)) {
                assertThat(new EncoderFit(model, encoder, SETTINGS.withSteps(2), 1).run(data, () -> false, done -> {}))
                        .isTrue();
            }
        }
        try (Model model = model(SHAPE, "clustergan");
                Encoder encoder = Encoder.like(model, false, 1)) {
            assertThat(new EncoderFit(model, encoder, SETTINGS.withSteps(2), 1).run(data, () -> false, done -> {}))
                    .isTrue();
        }
    }

    /** What a model generates, as if it were real. */
    private record Made(Items items) implements Dataset {
        static Made by(Model model) {
            return new Made(model.generate(5, 200));
        }

        @Override
        public String name() {
            return "made";
        }

        @Override
        public int size() {
            return items.count();
        }

        @Override
        public Shape shape() {
            return items.shape();
        }

        @Override
        public void read(int index, byte[] target, int offset) {
            int size = items.shape().bytes();
            System.arraycopy(items.bytes(), index * size, target, offset, size);
        }

        @Override
        public String fingerprint() {
            return "made";
        }

        @Override
        public void close() {}
    }
}
