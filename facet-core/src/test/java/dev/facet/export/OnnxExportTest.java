package dev.facet.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.facet.codes.Alignment;
import dev.facet.codes.Calibration;
import dev.facet.codes.Code;
import dev.facet.codes.CodeNames;
import dev.facet.codes.Encodings;
import dev.facet.config.DataConfig.Scale;
import dev.facet.config.InfoGanConfig.Sigma;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.Items;
import dev.facet.data.SequenceShape;
import dev.facet.data.SequenceShape.Channel;
import dev.facet.data.Shape;
import dev.facet.method.Methods;
import dev.facet.model.Encoder;
import dev.facet.model.FeatureDistance;
import dev.facet.model.Model;
import dev.facet.model.ModelCalibration;
import dev.facet.model.Networks;
import dev.facet.model.layer.Network;
import dev.facet.onnx.ModelDescription;
import dev.facet.onnx.OnnxEncoder;
import dev.facet.onnx.OnnxGenerator;
import dev.facet.onnx.OnnxNames;
import dev.facet.onnx.OnnxRecogniser;
import dev.facet.onnx.OnnxSession;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class OnnxExportTest {
    private static final SequenceShape SEQUENCES = new SequenceShape(
            List.of(new Channel("x", new Scale(3, 20)), new Channel("y", new Scale(-1, 0.1))), 40, false);

    @TempDir
    private Path folder;

    /** A model whose weights and running statistics all differ from their initial values. */
    private static Model model(RunConfig config, Shape shape) {
        Engine.load();
        Networks networks = Networks.of(Methods.architecture(config, shape), false);
        networks.start(3);
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            torch.manual_seed(5);
            for (Network network : networks.all()) {
                network.tensors().forEach((name, tensor) -> {
                    if (name.endsWith("running_var")) {
                        tensor.uniform_(0.5, 1.5, new GeneratorOptional());
                    } else if (!name.endsWith("_u")) {
                        tensor.add_(torch.randn_like(tensor), Tensors.scalar(0.02));
                    }
                });
                network.refresh();
            }
        }
        return new Model(
                config.latent(),
                shape,
                networks,
                config.infogan().minLogVariance(),
                config.infogan().sigma() == Sigma.LEARNED);
    }

    private static ModelDescription description(Model model) {
        CodeNames names = model.latent().codes().isEmpty()
                ? CodeNames.NONE
                : CodeNames.NONE.with(model.latent().codes().get(0), "größe");
        for (Code.Categorical code : model.latent().categorical()) {
            names = names.with(code, 0, "1").with(code, 1, "0");
        }
        return new ModelDescription("1", "infogan", "none", 7, model.latent(), model.shape(), names);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mnist                  | 1 | 28 |",
                "images                 | 3 | 64 |",
                "mnist-paper            | 1 | 28 |",
                "mnist-keras-blog       | 1 | 28 |",
                "mnist-lsgan            | 1 | 32 |",
                "mnist-lsgan-as-published | 1 | 32 |",
                "gan                    | 1 | 28 | latent.codes=kind:cat4",
                "gan                    | 1 | 28 | latent.codes=[]",
                "cgan                   | 3 | 32 |",
                "acgan                  | 1 | 28 |",
                "infogan-cr             | 1 | 64 |",
                "mnist-book             | 1 | 28 |",
                "wgan-book              | 1 | 28 |",
                "cgan-book              | 1 | 28 |",
                "stackedgan             | 1 | 28 |",
                "stackedgan-book        | 1 | 28 |",
                "svhn                   | 3 | 32 |",
                "celeba                 | 3 | 32 |",
                "faces                  | 1 | 32 |",
                "chairs                 | 3 | 64 | model.width=16",
                "mnist                  | 1 | 28 | model.spectral-norm=true"
                        + " latent.codes=a:cat3,b:normal(0.5),c:uniform(-2,3)",
            })
    void whatOnnxRuntimeComputesIsWhatTheModelComputes(String preset, int channels, int size, String settings)
            throws IOException {
        List<String> overrides = settings == null ? List.of() : List.of(settings.split(" "));
        check(ConfigReader.resolve(preset, overrides), new ImageShape(channels, size, size));
    }

    @Test
    void sequencesComeOutInTheirOwnUnits() throws IOException {
        check(ConfigReader.resolve("sequences", List.of()), SEQUENCES);
        try (OnnxGenerator generator = OnnxGenerator.open(folder.resolve(OnnxNames.GENERATOR_FILE))) {
            assertThat(generator.shape()).isEqualTo(SEQUENCES);
        }
    }

    @Test
    void sequencesWithLengthsOfTheirOwnHaveThemInOnnxRuntimeToo() throws IOException {
        SequenceShape masked = new SequenceShape(SEQUENCES.parts(), 40, false, true);
        RunConfig config = ConfigReader.resolve("sequences", List.of());
        check(config, masked);
        try (Model model = unsteady(model(config, masked));
                OnnxGenerator generator = OnnxGenerator.open(exported(model).resolve(OnnxNames.GENERATOR_FILE));
                OnnxRecogniser recogniser = OnnxRecogniser.open(folder.resolve(OnnxNames.RECOGNISER_FILE))) {
            assertThat(generator.shape()).isEqualTo(masked);
            Items made = generator.generate(4, 200);
            assertThat(IntStream.range(0, 200)
                            .map(i -> made.sequence(i)[0].length)
                            .distinct()
                            .count())
                    .isGreaterThan(3);
            Items own = model.generate(4, 200);
            for (int i = 0; i < 200; i++) {
                assertThat(made.sequence(i)).hasNumberOfRows(2);
                assertThat(made.sequence(i)[0]).hasSameSizeAs(own.sequence(i)[0]);
            }
            // What stands in the padding is not read.
            Items three = Items.of(masked, new float[][] {{3, 23, -17}, {-1, -0.9f, -1.1f}});
            byte[] littered = three.bytes().clone();
            ByteBuffer.wrap(littered).order(ByteOrder.LITTLE_ENDIAN).putFloat(7 * Float.BYTES, 99);
            Code.Categorical kind = config.latent().categorical().get(0);
            float[] wanted = model.encode(three).probabilities(kind)[0];
            for (Items items : List.of(three, new Items(masked, 1, littered))) {
                assertThat(recogniser.encode(items).probabilities(kind)[0]).containsExactly(wanted, within(1e-5f));
                assertThat(model.encode(items).probabilities(kind)[0]).containsExactly(wanted, within(1e-6f));
            }
            assertThatThrownBy(() -> recogniser.encode(new Items(SEQUENCES, 1, new byte[SEQUENCES.bytes()])))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("up to 40 points in time");
        }
    }

    /** A generator of sequences whose masks differ. */
    private static Model unsteady(Model model) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            Network generator = model.networks().generator();
            for (String layer : List.of("fc1", "fc2", "up1", "up2", "up3")) {
                generator.parameters().value("generator." + layer + ".weight").mul_(Tensors.scalar(8));
            }
            generator.parameters().value("generator.up3.bias").copy_(Tensors.of(new float[] {0, 0, 1}, 3));
            generator.refresh();
        }
        return model;
    }

    private Path exported(Model model) throws IOException {
        new OnnxExport(model, description(model)).write(folder);
        return folder;
    }

    private void check(RunConfig config, Shape shape) throws IOException {
        try (Model model = model(config, shape)) {
            List<Path> files = new OnnxExport(model, description(model)).write(folder);
            assertThat(files).allSatisfy(file -> assertThat(file).exists());
            assertThat(files).hasSize(model.recognises() ? 3 : 2);
            OnnxCheck check = OnnxCheck.of(model, folder);
            assertThat(check.holds()).as(check.toString()).isTrue();

            try (OnnxGenerator generator = OnnxGenerator.open(folder.resolve(OnnxNames.GENERATOR_FILE))) {
                assertThat(generator.latent()).isEqualTo(model.latent());
                assertThat(generator.shape()).isEqualTo(shape);
                assertThat(generator.names()).isEqualTo(description(model).names());
                same(generator.generate(11, 5), model.generate(11, 5));
                // rows are independent, and 300 are more than one batch
                Items many = generator.generate(11, 300);
                assertThat(many.count()).isEqualTo(300);
                byte[] first = new byte[5 * shape.bytes()];
                System.arraycopy(many.bytes(), 0, first, 0, first.length);
                same(new Items(shape, 5, first), generator.generate(11, 5));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mnist      | 1 | 28 | latent.codes=digit:cat10,c1:uniform(-2,3),c2:normal(0.5)",
                "mnist      | 1 | 28 | latent.noise.size=0",
                "mnist      | 1 | 28 | latent.codes=digit:cat10 latent.noise.distribution=uniform",
                "images     | 3 | 64 |",
                "residual   | 1 | 32 | latent.codes=c1:uniform,c2:uniform",
                "clustergan | 1 | 28 |",
                "gan        | 1 | 28 | latent.codes=kind:cat4,c1:uniform",
            })
    void anEncoderFindsInOnnxRuntimeWhatItFinds(String preset, int channels, int size, String settings)
            throws IOException {
        List<String> overrides = settings == null ? List.of() : List.of(settings.split(" "));
        encoderHolds(model(ConfigReader.resolve(preset, overrides), new ImageShape(channels, size, size)));
    }

    @Test
    void anEncoderOfSequencesAndOfSlidersDoesToo() throws IOException {
        RunConfig config = ConfigReader.resolve("sequences", List.of("latent.codes=c1:uniform,c2:uniform"));
        encoderHolds(model(config, SEQUENCES));
        Alignment alignment =
                new Alignment(List.of("c1", "c2"), List.of(List.of(0.8, 0.6), List.of(0.6, -0.8)), List.of(0.7, 0.3));
        Model model = model(config, SEQUENCES);
        try (Model aligned = model.encoded(Encoder.like(model, false, 1)).aligned(alignment)) {
            List<Path> files = new OnnxExport(aligned, description(aligned)).write(folder);
            assertThat(files).contains(folder.resolve(OnnxNames.ENCODER_FILE));
            OnnxCheck check = OnnxCheck.of(aligned, folder);
            assertThat(check.holds()).as(check.toString()).isTrue();
        }
    }

    private void encoderHolds(Model model) throws IOException {
        try (Model encoded = model.encoded(Encoder.like(model, false, 1))) {
            List<Path> files = new OnnxExport(encoded, description(encoded)).write(folder);
            assertThat(files).hasSize(4).contains(folder.resolve(OnnxNames.ENCODER_FILE));
            OnnxCheck check = OnnxCheck.of(encoded, folder);
            assertThat(check.holds()).as(check.toString()).isTrue();
            assertThat(check.encoder()).as("the rows differ in rounding").isGreaterThan(0);
            assertThatThrownBy(() -> OnnxEncoder.open(folder.resolve(OnnxNames.GENERATOR_FILE), 1))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("is not an encoder");
            try (OnnxEncoder encoder = OnnxEncoder.open(folder.resolve(OnnxNames.ENCODER_FILE), 1)) {
                assertThatThrownBy(() -> encoder.invert(new Items(new ImageShape(1, 5, 5), 1, new byte[25])))
                        .isInstanceOf(UsageException.class)
                        .hasMessageContaining("5×5");
            }
        }
    }

    private static void same(Items a, Items b) {
        if (a.shape() instanceof SequenceShape sequences) {
            for (int i = 0; i < a.count(); i++) {
                for (int c = 0; c < sequences.parts().size(); c++) {
                    assertThat(a.sequence(i)[c]).containsExactly(b.sequence(i)[c], within(2e-3f));
                }
            }
            return;
        }
        for (int i = 0; i < a.bytes().length; i++) {
            assertThat(a.bytes()[i] & 0xFF).isCloseTo(b.bytes()[i] & 0xFF, within(1));
        }
    }

    @Test
    void aRecogniserSaysWhatQSays() throws IOException {
        RunConfig config = ConfigReader.resolve("mnist", List.of());
        try (Model model = model(config, new ImageShape(1, 28, 28))) {
            new OnnxExport(model, description(model)).write(folder);
            Items images = model.generate(1, 20);
            Encodings own = model.encode(images);
            try (OnnxRecogniser recogniser = OnnxRecogniser.open(folder.resolve(OnnxNames.RECOGNISER_FILE), 1)) {
                Encodings theirs = recogniser.encode(images);
                Code.Categorical digit = config.latent().categorical().get(0);
                assertThat(theirs.categories(digit)).isEqualTo(own.categories(digit));
                Code.Continuous c1 = config.latent().continuous().get(0);
                assertThat(theirs.means(c1)).containsExactly(own.means(c1), within(1e-4f));
                assertThat(theirs.sigmas(c1)).containsExactly(own.sigmas(c1), within(1e-4f));
                assertThatThrownBy(() -> recogniser.encode(new Items(new ImageShape(1, 14, 14), 1, new byte[196])))
                        .isInstanceOf(UsageException.class)
                        .hasMessageContaining("14×14")
                        .hasMessageContaining("28×28");
            }
        }
    }

    /** A model with a made-up calibration, by which some of its own images are near the data and some far from it. */
    private static Model calibrated(Model model) {
        int features = model.features();
        Map<String, Double> temperatures =
                model.latent().categorical().stream().collect(Collectors.toMap(Code::name, code -> 2.5));
        Map<String, Calibration.Sigma> sigmas = model.latent().continuous().stream()
                .collect(Collectors.toMap(Code::name, code -> new Calibration.Sigma(0.5, 0.3)));
        float[] mean = new float[features];
        float[] axes = new float[2 * features];
        axes[0] = 1;
        axes[3] = 1;
        Calibration codes = new Calibration(temperatures, sigmas, new Calibration.Basis(7, 300, 200, true));
        FeatureDistance wide = new FeatureDistance(mean, axes, new float[] {0.3f, 0.2f}, 0.01f, 1, new float[] {1});
        float[] some = model.calibrated(new ModelCalibration(codes, wide))
                .encode(model.generate(3, 101))
                .measuredDistances()
                .values();
        Arrays.sort(some);
        float[] heldOut = new float[some.length];
        for (int i = 0; i < some.length; i++) {
            heldOut[i] = some[i] / some[50];
        }
        return model.calibrated(new ModelCalibration(
                codes, new FeatureDistance(mean, axes, wide.variances(), wide.residual(), some[50], heldOut)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mnist", "stackedgan", "mnist-keras-blog", "gan"})
    void anyProgramGetsCalibratedValues(String preset) throws IOException {
        List<String> overrides = preset.equals("gan") ? List.of("latent.codes=kind:cat4,c1:uniform") : List.of();
        try (Model model = model(ConfigReader.resolve(preset, overrides), new ImageShape(1, 28, 28))) {
            isCalibratedAsItsModel(model);
        }
    }

    @Test
    void sequencesAreCalibratedToo() throws IOException {
        try (Model model = model(ConfigReader.resolve("sequences", List.of()), SEQUENCES)) {
            isCalibratedAsItsModel(model);
        }
    }

    private void isCalibratedAsItsModel(Model plain) throws IOException {
        Model model = calibrated(plain);
        ModelDescription about = description(model);
        new OnnxExport(
                        model,
                        new ModelDescription(
                                about.version(),
                                about.method(),
                                about.data(),
                                about.step(),
                                about.latent(),
                                about.shape(),
                                about.names(),
                                model.calibration().orElseThrow().codes(),
                                null))
                .write(folder);
        OnnxCheck check = OnnxCheck.of(model, folder);
        assertThat(check.holds()).as(check.toString()).isTrue();
        Items items = plain.generate(1, 40);
        Encodings own = model.encode(items);
        Encodings uncalibrated = plain.encode(items);
        try (OnnxRecogniser recogniser = OnnxRecogniser.open(folder.resolve(OnnxNames.RECOGNISER_FILE), 1)) {
            assertThat(recogniser.calibration())
                    .contains(model.calibration().orElseThrow().codes());
            Encodings theirs = recogniser.encode(items);
            assertThat(theirs.calibrated()).isTrue();
            FeatureDistance table = model.calibration().orElseThrow().distance();
            int unlike = 0;
            for (int i = 0; i < items.count(); i++) {
                float distance = own.measuredDistances().values()[i];
                assertThat(theirs.measuredDistances().values()[i]).isCloseTo(distance, within(1e-3f));
                // ranks are as close as distances
                assertThat(theirs.measuredDistances().percentiles()[i])
                        .isBetween(
                                table.percentile(distance - 2e-3f) - 0.01f, table.percentile(distance + 2e-3f) + 0.01f);
                unlike += theirs.unlikeData(i) ? 1 : 0;
            }
            assertThat(unlike).isBetween(1, 39);
            for (Code.Categorical code : plain.latent().categorical()) {
                assertThat(theirs.categories(code)).isEqualTo(uncalibrated.categories(code));
                assertThat(largest(theirs.probabilities(code)[0]))
                        .isLessThan(largest(uncalibrated.probabilities(code)[0]))
                        .isCloseTo(largest(own.probabilities(code)[0]), within(1e-4f));
            }
            for (Code.Continuous code : plain.latent().continuous()) {
                assertThat(theirs.sigmas(code)).containsExactly(own.sigmas(code), within(1e-4f));
                assertThat(theirs.sigmas(code)[0])
                        .isCloseTo(Math.max(0.3f, 0.5f * uncalibrated.sigmas(code)[0]), within(1e-4f));
            }
        }
        try (OnnxSession session = OnnxSession.open(folder.resolve(OnnxNames.RECOGNISER_FILE), 1)) {
            assertThat(session.outputs()).contains("distance", "percentile", "unlike");
        }
    }

    private static float largest(float[] values) {
        float most = values[0];
        for (float value : values) {
            most = Math.max(most, value);
        }
        return most;
    }

    @Test
    void anExportWithoutACalibrationSaysSo() throws IOException {
        try (Model model = model(ConfigReader.resolve("mnist", List.of()), new ImageShape(1, 28, 28))) {
            new OnnxExport(model, description(model)).write(folder);
            try (OnnxRecogniser recogniser = OnnxRecogniser.open(folder.resolve(OnnxNames.RECOGNISER_FILE), 1)) {
                assertThat(recogniser.calibration()).isEmpty();
                Encodings read = recogniser.encode(model.generate(1, 2));
                assertThat(read.calibrated()).isFalse();
                assertThat(read.unlikeData(0)).isFalse();
            }
            // and differs from the calibrated model's values
            assertThat(OnnxCheck.of(calibrated(model), folder).holds()).isFalse();
        }
    }

    @Test
    void aDescriptionTellsTheCalibration() {
        RunConfig config = ConfigReader.resolve("mnist", List.of());
        Calibration calibration = new Calibration(
                Map.of("digit", 1.5),
                Map.of("c1", new Calibration.Sigma(0.5, 0.1), "c2", new Calibration.Sigma(1, 0)),
                new Calibration.Basis(9, 2000, 1000, false));
        ModelDescription description = new ModelDescription(
                "1", "gan", "d", 0, config.latent(), new ImageShape(1, 28, 28), CodeNames.NONE, calibration, null);
        assertThat(ModelDescription.parse(description.json(), "x.onnx")).isEqualTo(description);
        for (String[] wrong : new String[][] {
            {"1.5", "0.5"}, {"\"floor\":0.1", "\"floor\":-1"}, {"\"c1\":{", "\"c9\":{"}, {"\"basis\"", "\"bases\""}
        }) {
            assertThatThrownBy(() -> ModelDescription.parse(description.json().replace(wrong[0], wrong[1]), "x.onnx"))
                    .as(wrong[1])
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("x.onnx");
        }
    }

    @Test
    void alignedCodesAreExportedAsTheyCompute() throws IOException {
        RunConfig config = ConfigReader.resolve("mnist", List.of("model.width=8"));
        Alignment alignment =
                new Alignment(List.of("c1", "c2"), List.of(List.of(0.8, 0.6), List.of(-0.6, 0.8)), List.of(0.75, 0.25));
        try (Model plain = model(config, new ImageShape(1, 28, 28))) {
            Model model = plain.aligned(alignment);
            ModelDescription description = new ModelDescription(
                    "1", "infogan", "d", 0, model.latent(), model.shape(), CodeNames.NONE, null, alignment);
            new OnnxExport(model, description).write(folder);
            assertThat(OnnxCheck.of(model, folder).holds()).isTrue();
            Items items = plain.generate(3, 9);
            try (OnnxGenerator generator = OnnxGenerator.open(folder.resolve(OnnxNames.GENERATOR_FILE), 1)) {
                byte[] made = generator.generate(3, 9).bytes();
                for (int i = 0; i < made.length; i++) {
                    assertThat((made[i] & 255) - (items.bytes()[i] & 255)).isBetween(-1, 1);
                }
            }
            Encodings own = model.encode(items);
            assertThat(own.means(model.latent().continuous().get(0)))
                    .isNotEqualTo(plain.encode(items)
                            .means(model.latent().continuous().get(0)));
            try (OnnxRecogniser recogniser = OnnxRecogniser.open(folder.resolve(OnnxNames.RECOGNISER_FILE), 1)) {
                Encodings read = recogniser.encode(items);
                for (Code.Continuous code : model.latent().continuous()) {
                    for (int i = 0; i < 9; i++) {
                        assertThat(read.means(code)[i]).isCloseTo(own.means(code)[i], within(1e-4f));
                        assertThat(read.sigmas(code)[i]).isCloseTo(own.sigmas(code)[i], within(1e-4f));
                    }
                }
            }
        }
    }

    @Test
    void aDescriptionTellsTheAlignment() {
        RunConfig config = ConfigReader.resolve("mnist", List.of());
        Alignment alignment =
                new Alignment(List.of("c1", "c2"), List.of(List.of(0.8, 0.6), List.of(-0.6, 0.8)), List.of(0.75, 0.25));
        ModelDescription description = new ModelDescription(
                "1", "gan", "d", 0, config.latent(), new ImageShape(1, 28, 28), CodeNames.NONE, null, alignment);
        assertThat(ModelDescription.parse(description.json(), "x.onnx")).isEqualTo(description);
        for (String[] wrong : new String[][] {
            {"[0.8,0.6]", "[0.8,0.7]"}, {"[\"c1\",", "[\"c9\","}, {"\"shares\"", "\"parts\""}, {"0.75", "\"x\""}
        }) {
            assertThatThrownBy(() -> ModelDescription.parse(description.json().replace(wrong[0], wrong[1]), "x.onnx"))
                    .as(wrong[1])
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("x.onnx");
        }
    }

    @Test
    void otherFilesAreTurnedAway() throws IOException {
        try (Model model = model(ConfigReader.resolve("mnist", List.of()), new ImageShape(1, 28, 28))) {
            new OnnxExport(model, description(model)).write(folder);
        }
        assertThatThrownBy(() -> OnnxGenerator.open(folder.resolve("none.onnx")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("there is no file");
        assertThatThrownBy(() -> OnnxGenerator.open(folder.resolve(OnnxNames.RECOGNISER_FILE)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is not a generator");
        assertThatThrownBy(() -> OnnxRecogniser.open(folder.resolve(OnnxNames.GENERATOR_FILE)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("is not a recogniser");
        Path broken = Files.writeString(folder.resolve("broken.onnx"), "no network");
        assertThatThrownBy(() -> OnnxGenerator.open(broken))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("not a network that ONNX Runtime can run");
    }

    @Test
    void inputsAndOutputsHaveNames() throws IOException {
        try (Model model = model(ConfigReader.resolve("cgan", List.of()), new ImageShape(1, 28, 28))) {
            new OnnxExport(model, description(model)).write(folder);
        }
        try (OnnxSession discriminator = OnnxSession.open(folder.resolve(OnnxNames.DISCRIMINATOR_FILE), 0)) {
            assertThat(discriminator.inputs()).containsExactly("images", "label");
            assertThat(discriminator.outputs()).containsExactly("score");
            assertThat(discriminator.inputShape("images")).containsExactly(-1, 1, 28, 28);
        }
    }

    @Test
    void anExportWhoseNumbersAreOffIsNoticed() throws IOException {
        RunConfig config = ConfigReader.resolve("mnist", List.of());
        try (Model model = model(config, new ImageShape(1, 28, 28))) {
            new OnnxExport(model, description(model)).write(folder);
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                Tensor weight = model.networks()
                        .generator()
                        .tensors()
                        .values()
                        .iterator()
                        .next();
                weight.mul_(Tensors.scalar(1.1));
                model.networks().generator().refresh();
            }
            assertThat(OnnxCheck.of(model, folder).holds()).isFalse();
        }
    }

    @Test
    void descriptionsOfAnotherKindAreRefused() {
        for (String json :
                List.of("", "{}", "[1]", "{\"latent\":3}", description().replace("28", "-1"))) {
            assertThatThrownBy(() -> ModelDescription.parse(json, "x.onnx"))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("x.onnx");
        }
    }

    /** Names in a file must obey the same rules as elsewhere. */
    @Test
    void namesThatAreNoneAreRefused() {
        for (String names : List.of(
                "null",
                "[]",
                "{\"digit\":null}",
                "{\"digit\":{\"name\":null}}",
                "{\"digit\":{\"categories\":{\"x\":\"3\"}}}",
                "{\"digit\":{\"categories\":{\"10\":\"3\"}}}",
                "{\"digit\":{\"categories\":{\"1\":\"#3\"}}}",
                "{\"digit\":{\"order\":[0,0]}}")) {
            String json = description().replace("\"names\":{}", "\"names\":" + names);
            assertThat(json).contains(names);
            assertThatThrownBy(() -> ModelDescription.parse(json, "x.onnx"))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("x.onnx");
        }
    }

    private static String description() {
        RunConfig config = ConfigReader.resolve("mnist", List.of());
        return new ModelDescription("1", "gan", "d", 0, config.latent(), new ImageShape(1, 28, 28), CodeNames.NONE)
                .json();
    }
}
