package dev.facet.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.ImageShape;
import dev.facet.data.Split;
import dev.facet.data.drawn.Strokes;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Step;
import dev.facet.model.layer.Network;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Parameters;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

/** Tests that apply to every method with one level. {@link StackedGanTest} has those for two levels. */
class MethodTest {
    static final List<String> METHODS =
            Methods.names().stream().filter(name -> !name.equals("stackedgan")).toList();

    private static final ImageShape SHAPE = new ImageShape(1, 28, 28);
    private static final int BATCH = 16;

    @ParameterizedTest
    @FieldSource("METHODS")
    void aPhaseMovesAllOfWhatItTrainsAndNothingElse(String name) {
        try (PointerScope scope = new PointerScope();
                Method method = open(config(name))) {
            Step step = step(method, 0);
            for (Phase phase : method.phases()) {
                for (Network network : method.networks()) {
                    network.parameters().trainable(phase.trained().contains(network));
                    network.parameters().zeroGradient(Set.of());
                }
                phase.loss().apply(step).backward();
                phase.trained().forEach(Network::gatherGradient);
                for (Network network : method.networks()) {
                    Parameters parameters = network.parameters();
                    for (String weight : parameters.names()) {
                        assertThat(size(parameters, weight) > 0)
                                .as(name + ", phase " + phase.name() + " on " + weight)
                                .isEqualTo(phase.trained().contains(network));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "gan,D G Q,generator trunk source recogniser-trunk recogniser",
        "cgan,D G,generator trunk source label",
        "acgan,D G,generator trunk source recogniser",
        "infogan,D G,generator trunk source recogniser",
        "ssinfogan,D G,generator trunk source recogniser"
    })
    void phasesAndNetworksAreThoseOfTheMethod(String name, String phases, String networks) {
        try (Method method = open(config(name))) {
            assertThat(method.phases().stream().map(Phase::name)).containsExactly(phases.split(" "));
            assertThat(method.networks().stream().map(Network::name)).containsExactly(networks.split(" "));
        }
    }

    @ParameterizedTest
    @CsvSource({"gan,digit c1 c2", "acgan,digit c1 c2", "infogan,digit c1 c2", "ssinfogan,digit c1 c2"})
    void whatQReadsOfEachCodeIsNotedInNats(String name, String codes) {
        Map<String, Double> statistics = statistics(config(name), 0);
        for (String code : codes.split(" ")) {
            assertThat(statistics).containsKeys("nats/" + code, "max_nats/" + code);
        }
        // Before training Q knows nothing.
        assertThat(statistics.get("nats/digit")).isCloseTo(0, within(0.2));
        assertThat(statistics.get("max_nats/digit")).isCloseTo(Math.log(10), within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"acgan", "infogan", "ssinfogan"})
    void theInformationTrainsTheTrunkOnlyIfAskedTo(String name) {
        for (String part : List.of("trunk", "recogniser")) {
            float[] trunk = gradient(name, "D", part, "trunk", 1);
            float[] head = gradient(name, "D", part, "head", 1);
            float[] without = gradient(name, "D", part, "head", 0);
            assertThat(trunk).as("trunk, on " + part).isNotEqualTo(without);
            if (part.equals("trunk")) {
                assertThat(head).as("head, on trunk").isEqualTo(without);
            } else {
                assertThat(head).as("head, on recogniser").isNotEqualTo(without);
            }
        }
        assertThat(gradient(name, "G", "generator", "head", 1))
                .isEqualTo(gradient(name, "G", "generator", "trunk", 1))
                .isNotEqualTo(gradient(name, "G", "generator", "head", 0));
    }

    @Test
    void aGanWithoutCodesHasNoQ() {
        try (Method method = open(config("gan", "latent.codes=[]"))) {
            assertThat(method.phases()).hasSize(2);
            assertThat(method.parts().recognises()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cgan", "acgan"})
    void theLabelsOfRealImagesReachD(String name) {
        double some = discriminatorLoss(config(name), label -> label % 10);
        double others = discriminatorLoss(config(name), label -> (label + 1) % 10);
        assertThat(some).isNotEqualTo(others);
    }

    @Test
    void inTheBookRealImagesHaveCodesTheyCannotHave() {
        double book = discriminatorLoss(
                config("acgan", "infogan.sigma=book", "infogan.lambda-continuous=1"), label -> label % 10);
        double nothing = discriminatorLoss(
                config("acgan", "infogan.sigma=book", "infogan.lambda-continuous=0"), label -> label % 10);
        Map<String, Double> noted = statistics(config("acgan", "infogan.sigma=book"), 0);
        double fakes = config("acgan").latent().continuous().stream()
                .mapToDouble(code -> code.entropy() - noted.getOrDefault("nats/" + code.name(), Double.NaN))
                .sum();
        // Q is untrained, so its outputs are the same for real and generated images.
        assertThat(book - nothing).isCloseTo(2 * fakes, within(0.05)).isNotCloseTo(fakes, within(1e-3));
    }

    @ParameterizedTest
    @CsvSource({"non-saturating,probability", "least-squares,score", "hinge,score", "wasserstein,score"})
    void everyLossTrainsEveryMethod(String loss, String noted) {
        for (String name : METHODS) {
            Map<String, Double> statistics = statistics(config(name, "adversarial.loss=" + loss), 0);
            assertThat(statistics).containsKeys("loss/D", "loss/G", noted + "/real", noted + "/fake");
            assertThat(statistics.get("loss/D")).isFinite();
        }
    }

    @ParameterizedTest
    @FieldSource("METHODS")
    void theGradientOfAPenaltyIsThatOfItsFiniteDifferences(String name) {
        for (String penalty : List.of("adversarial.r1", "adversarial.gradient-penalty")) {
            RunConfig config =
                    config(name, penalty + "=10", "model.width=16", "model.leak=0.99", "infogan.consistency.weight=0");
            try (PointerScope scope = new PointerScope();
                    Method method = open(config)) {
                Phase phase = method.phases().get(0);
                // The large leak nearly removes the kinks, where finite differences and gradients disagree.
                // Starting weights are small, and so are the gradients. Larger weights make the squared gradient
                // larger than the noise.
                phase.trained().forEach(network -> scale(network, 3));
                Parameters parameters = method.parts().trunk().parameters();
                phase.trained().forEach(Network::zeroGradient);
                phase.loss().apply(step(method, 0)).backward();
                phase.trained().forEach(Network::gatherGradient);
                Tensor direction = parameters.gradients().clone();
                double norm = direction.norm().item_double();
                double size = 2e-4;
                double up = moved(method, direction, size / norm);
                double down = moved(method, direction, -size / norm);
                assertThat((up - down) / (2 * size)).as(name + ", " + penalty).isCloseTo(norm, withinPercentage(4));
            }
        }
    }

    /** D's loss after moving the trunk's weights. Moves them back. */
    private static double moved(Method method, Tensor direction, double factor) {
        Parameters parameters = method.parts().trunk().parameters();
        try (NoGradGuard guard = new NoGradGuard()) {
            parameters.values().add_(direction.mul(Tensors.scalar(factor)));
        }
        double loss = method.phases().get(0).loss().apply(step(method, 0)).item_double();
        try (NoGradGuard guard = new NoGradGuard()) {
            parameters.values().sub_(direction.mul(Tensors.scalar(factor)));
        }
        return loss;
    }

    private static void scale(Network network, double factor) {
        try (NoGradGuard guard = new NoGradGuard()) {
            for (String weight : network.parameters().names()) {
                if (weight.contains("conv") || weight.contains("fc") || weight.contains("out")) {
                    network.parameters().value(weight).mul_(Tensors.scalar(factor));
                }
            }
        }
        network.refresh();
    }

    @Test
    void whereGIsNotTrainedNoGraphIsMadeForIt() {
        RunConfig config = config("gan", "adversarial.generator-every=3");
        try (PointerScope scope = new PointerScope();
                Method method = open(config)) {
            for (long number = 0; number < 6; number++) {
                Step step = step(method, number);
                assertThat(method.phases().get(0).loss().apply(step).item_double())
                        .isFinite();
                boolean graph = step.fake(() -> {
                            throw new AssertionError("made already");
                        })
                        .requires_grad();
                assertThat(graph).isEqualTo(number % 3 == 2);
                assertThat(method.phases().get(1).due().at(number)).isEqualTo(graph);
            }
        }
    }

    @Test
    void theClipHoldsDAndOnlyD() {
        RunConfig config = config("infogan", "adversarial.clip=0.01");
        try (PointerScope scope = new PointerScope();
                Method method = open(config)) {
            method.phases().get(0).after().run();
            assertThat(largest(method.parts().trunk())).isEqualTo(0.01, within(1e-8));
            assertThat(largest(method.parts().source())).isEqualTo(0.01, within(1e-8));
            assertThat(largest(method.parts().recogniser())).isGreaterThan(0.02);
            method.phases().get(1).after().run();
            assertThat(largest(method.parts().generator())).isGreaterThan(0.02);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cgan", "acgan", "ssinfogan", "stackedgan"})
    void aMethodThatLearnsLabelsSaysWhatIsMissing(String name) throws Exception {
        String[] own = name.equals("stackedgan")
                ? new String[] {"latent.codes=kind:cat10, z1:uniformx5, z0:uniformx5", "latent.noise.size=0"}
                : new String[0];
        try (Dataset strokes = Strokes.open(config(name).data(), Split.TRAIN)) {
            Methods.check(config(name, own), strokes);
            assertThatThrownBy(() -> Methods.check(config(name, "latent.codes=kind:cat7, c:uniform"), strokes))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("'kind'")
                    .hasMessageContaining("7 categories")
                    .hasMessageContaining("strokes has 10 classes")
                    .hasMessageContaining("--codes \"kind:cat10\"");
        }
        try (Dataset plain = new Unlabelled()) {
            assertThatThrownBy(() -> Methods.check(config(name, own), plain))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("method " + name + " needs labels; plain has none")
                    .hasMessageContaining("--preset images");
        }
        assertThatThrownBy(() -> config(name, "latent.codes=c:uniform"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("which method " + name + " takes for the class");
    }

    @Test
    void someLabelsAreUsedAndNoMore() {
        Map<String, Double> few = statistics(config("ssinfogan", "ssinfogan.per-class=1"), 0);
        Map<String, Double> more = statistics(config("ssinfogan", "ssinfogan.per-class=4"), 0);
        assertThat(few.get("loss/labelled"))
                .isCloseTo(Math.log(10), within(0.3))
                .isNotEqualTo(more.get("loss/labelled"));
        assertThat(statistics(config("ssinfogan"), 0).get("loss/labelled"))
                .isNotEqualTo(statistics(config("ssinfogan"), 1).get("loss/labelled"));
    }

    private interface Labelling {
        int of(int position);
    }

    private static double discriminatorLoss(RunConfig config, Labelling labelling) {
        try (PointerScope scope = new PointerScope();
                Method method = open(config)) {
            return method.phases()
                    .get(0)
                    .loss()
                    .apply(step(method, 0, labelling))
                    .item_double();
        }
    }

    private static Map<String, Double> statistics(RunConfig config, long number) {
        try (PointerScope scope = new PointerScope();
                Method method = open(config)) {
            Step step = step(method, number);
            method.phases().forEach(phase -> phase.loss().apply(step).backward());
            return step.notes().read();
        }
    }

    /** The gradient of a phase's loss in one network, with a given weight of the continuous codes' information. */
    private static float[] gradient(String method, String phase, String part, String reach, int lambda) {
        RunConfig config = config(
                method,
                "infogan.gradient=" + reach,
                "infogan.lambda-continuous=" + lambda,
                "infogan.consistency.weight=0");
        try (PointerScope scope = new PointerScope();
                Method open = open(config)) {
            Phase trained = phase(open, phase);
            open.networks()
                    .forEach(network ->
                            network.parameters().trainable(trained.trained().contains(network)));
            trained.trained().forEach(Network::zeroGradient);
            trained.loss().apply(step(open, 0)).backward();
            trained.trained().forEach(Network::gatherGradient);
            Network network = trained.trained().stream()
                    .filter(candidate -> candidate.name().equals(part))
                    .findFirst()
                    .orElseThrow();
            return Tensors.floats(network.parameters().gradients());
        }
    }

    private static Phase phase(Method method, String name) {
        return method.phases().stream()
                .filter(phase -> phase.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static double size(Parameters parameters, String weight) {
        return parameters.value(weight, parameters.gradients()).abs().sum().item_double();
    }

    private static double largest(Network network) {
        return network.parameters().values().abs().max().item_double();
    }

    private static Step step(Method method, long number) {
        return step(method, number, position -> position % 10);
    }

    private static Step step(Method method, long number, Labelling labelling) {
        byte[] pixels = new byte[BATCH * SHAPE.bytes()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 31 % 251);
        }
        int[] labels = new int[BATCH];
        for (int i = 0; i < BATCH; i++) {
            labels[i] = labelling.of(i);
        }
        Tensor bytes = Tensors.of(pixels, BATCH, 1, 28, 28);
        return new Step(
                number,
                method.parts().scaling().fromBytes(bytes),
                labels,
                config("gan").latent().draw(1, number * BATCH, BATCH));
    }

    private static Method open(RunConfig config) {
        return Methods.make(config, Strokes.open(config.data(), Split.TRAIN), false);
    }

    private static RunConfig config(String method, String... overrides) {
        List<String> all = new ArrayList<>(
                List.of("method=" + method, "data.count=64", "model.width=8", "infogan.continuous-from-step=0"));
        all.addAll(List.of(overrides));
        return ConfigReader.resolve("strokes", all);
    }

    /** Images without labels. */
    private static final class Unlabelled implements Dataset {
        @Override
        public String name() {
            return "plain";
        }

        @Override
        public int size() {
            return 2;
        }

        @Override
        public ImageShape shape() {
            return SHAPE;
        }

        @Override
        public void read(int index, byte[] target, int offset) {}

        @Override
        public String fingerprint() {
            return "00";
        }

        @Override
        public void close() {}
    }
}
