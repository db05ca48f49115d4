package dev.facet.calibrate;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.Encodings;
import dev.facet.codes.LatentBatch;
import dev.facet.config.DataConfig.Scale;
import dev.facet.config.InfoGanConfig.Sigma;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.NoImages;
import dev.facet.data.SequenceShape;
import dev.facet.data.SequenceShape.Channel;
import dev.facet.data.Shape;
import dev.facet.data.Split;
import dev.facet.data.drawn.Strokes;
import dev.facet.data.source.Datasets;
import dev.facet.method.Methods;
import dev.facet.model.Model;
import dev.facet.model.Networks;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Uses untrained networks: their readings are useless, but can be calibrated. */
class CalibratorTest {
    private static final ImageShape SMALL = new ImageShape(1, 28, 28);

    private static Model model(RunConfig config, Shape shape) {
        Engine.load();
        Networks networks = Networks.of(Methods.architecture(config, shape), false);
        networks.start(3);
        return new Model(
                config.latent(),
                shape,
                networks,
                config.infogan().minLogVariance(),
                config.infogan().sigma() == Sigma.LEARNED);
    }

    private static Measured measure(RunConfig config, Model model, Dataset train, Dataset test) {
        return new Calibrator(model, config.infogan().consistency(), 5).measure(12, train, test);
    }

    private static Strokes strokes(int count, long seed) {
        return new Strokes(count, seed, SMALL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "method=infogan",
                "method=gan",
                "infogan.sigma=fixed",
                "method=stackedgan latent.noise.size=0 latent.codes=digit:cat10,z1:normal(0.5)x5,z0:uniformx6",
                "latent.codes=digit:cat10",
                "latent.codes=c1:uniform",
                "infogan.consistency.rotation=0 infogan.consistency.shear=0"
                        + " infogan.consistency.scale=0 infogan.consistency.shift=0"
            })
    void whatAModelSaysIsBroughtToWhatWasMeasured(String settings) {
        RunConfig config = ConfigReader.resolve("strokes", withWidth(settings));
        try (Model model = model(config, SMALL)) {
            Measured measured = measure(config, model, strokes(400, 1), strokes(300, 2));
            assertThat(measured.calibration().codes().fits(config.latent())).isTrue();
            assertThat(measured.calibration().codes().basis().unseen()).isTrue();
            assertThat(measured.calibration().codes().basis().heldOut()).isEqualTo(300);
            Model calibrated = model.calibrated(measured.calibration());
            // 68 % of the codes of other generated images must be within one sigma.
            LatentBatch drawn = config.latent().draw(77, 0, 400);
            Encodings read = calibrated.encode(model.generate(drawn));
            for (Code.Continuous code : config.latent().continuous()) {
                if (code.size() == 1) {
                    int within = 0;
                    for (int i = 0; i < drawn.count(); i++) {
                        within += Math.abs(read.means(code)[i] - drawn.value(code, i)) <= read.sigmas(code)[i] ? 1 : 0;
                    }
                    assertThat(within / 400.0).as(code.name()).isGreaterThan(0.58);
                }
            }
            Encodings data = calibrated.encode(strokes(1000, 3));
            assertThat(unlike(data)).isBetween(0.0, 0.04);
            assertThat(unlike(calibrated.encode(noise(SMALL, 50)))).isGreaterThan(0.5);
        }
    }

    private static List<String> withWidth(String settings) {
        List<String> all = new ArrayList<>(List.of(settings.split(" ")));
        all.add("model.width=4");
        return all;
    }

    private static double unlike(Encodings read) {
        int unlike = 0;
        for (int i = 0; i < read.count(); i++) {
            unlike += read.unlikeData(i) ? 1 : 0;
        }
        return (double) unlike / read.count();
    }

    private static Items noise(Shape shape, int count) {
        byte[] bytes = new byte[count * shape.bytes()];
        Draws draws = new Draws(9, 0);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) draws.nextInt(256);
        }
        return new Items(shape, count, bytes);
    }

    @Test
    void coloursAreMeasuredToo() {
        RunConfig config = ConfigReader.resolve("images", List.of("model.width=4"));
        ImageShape shape = new ImageShape(3, 32, 32);
        try (Model model = model(config, shape);
                Dataset data = Datasets.open(
                        ConfigReader.resolve(
                                        "strokes", List.of("data.count=400", "data.channels=3", "data.resolution=32"))
                                .data(),
                        Split.TRAIN)) {
            Measured measured = measure(config, model, data, new NoImages("strokes", shape));
            Model calibrated = model.calibrated(measured.calibration());
            Encodings own = calibrated.encode(data);
            assertThat(unlike(own)).isLessThan(0.04);
            assertThat(mean(calibrated.encode(noise(shape, 20)))).isGreaterThan(mean(own));
        }
    }

    private static double mean(Encodings read) {
        double sum = 0;
        for (float distance : read.measuredDistances().values()) {
            sum += distance;
        }
        return sum / read.count();
    }

    @Test
    void sequencesAreMeasuredToo() {
        SequenceShape shape = new SequenceShape(
                List.of(new Channel("x", new Scale(0, 1)), new Channel("y", new Scale(2, 3))), 40, true);
        RunConfig config = ConfigReader.resolve("sequences", List.of("model.width=4"));
        try (Model model = model(config, shape);
                Dataset waves = new Waves(shape, 400, 1)) {
            Measured measured = measure(config, model, waves, new NoImages("waves", shape));
            Model calibrated = model.calibrated(measured.calibration());
            assertThat(unlike(calibrated.encode(new Waves(shape, 300, 2)))).isLessThan(0.06);
        }
    }

    /** Curves of 12 to 39 steps; the rest is padding. */
    private record Unequal(Waves waves, SequenceShape shape) implements Dataset {
        @Override
        public String name() {
            return "unequal";
        }

        @Override
        public int size() {
            return waves.size();
        }

        @Override
        public void read(int index, byte[] target, int offset) {
            float[][] whole = Items.of(waves, index).sequence(0);
            int steps = 12 + new Draws(7, index).nextInt(28);
            float[][] own = {Arrays.copyOf(whole[0], steps), Arrays.copyOf(whole[1], steps)};
            System.arraycopy(Items.of(shape, own).bytes(), 0, target, offset, shape.bytes());
        }

        @Override
        public String fingerprint() {
            return waves.fingerprint();
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sequencesWithLengthsOfTheirOwnAreMeasuredToo(boolean path) {
        List<Channel> channels = List.of(new Channel("x", new Scale(0, 1)), new Channel("y", new Scale(2, 3)));
        SequenceShape shape = new SequenceShape(channels, 40, path, true);
        SequenceShape plain = new SequenceShape(channels, 40, path);
        RunConfig config = ConfigReader.resolve("sequences", List.of("model.width=4"));
        try (Model model = model(config, shape);
                Dataset waves = new Unequal(new Waves(plain, 400, 1), shape)) {
            Measured measured = measure(config, model, waves, new NoImages("waves", shape));
            Model calibrated = model.calibrated(measured.calibration());
            assertThat(unlike(calibrated.encode(new Unequal(new Waves(plain, 300, 2), shape))))
                    .isLessThan(0.06);
        }
    }

    @Test
    void withoutATestPartAThirdIsKeptApartAndThatIsSaid() {
        RunConfig config = ConfigReader.resolve("strokes", List.of("model.width=4"));
        try (Model model = model(config, SMALL)) {
            Measured measured = measure(config, model, strokes(600, 1), new NoImages("strokes", SMALL));
            assertThat(measured.calibration().codes().basis().unseen()).isFalse();
            assertThat(measured.calibration().codes().basis().heldOut()).isEqualTo(200);
            assertThat(measured.calibration().codes().basis().known()).isEqualTo(400);
        }
    }

    @Test
    void tooFewItemsAreNotMeasured() {
        RunConfig config = ConfigReader.resolve("strokes", List.of("model.width=4"));
        try (Model model = model(config, SMALL)) {
            assertThatThrownBy(() -> measure(config, model, strokes(64, 1), strokes(64, 2)))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContainingAll("too few images", "strokes has 64", "test part of 64", "300 in all");
            assertThatThrownBy(() -> measure(config, model, strokes(250, 1), new NoImages("strokes", SMALL)))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("no test part");
        }
    }

    @Test
    void theSameIsMeasuredAgain() {
        RunConfig config = ConfigReader.resolve("strokes", List.of("model.width=4"));
        try (Model model = model(config, SMALL)) {
            Measured once = measure(config, model, strokes(400, 1), strokes(200, 2));
            Measured again = measure(config, model.calibrated(once.calibration()), strokes(400, 1), strokes(200, 2));
            assertThat(again).usingRecursiveComparison().isEqualTo(once);
        }
    }

    /** Smooth curves in two channels. */
    private record Waves(SequenceShape shape, int size, long seed) implements Dataset {
        @Override
        public String name() {
            return "waves";
        }

        @Override
        public void read(int index, byte[] target, int offset) {
            Draws draws = new Draws(seed, index);
            double phase = draws.uniform(0, 6);
            FloatBuffer out = ByteBuffer.wrap(target, offset, shape.bytes())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer();
            for (int c = 0; c < 2; c++) {
                for (int t = 0; t < shape.width(); t++) {
                    out.put((float) (2 * c + Math.sin(phase + c + 0.2 * t) + 0.1 * draws.nextGaussian()));
                }
            }
        }

        @Override
        public String fingerprint() {
            return "waves";
        }

        @Override
        public void close() {}
    }
}
