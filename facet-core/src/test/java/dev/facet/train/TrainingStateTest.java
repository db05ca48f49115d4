package dev.facet.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Batches;
import dev.facet.data.Dataset;
import dev.facet.data.Prefetch;
import dev.facet.data.Split;
import dev.facet.data.drawn.Strokes;
import dev.facet.method.Methods;
import dev.facet.model.Model;
import dev.facet.model.layer.Network;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;
import dev.facet.torch.group.Group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TrainingStateTest {
    @Test
    void processesAgreeBetweenTheGradientAndTheUpdate() throws Exception {
        RunConfig config = config();
        List<Long> agreed = new ArrayList<>();
        // all others have the opposite gradients
        Group opposites = new Group() {
            @Override
            public int rank() {
                return 0;
            }

            @Override
            public int size() {
                return 2;
            }

            @Override
            public void sum(Tensor gradient) {
                assertThat(gradient.abs().sum().item_double()).isPositive();
                agreed.add(gradient.numel());
                gradient.zero_();
            }

            @Override
            public void broadcast(Tensor tensor, int from) {}

            @Override
            public Tensor total(Tensor part) {
                return part;
            }
        };
        try (Dataset data = Strokes.open(config.data(), Split.TRAIN);
                TrainingState state = new TrainingState(config, data, false, opposites)) {
            Map<String, float[]> before = weights(state);
            make(state, config, data, 1);
            List<Network> networks = new ArrayList<>();
            state.method().phases().forEach(phase -> networks.addAll(phase.trained()));
            assertThat(agreed)
                    .containsExactlyElementsOf(networks.stream()
                            .map(network -> network.parameters().size())
                            .toList());
            weights(state).forEach((name, values) -> assertThat(values).as(name).isEqualTo(before.get(name)));
        }
    }

    @Test
    void anyNetworkIsAveraged() throws Exception {
        RunConfig config = config(
                "training.average-half-life=256",
                "training.average-unit=images",
                "training.averages={recogniser: 1600}");
        try (Dataset data = Strokes.open(config.data(), Split.TRAIN);
                TrainingState state = new TrainingState(config, data, false)) {
            assertThat(Average.halfLives(config.training(), state.method().parts()))
                    .containsOnly(Map.entry("generator", 16.0), Map.entry("recogniser", 100.0));
            make(state, config, data, 3);
            List<String> averaged = state.weights().keySet().stream()
                    .filter(name -> name.startsWith("average."))
                    .map(name -> name.split("\\.")[1])
                    .distinct()
                    .toList();
            assertThat(averaged).containsExactlyInAnyOrder("generator", "recogniser");
            try (PointerScope scope = new PointerScope();
                    Model model = state.model()) {
                Network recogniser = model.networks().recogniser();
                String weight = "recogniser.out.weight";
                float[] used = Tensors.floats(recogniser.parameters().value(weight));
                assertThat(used)
                        .isEqualTo(Tensors.floats(tensor(state, "average." + weight)))
                        .isNotEqualTo(Tensors.floats(tensor(state, weight)));
                assertThat(Tensors.floats(model.networks().trunk().parameters().value("trunk.conv1.weight")))
                        .isEqualTo(Tensors.floats(tensor(state, "trunk.conv1.weight")));
            }
        }
    }

    @Test
    void anAverageOfNoNetworkIsRefused() throws Exception {
        RunConfig config = config("training.averages={generatr: 100}");
        try (Dataset data = Strokes.open(config.data(), Split.TRAIN)) {
            assertThatThrownBy(() -> Methods.check(config, data))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("'generatr'")
                    .hasMessageContaining("generator, trunk, source, recogniser");
        }
    }

    private static void make(TrainingState state, RunConfig config, Dataset data, int steps) throws Exception {
        TrainingStep step = new TrainingStep(config, data);
        try (Prefetch prefetch =
                new Prefetch(new Batches(data, config.training().batch(), 1), 0, 1)) {
            for (int i = 0; i < steps; i++) {
                step.make(state, i, prefetch.next());
                state.progress(state.progress().at(i + 1, 0));
                state.average();
            }
        }
    }

    private static Map<String, float[]> weights(TrainingState state) {
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (Network network : state.method().networks()) {
            network.parameters()
                    .names()
                    .forEach(name -> weights.put(
                            name, Tensors.floats(network.parameters().value(name))));
        }
        return weights;
    }

    private static Tensor tensor(TrainingState state, String name) {
        Tensor found = state.weights().get(name);
        if (found == null) {
            throw new AssertionError(name + " is not among " + state.weights().keySet());
        }
        return found;
    }

    private static RunConfig config(String... overrides) {
        Engine.start(1);
        List<String> all = new ArrayList<>(List.of(
                "model.width=4",
                "data.count=100",
                "training.batch=16",
                "training.threads=1",
                "infogan.consistency={weight: 0}"));
        all.addAll(Arrays.asList(overrides));
        return ConfigReader.resolve("strokes", all);
    }
}
