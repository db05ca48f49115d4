package dev.facet.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.LongStream;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.data.Split;
import dev.facet.data.drawn.Strokes;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Step;
import dev.facet.model.Networks;
import dev.facet.model.TensorOperations;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Network;
import dev.facet.settings.ConfigReader;
import dev.facet.settings.Presets;
import dev.facet.torch.Parameters;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class StackedGanTest {
    private static final TensorOperations TRAIN = new TensorOperations(Mode.TRAIN);
    private static final int BATCH = 8;

    @ParameterizedTest
    @CsvSource({
        "encoder,encoder classes",
        "D1,trunk1 source1 recogniser1",
        "D0,trunk source recogniser",
        "G1,generator1",
        "G0,generator"
    })
    void eachPhaseMovesAllOfItsNetworksAndNothingElse(String name, String networks) {
        for (String training : List.of("independent", "joint")) {
            RunConfig config = config("stackedgan.training=" + training);
            try (PointerScope scope = new PointerScope();
                    Method method = open(config)) {
                Phase phase = phase(method, name);
                for (Network network : method.networks()) {
                    network.parameters().trainable(phase.trained().contains(network));
                    network.parameters().zeroGradient(Set.of());
                }
                phase.loss().apply(step(method, config)).backward();
                phase.trained().forEach(Network::gatherGradient);
                assertThat(phase.trained().stream().map(Network::name)).containsExactly(networks.split(" "));
                for (Network network : method.networks()) {
                    Parameters parameters = network.parameters();
                    for (String weight : parameters.names()) {
                        double size = parameters
                                .value(weight, parameters.gradients())
                                .abs()
                                .sum()
                                .item_double();
                        assertThat(size > 0)
                                .as(name + " on " + weight)
                                .isEqualTo(phase.trained().contains(network));
                    }
                }
            }
        }
    }

    @Test
    void theEncoderLearnsFirstAndTheGameBeginsWhenItIsDone() {
        try (Method method = open(config("stackedgan.encoder-steps=5", "adversarial.generator-every=2"))) {
            assertThat(due(method, "encoder")).containsExactly(0, 1, 2, 3, 4);
            for (String name : List.of("D1", "D0")) {
                assertThat(due(method, name)).containsExactly(5, 6, 7, 8, 9);
            }
            for (String name : List.of("G1", "G0")) {
                assertThat(due(method, name)).containsExactly(6, 8);
            }
        }
    }

    @Test
    void g0IsFedFeaturesOfRealImagesUntilTrainingIsJoint() {
        RunConfig config = config("stackedgan.training=joint", "stackedgan.joint-from-step=7");
        try (PointerScope scope = new PointerScope();
                StackedGan method = (StackedGan) open(config)) {
            Stack stack = (Stack) method.parts().composition();
            Step before = step(method, config, 6);
            assertThat(Tensors.floats(method.features(before)))
                    .isEqualTo(Tensors.floats(stack.encode(method.parts(), TRAIN, before.real())));
            Step after = step(method, config, 7);
            Tensor rows =
                    Tensors.of(after.latents().values(), BATCH, config.latent().width());
            assertThat(Tensors.floats(method.features(after)))
                    .isEqualTo(Tensors.floats(stack.upper(method.parts(), TRAIN, rows)))
                    .isNotEqualTo(Tensors.floats(method.features(before)));
        }
    }

    @Test
    void everyTermIsNotedByLevelAndWeighted() {
        RunConfig config = config();
        Map<String, Double> noted = losses(config);
        assertThat(noted)
                .containsKeys(
                        "loss/encoder",
                        "accuracy/encoder",
                        "loss/D0",
                        "loss/D1",
                        "loss/G0",
                        "loss/G1",
                        "entropy/0",
                        "entropy/1",
                        "conditional/0",
                        "conditional/1",
                        "probability/real0",
                        "probability/fake1");
        assertThat(noted.get("loss/encoder")).isCloseTo(Math.log(10), within(0.5));
        assertThat(noted.get("total/D0"))
                .isCloseTo(of(noted, "loss/D0") / 2 + 10 * of(noted, "entropy/0"), within(1e-5));
        Map<String, Double> alone = losses(config(
                "stackedgan.level1.adversarial=0", "stackedgan.level1.entropy=0", "stackedgan.level1.conditional=3"));
        assertThat(alone.get("total/D1")).isZero();
        assertThat(alone.get("total/G1")).isCloseTo(3 * of(alone, "conditional/1"), within(1e-5));
    }

    @Test
    void theDefectShowsRealImagesToTheRecognisers() {
        Map<String, Double> right = losses(config());
        Map<String, Double> defect = losses(config("stackedgan.recogniser-on-real=true"));
        for (String level : List.of("0", "1")) {
            assertThat(defect.get("entropy/" + level)).isEqualTo(right.get("entropy/" + level));
            assertThat(defect.get("total/D" + level)).isNotEqualTo(right.get("total/D" + level));
            assertThat(defect.get("total/G" + level)).isEqualTo(right.get("total/G" + level));
        }
    }

    @Test
    void theBooksNetworksHaveTheBooksSizes() {
        RunConfig book = Presets.load("stackedgan-book");
        try (Networks networks = Networks.of(StackedGan.architecture(book, new ImageShape(1, 28, 28)), false)) {
            assertThat(size(networks.other(Stack.GENERATOR)))
                    .isEqualTo(60 * 512 + 512 + 512 * 512 + 512 + 512 * 256 + 256 + 2 * 2 * 512);
            assertThat(size(networks.other(Stack.ENCODER)))
                    .isEqualTo(9 * 64 + 64 + 9 * 64 * 64 + 64 + 7 * 7 * 64 * 256 + 256);
            assertThat(size(networks.other(Stack.CLASSES))).isEqualTo(256 * 10 + 10);
            assertThat(size(networks.other(Stack.TRUNK))).isEqualTo(2 * (256 * 256 + 256));
            assertThat(size(networks.other(Stack.RECOGNISER))).isEqualTo(256 * 50 + 50);
            assertThat(size(networks.recogniser())).isEqualTo(4096 * 50 + 50);
            assertThat(networks.generator()
                            .parameters()
                            .value("generator.fc1.weight")
                            .size(1))
                    .isEqualTo(256 + 50);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "digit:cat10, z1:normal(0.5)x5",
                "digit:cat10, z1:normal(0.5)x5, z0:normal(0.5)x5, more:uniform",
                "digit:cat10, again:cat10, z1:normal(0.5)x5, z0:normal(0.5)x5"
            })
    void codesThatDoNotFitAreRefused(String codes) {
        assertThatThrownBy(() -> open(config("latent.codes=" + codes)))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("takes one categorical code")
                .hasMessageContaining("--codes");
    }

    @Test
    void noiseAndAMissingClassAreRefused() {
        assertThatThrownBy(() -> open(config("latent.noise.size=3")))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("3 numbers of noise");
        assertThatThrownBy(() -> config("latent.codes=z1:normal(0.5)x5, z0:normal(0.5)x5"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("method stackedgan takes for the class");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gan", "acgan", "infogan", "ssinfogan"})
    void methodsThatRecoverSingleNumbersRefuseCodesOfSeveral(String method) {
        assertThatThrownBy(() -> config("method=" + method))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("'z1' with size 5")
                .hasMessageContaining("method " + method);
    }

    @ParameterizedTest
    @ValueSource(strings = {"adversarial.r1", "adversarial.gradient-penalty", "adversarial.clip"})
    void whatHoldsOneDiscriminatorIsRefused(String key) {
        assertThatThrownBy(() -> config(key + "=1"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(key + " is 1")
                .hasMessageContaining("two discriminators");
    }

    private static double of(Map<String, Double> statistics, String name) {
        return Objects.requireNonNull(statistics.get(name), name);
    }

    private static long size(Network network) {
        return network.parameters().size();
    }

    private static long[] due(Method method, String name) {
        return LongStream.range(0, 10).filter(phase(method, name).due()::at).toArray();
    }

    private static Phase phase(Method method, String name) {
        return method.phases().stream()
                .filter(phase -> phase.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The notes of each phase, and its total loss as {@code total/NAME}. */
    private static Map<String, Double> losses(RunConfig config) {
        try (PointerScope scope = new PointerScope();
                Method method = open(config)) {
            Step step = step(method, config);
            for (Phase phase : method.phases()) {
                step.notes().put("total/" + phase.name(), phase.loss().apply(step));
            }
            return step.notes().read();
        }
    }

    private static Step step(Method method, RunConfig config) {
        return step(method, config, 0);
    }

    private static Step step(Method method, RunConfig config, long number) {
        byte[] pixels = new byte[BATCH * 28 * 28];
        int[] labels = new int[BATCH];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 31 % 251);
        }
        for (int i = 0; i < BATCH; i++) {
            labels[i] = i % 10;
        }
        Tensor bytes = Tensors.of(pixels, BATCH, 1, 28, 28);
        return new Step(
                number,
                method.parts().scaling().fromBytes(bytes),
                labels,
                config.latent().draw(1, 0, BATCH));
    }

    private static Method open(RunConfig config) {
        return Methods.make(config, Strokes.open(config.data(), Split.TRAIN), false);
    }

    private static RunConfig config(String... overrides) {
        List<String> all = new ArrayList<>(List.of(
                "method=stackedgan",
                "data.count=64",
                "model.width=8",
                "latent.noise.size=0",
                "latent.codes=digit:cat10, z1:normal(0.5)x5, z0:normal(0.5)x6"));
        all.addAll(List.of(overrides));
        return ConfigReader.resolve("strokes", all);
    }
}
