package dev.facet.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import dev.facet.codes.Draws;
import dev.facet.config.DataConfig;
import dev.facet.config.RunConfig;
import dev.facet.data.Batches;
import dev.facet.data.Dataset;
import dev.facet.data.Division;
import dev.facet.data.Part;
import dev.facet.data.Prefetch;
import dev.facet.data.Split;
import dev.facet.data.drawn.Strokes;
import dev.facet.model.layer.Network;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;
import dev.facet.train.Health.Kind;
import dev.facet.train.TrainingStep.Diverged;

import static org.assertj.core.api.Assertions.assertThat;

/** Checkups of real networks. {@link DiagnosisTest} has the limits. */
class CheckupTest {
    private static final double CONTRAST = 3000;

    private static final Dataset DATA = Strokes.open(new DataConfig("strokes", 28, 1, 1400, 1), Split.TRAIN);

    private static RunConfig config(String... overrides) {
        List<String> all = new ArrayList<>(List.of(
                "data.count=1400",
                "data.held-out=0.2",
                "model.width=4",
                "training.batch=16",
                "training.steps=400",
                "training.threads=1",
                "training.precision=fp32",
                "infogan.consistency.weight=0",
                "training.average-half-life=0"));
        all.addAll(List.of(overrides));
        return ConfigReader.resolve("strokes", all);
    }

    private static TrainingState state(RunConfig config, Division division) {
        Engine.start(1);
        return new TrainingState(config, division.training(), false);
    }

    private static void train(TrainingState state, RunConfig config, Division division, int steps) throws Diverged {
        TrainingStep step = new TrainingStep(config, division.training());
        Batches batches = new Batches(division.training(), config.training().batch(), Draws.seed(1, "batches"));
        try (Prefetch prefetch = new Prefetch(batches, 0, 1)) {
            for (int i = 0; i < steps; i++) {
                TrainingStep.guarded(i, step.make(state, i, prefetch.next()));
                state.progress(state.progress().at(i + 1, 0));
            }
        }
    }

    @Test
    void theSamplesOfAFreshGeneratorAreNoUse() {
        RunConfig config = config();
        Division division = Division.of(DATA, config.data());
        try (TrainingState state = state(config, division)) {
            Checkup.Result result = new Checkup(config, division).of(state, Map.of());
            assertThat(result.health().isFailure()).isTrue();
            assertThat(result.health().has(Kind.BLANK)).isTrue();
            assertThat(result.statistics())
                    .containsOnlyKeys("distance", "distance/floor", "distance/1", "distance/2", "probability/held-out");
        }
    }

    @Test
    void aGeneratorThatIgnoresItsInputHasCollapsed() {
        RunConfig config = config();
        Division division = Division.of(DATA, config.data());
        try (TrainingState state = state(config, division)) {
            Network generator = state.method().parts().generator();
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                Engine.seed(1);
                weight(generator, "generator.fc1.weight").zero_();
                weight(generator, "generator.bn1.bias").normal_();
                weight(generator, "generator.up2.weight").mul_(Tensors.scalar(CONTRAST));
            }
            generator.refresh();
            Health health = new Checkup(config, division).of(state, Map.of()).health();
            assertThat(health.findings()).extracting(Health.Finding::kind).contains(Kind.COLLAPSED);
            assertThat(health.figures().get("variety")).isZero();
        }
    }

    private static Tensor weight(Network network, String name) {
        return network.parameters().value(name, network.parameters().values());
    }

    @Test
    void dThatIsTrainedOnTwentyImagesKnowsThemByHeart() throws Diverged {
        assertThat(kindsAfterTraining(20)).contains(Kind.BY_HEART);
        assertThat(kindsAfterTraining(1200)).doesNotContain(Kind.BY_HEART);
    }

    private static List<Kind> kindsAfterTraining(int images) throws Diverged {
        RunConfig config = config("training.discriminator-rate=0.003");
        Division division = new Division(
                DATA,
                new Part(DATA, IntStream.range(0, images).toArray()),
                new Part(DATA, IntStream.range(1200, 1400).toArray()),
                0);
        try (TrainingState state = state(config, division)) {
            train(state, config, division, 60);
            return new Checkup(config, division)
                    .of(state, Map.of()).health().findings().stream()
                            .map(Health.Finding::kind)
                            .toList();
        }
    }

    @Test
    void aCheckupDoesNotChangeTheTraining() throws Diverged {
        RunConfig config = config();
        Division division = Division.of(DATA, config.data());
        try (TrainingState state = state(config, division);
                TrainingState other = state(config, division)) {
            train(state, config, division, 2);
            new Checkup(config, division).of(state, Map.of());
            train(state, config, division, 2);
            train(other, config, division, 2);
            train(other, config, division, 2);
            state.weights()
                    .forEach((name, tensor) -> assertThat(tensor.equal(
                                    Objects.requireNonNull(other.weights().get(name))))
                            .as(name)
                            .isTrue());
        }
    }

    @Test
    void dThatIsToldClassesIsToldThoseOfHeldOutItemsToo() {
        RunConfig config = ConfigReader.resolve(
                "cgan",
                List.of(
                        "data.source=strokes",
                        "data.held-out=0.2",
                        "model.width=4",
                        "training.threads=1",
                        "training.precision=fp32"));
        Division division = Division.of(DATA, config.data());
        try (TrainingState state = state(config, division)) {
            assertThat(new Checkup(config, division)
                            .of(state, Map.of())
                            .health()
                            .figures())
                    .containsKeys("told_apart", "known_again", "overfit");
        }
    }
}
