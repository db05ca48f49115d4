package dev.facet.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.facet.Facet;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Batches;
import dev.facet.data.Dataset;
import dev.facet.data.Prefetch;
import dev.facet.data.Split;
import dev.facet.data.source.Datasets;
import dev.facet.model.layer.Network;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;
import dev.facet.torch.group.Group;
import dev.facet.torch.group.ProcessGroup;
import dev.facet.torch.group.RankException;
import dev.facet.torch.group.TwoRanks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RanksTest {
    private static final int STEPS = 12;
    /**
     * A rectifier that turns the other way changes gradients by about a thousandth; a missing sum changes them wholly.
     */
    private static final double GRADIENTS = 0.05;

    private static final String WEIGHTS = "all weights";
    private static final String GRADIENT = "gradient of ";

    @TempDir
    Path folder;

    /**
     * All methods, and every setting whose work looks at more than the rows of one process. Rounding alone moves
     * weights apart, step by step: a rectifier whose input is nearly 0 turns either way, and Adam makes whole steps of
     * the smallest gradients. So each step of the ranks begins with the state of one process.
     */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    infogan    | infogan.consistency.regroup-every=10
                    infogan    | infogan.statistics=both;training.average-half-life=20
                    infogan    | latent.codes=kind:auto6;infogan.prior.from-step=5;infogan.prior.merge-every=10
                    infogan    | infogan.categories={trunk: own, alone: true};infogan.consistency.start-steps=20
                    infogan    | infogan.categories={trunk: own, limit: 0.5}
                    infogan    | infogan.orthogonal=0.5;infogan.consistency.weight=0
                    infogan    | adversarial.r1=1;adversarial.loss=relativistic
                    infogan    | adversarial.augmentation.mode=adaptive;adversarial.augmentation.ramp=1000
                    infogan    | adversarial={gradient-penalty: 1, loss: wasserstein};model.spectral-norm=true
                    infogan-cr | infogan.gradient=head;model.family=infogan-mnist
                    ssinfogan  | ssinfogan.per-class=3
                    acgan      | infogan.consistency.weight=0
                    cgan       | infogan.consistency.weight=0
                    gan        | infogan.consistency.weight=0
                    clustergan | infogan.consistency.weight=0;latent.codes=kind:cat4,z:normal(0.1)x6
                    stackedgan | infogan.consistency.weight=0;stackedgan.encoder-steps=5
                    """)
    void eachStepOfTwoRanksIsThatOfOneProcess(String method, String settings) throws Exception {
        RunConfig config = config(method, settings.split(";"));
        List<List<float[]>> states = new ArrayList<>();
        List<Map<String, float[]>> one = train(config, Group.ALONE, states, true);
        List<List<Map<String, float[]>>> ranks = TwoRanks.of(folder, 2, group -> train(config, group, states, false));
        double most = 0;
        for (int i = 0; i < STEPS; i++) {
            Map<String, float[]> rank0 = ranks.get(0).get(i);
            same(rank0, ranks.get(1).get(i));
            assertThat(rank0.keySet()).isEqualTo(one.get(i).keySet());
            for (String name : one.get(i).keySet()) {
                if (name.startsWith(GRADIENT)) {
                    assertThat(distance(one.get(i), rank0, name))
                            .as(name + " in step " + i)
                            .isLessThan(GRADIENTS);
                }
            }
            most = Math.max(most, distance(one.get(i), rank0, WEIGHTS));
        }
        assertThat(most).as("distance of weights").isLessThan(1e-4);
    }

    /** Both ranks have the same to the bit: weights, statistics and what is remembered. */
    private static void same(Map<String, float[]> one, Map<String, float[]> other) {
        assertThat(other.keySet()).isEqualTo(one.keySet()).isNotEmpty();
        one.forEach((name, values) ->
                assertThat(other.get(name)).as(name + " of rank 1").isEqualTo(values));
    }

    private static double distance(Map<String, float[]> one, Map<String, float[]> other, String name) {
        return distance(Objects.requireNonNull(one.get(name), name), Objects.requireNonNull(other.get(name), name));
    }

    private static double distance(float[] one, float[] other) {
        double apart = 0;
        double size = 1e-12;
        for (int i = 0; i < one.length; i++) {
            apart += (one[i] - other[i]) * (double) (one[i] - other[i]);
            size += one[i] * (double) one[i];
        }
        return Math.sqrt(apart / size);
    }

    /**
     * The states after each step: weights, running statistics, memory, gradients and statistics.
     *
     * @param states before each step: written, or read
     */
    private static List<Map<String, float[]>> train(
            RunConfig config, Group group, List<List<float[]>> states, boolean write) throws Exception {
        try (Dataset data = Datasets.open(config.data(), Split.TRAIN);
                TrainingState state = new TrainingState(config, data, false, group)) {
            TrainingStep step = new TrainingStep(config, data, group);
            List<Map<String, float[]>> all = new ArrayList<>();
            try (Prefetch prefetch =
                    new Prefetch(new Batches(data, group.share(config.training().batch()), 1), 0, 1)) {
                for (int i = 0; i < STEPS; i++) {
                    if (write) {
                        states.add(buffers(state));
                    } else {
                        restore(state, states.get(i), i);
                    }
                    Map<String, Double> notes = TrainingStep.guarded(i, step.make(state, i, prefetch.next()));
                    state.progress(state.progress().at(i + 1, 0));
                    state.average();
                    all.add(found(state, notes));
                }
            }
            return all;
        }
    }

    private static List<float[]> buffers(TrainingState state) {
        try (PointerScope scope = new PointerScope()) {
            return state.buffers().stream().map(Tensors::floats).toList();
        }
    }

    private static void restore(TrainingState state, List<float[]> buffers, int step) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            List<Tensor> own = state.buffers();
            for (int i = 0; i < own.size(); i++) {
                own.get(i)
                        .copy_(Tensors.of(
                                buffers.get(i), own.get(i).sizes().vec().get()));
            }
        }
        state.restored(Progress.START.at(step, 0));
    }

    private static Map<String, float[]> found(TrainingState state, Map<String, Double> notes) {
        Map<String, float[]> found = new LinkedHashMap<>();
        try (PointerScope scope = new PointerScope()) {
            state.weights().forEach((name, tensor) -> found.put(name, Tensors.floats(tensor)));
            TensorVector all = new TensorVector();
            for (Network network : state.method().networks()) {
                all.push_back(network.parameters().values());
                found.put(
                        GRADIENT + network.name(),
                        Tensors.floats(network.parameters().gradients()));
            }
            found.put(WEIGHTS, Tensors.floats(torch.cat(all, 0)));
        }
        notes.forEach((name, value) -> found.put("note " + name, new float[] {value.floatValue()}));
        return found;
    }

    @Test
    void startsAreTriedAndTheBestGoesOnInAllRanks() throws Exception {
        RunConfig config = config(
                "infogan",
                "infogan.consistency.starts=2",
                "infogan.consistency.start-steps=20",
                "training.steps=30",
                "training.checkpoint-every=10");
        List<Long> steps = TwoRanks.of(
                folder,
                2,
                group -> group.rank() == 0
                        ? Facet.train(config, folder.resolve("runs"), new Monitor() {}, group)
                                .steps()
                        : Facet.follow(group));
        assertThat(steps).containsExactly(30L, 30L);
    }

    @Test
    void allRanksGoBackWhenALossExplodesAndEndWhenRank0GivesUp() throws Exception {
        RunConfig config = config(
                "infogan",
                "latent.codes=kind:cat10, huge:normal(1000000)",
                "infogan.continuous-from-step=0",
                "training.steps=20");
        List<String> ends = TwoRanks.of(folder, 2, group -> {
            try {
                return group.rank() == 0
                        ? "trained "
                                + Facet.train(config, folder.resolve("runs"), new Monitor() {}, group)
                                        .steps()
                        : "followed " + Facet.follow(group);
            } catch (TrainingException | RankException e) {
                ((ProcessGroup) group).close();
                return String.valueOf(e.getMessage());
            }
        });
        assertThat(ends.get(0)).contains("Giving up");
        assertThat(ends.get(1)).contains("rank 0 ").contains("of 2 is lost. ");
    }

    @Test
    void ranksThatCannotDivideTheBatchAreRefused() throws Exception {
        RunConfig config = config("infogan");
        try (Dataset data = Datasets.open(config.data(), Split.TRAIN)) {
            Ranks.check(config, data, 8);
            assertThatThrownBy(() -> Ranks.check(config, data, 3))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("3 ranks cannot divide a batch of 16")
                    .hasMessageContaining("--ranks 2 or 4,")
                    .hasMessageContaining("training.batch=18");
            assertThatThrownBy(() -> Ranks.check(config, data, 16))
                    .hasMessageContaining("two at least")
                    .hasMessageContaining("--ranks 4 or 8,");
            assertThatThrownBy(() -> Facet.requireRanks(config, 3)).isInstanceOf(UsageException.class);
            assertThatThrownBy(() -> Ranks.checkBatch(7, 3)).hasMessageContaining("with one process");
        }
        RunConfig few = config("ssinfogan", "ssinfogan.per-class=1", "training.batch=64");
        try (Dataset data = Datasets.open(few.data(), Split.TRAIN)) {
            assertThatThrownBy(() -> Ranks.check(few, data, 32)).hasMessageContaining("labelled images");
        }
    }

    @Test
    void everyDifferenceBetweenRanksIsNamed() {
        assertThat(Introduction.differences(List.of(
                        Map.of("libtorch", "2.10", "data", "a"),
                        Map.of("libtorch", "2.10", "data", "a"),
                        Map.of("libtorch", "2.9", "data", "b"))))
                .containsExactlyInAnyOrder(
                        "libtorch: rank 0 has 2.10; rank 2 has 2.9", "data: rank 0 has a; rank 2 has b");
    }

    private static RunConfig config(String method, String... overrides) {
        Engine.start(1);
        List<String> all = new ArrayList<>(List.of(
                "method=" + method,
                "model.width=4",
                "data.count=120",
                "training.batch=16",
                "training.threads=1",
                "training.generator-rate=0.0001",
                "training.discriminator-rate=0.0001",
                "training.precision=fp32"));
        if (method.equals("stackedgan")) {
            all.addAll(List.of("data.source=strokes", "data.resolution=28"));
        }
        all.addAll(Arrays.asList(overrides));
        String preset = method.equals("infogan") || method.equals("gan") ? "strokes" : method;
        all.add("data.source=strokes");
        return ConfigReader.resolve(preset, all);
    }
}
