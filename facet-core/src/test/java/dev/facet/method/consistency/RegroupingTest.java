package dev.facet.method.consistency;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

import dev.facet.codes.Code;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Split;
import dev.facet.data.drawn.Strokes;
import dev.facet.method.Method;
import dev.facet.method.Methods;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Step;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Network;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Adam;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;

class RegroupingTest {
    private static final int ITEMS = 64;
    private static final int MOVED = 10;
    private static final int BATCH = 16;
    private static final int WANTED = 3;

    /** Q learns the new categories, and only for the items found. */
    @Test
    void qLearnsWhereItemsShouldGo() {
        assertThat(share(0)).as("nothing found").isLessThan(0.5);
        assertThat(share(MOVED)).as("found").isGreaterThan(0.6);
    }

    @Test
    void whatWasFoundIsKeptWithTheWeights() {
        try (Dataset data = data();
                Method method = Methods.make(config(), data, false)) {
            Tensor found = Objects.requireNonNull(method.memory().get("regrouping.digit"));
            assertThat(Tensors.floats(found)).hasSize(ITEMS).containsOnly(ClassGroups.STAYS);
        }
    }

    /**
     * The share of the first items to which Q gives the new category, after some steps of D with {@code moved} items to
     * move.
     */
    private static double share(int moved) {
        RunConfig config = config();
        try (Dataset data = data();
                Method method = Methods.make(config, data, false);
                Adam adam = new Adam(
                        method.phases().get(0).trained().stream()
                                .map(Network::parameters)
                                .toList(),
                        0.5,
                        0.999)) {
            float[] places = new float[ITEMS];
            Arrays.fill(places, ClassGroups.STAYS);
            Arrays.fill(places, 0, moved, WANTED);
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                Objects.requireNonNull(method.memory().get("regrouping.digit")).copy_(Tensors.of(places, ITEMS));
            }
            method.restored();
            Phase d = method.phases().get(0);
            double last = 0;
            for (int i = 1; i <= 60 && (i <= 1 || moved == 0 || last > 0); i++) {
                try (PointerScope scope = new PointerScope()) {
                    method.networks().forEach(Network::forgetPasses);
                    int[] drawn = new int[BATCH];
                    for (int k = 0; k < BATCH; k++) {
                        drawn[k] = (i * BATCH + k) % ITEMS;
                    }
                    Step step = new Step(
                            i,
                            read(method, data, drawn),
                            new int[0],
                            config.latent().draw(1, (long) i * BATCH, BATCH));
                    method.networks()
                            .forEach(network ->
                                    network.parameters().trainable(d.trained().contains(network)));
                    d.trained().forEach(Network::zeroGradient);
                    d.loss().apply(step).backward();
                    d.trained().forEach(Network::gatherGradient);
                    double told = step.notes().read().getOrDefault("moved/digit", -1.0);
                    assertThat(told).isIn(0.0, (double) moved);
                    assertThat(i > 1 || told == moved).isTrue();
                    last = told;
                }
                adam.step(0.003);
            }
            assertThat(last).as("told no more once Q agrees").isZero();
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                int[] first = new int[MOVED];
                Arrays.setAll(first, i -> i);
                Code.Categorical code = config.latent().categorical().get(0);
                Tensor logits = method.parts()
                        .recognise(read(method, data, first), Mode.TRAIN)
                        .narrow(1, config.latent().outputOffset(code), code.size());
                return logits.argmax(new LongOptional(1), false)
                        .eq(Tensors.scalar(WANTED))
                        .to(ScalarType.Float)
                        .mean()
                        .item_double();
            }
        }
    }

    private static Tensor read(Method method, Dataset data, int[] items) {
        return new Neighbours(data, method.parts().scaling(), 1, Neighbours.Compared.ALL).read(items);
    }

    private static Dataset data() {
        return Strokes.open(config().data(), Split.TRAIN);
    }

    private static RunConfig config() {
        return ConfigReader.resolve(
                "strokes",
                List.of(
                        "data.count=" + ITEMS,
                        "model.width=8",
                        "training.batch=" + BATCH,
                        "infogan.consistency.regroup-every=1000000"));
    }
}
