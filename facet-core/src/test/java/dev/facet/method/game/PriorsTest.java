package dev.facet.method.game;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

import dev.facet.codes.Code;
import dev.facet.config.RunConfig;
import dev.facet.model.layer.Layer.Bias;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Linear;
import dev.facet.model.layer.Network;
import dev.facet.model.layer.Sequential;
import dev.facet.settings.ConfigReader;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class PriorsTest {
    private static final float[] REAL = {0.7f, 0.2f, 0.1f, 0};

    private static RunConfig config(String codes, String... more) {
        Engine.load();
        List<String> all = new ArrayList<>(List.of(
                "latent.codes=" + codes,
                "infogan.prior.from-step=20",
                "infogan.prior.half-life=10",
                "infogan.prior.least=0.1",
                "infogan.prior.merge-every=20"));
        all.addAll(List.of(more));
        return ConfigReader.resolve("strokes", all);
    }

    private static Network head(RunConfig config) {
        int outputs = config.latent().outputs();
        Network head = new Network(
                "recogniser", Sequential.of(new long[] {3}, List.of(new Linear("out", 3, outputs, Bias.WITH))), false);
        head.start(1);
        return head;
    }

    /** Steps in which real items use the categories as {@link #REAL} says, and warps give these pairs. */
    private static void steps(RunConfig config, Priors priors, Network head, long from, long to, float... pairs) {
        Code.Categorical code = config.latent().categorical().get(0);
        for (long number = from; number < to; number++) {
            try (PointerScope scope = new PointerScope()) {
                Step step = new Step(
                        number, Tensors.zero(), new int[0], config.latent().draw(1, 0, 1));
                priors.follow(number, head);
                priors.seen(step, code, Tensors.of(REAL, REAL.length));
                if (pairs.length > 0) {
                    priors.confused(step, code, Tensors.of(pairs, REAL.length, REAL.length));
                }
            }
        }
    }

    private static List<Double> shares(Priors priors) {
        return priors.latent().categorical().get(0).shares();
    }

    @Test
    void sharesFollowRealItemsFromAStepOnDownToTheLeast() {
        RunConfig config = config("kind:cat4:learned", "training.steps=40");
        Code.Categorical code = config.latent().categorical().get(0);
        try (Priors priors = new Priors(config);
                Network head = head(config)) {
            steps(config, priors, head, 0, 20);
            assertThat(shares(priors)).containsOnly(0.25);
            steps(config, priors, head, 20, 21);
            // half of the way
            assertThat(shares(priors).get(0)).isCloseTo(0.475, within(1e-3));
            steps(config, priors, head, 21, 300);
            assertThat(shares(priors).get(0)).isCloseTo(0.7 / 1.025, within(0.01));
            assertThat(shares(priors).get(3)).isCloseTo(0.025 / 1.025, within(1e-3));
            assertThat(priors.entropy(code)).isLessThan(1);
            assertThat(priors.balance(code, 20, 1)).isEqualTo(1);
            assertThat(priors.milestones())
                    .singleElement()
                    .satisfies(milestone -> assertThat(milestone.step()).isEqualTo(20));
        }
    }

    @Test
    void sharesOfAGivenNumberWaitForHalfOfTheTraining() {
        RunConfig config = config("kind:cat4:learned", "training.steps=120");
        try (Priors priors = new Priors(config);
                Network head = head(config)) {
            steps(config, priors, head, 0, 60);
            assertThat(shares(priors)).containsOnly(0.25);
            steps(config, priors, head, 60, 61);
            assertThat(shares(priors).get(0)).isGreaterThan(0.4);
        }
    }

    @Test
    void sharesStayEqualWhileStartsAreTried() {
        RunConfig config = config(
                "kind:cat4:learned",
                "training.steps=40",
                "infogan.consistency.starts=3",
                "infogan.consistency.start-steps=100");
        try (Priors priors = new Priors(config);
                Network head = head(config)) {
            steps(config, priors, head, 0, 100);
            assertThat(shares(priors)).containsOnly(0.25);
            steps(config, priors, head, 100, 102);
            assertThat(shares(priors).get(0)).isGreaterThan(0.4);
        }
    }

    @Test
    void aRestoredPriorGoesOnTheSameWay() {
        RunConfig config = config("kind:cat4:learned", "training.steps=40");
        try (Priors one = new Priors(config);
                Priors other = new Priors(config);
                Network head = head(config)) {
            steps(config, one, head, 0, 57);
            try (NoGradGuard guard = new NoGradGuard()) {
                one.memory()
                        .forEach((name, tensor) ->
                                Objects.requireNonNull(other.memory().get(name)).copy_(tensor));
            }
            other.restored();
            assertThat(shares(other)).isEqualTo(shares(one));
            steps(config, one, head, 57, 100);
            steps(config, other, head, 57, 100);
            assertThat(shares(other)).isEqualTo(shares(one));
            assertThat(other.latent().draw(1, 0, 100).values())
                    .isEqualTo(one.latent().draw(1, 0, 100).values());
        }
    }

    /** Warps confuse 1 with 2, no item has 3, and 0 is apart. */
    @Test
    void categoriesThatAreNotNeededEndEmptyAndAreNeverRead() {
        RunConfig config = config("kind:auto4");
        float[] pairs = {0.7f, 0, 0, 0, 0, 0.1f, 0.05f, 0, 0, 0.05f, 0.1f, 0, 0, 0, 0, 0};
        try (Priors priors = new Priors(config);
                Network head = head(config)) {
            steps(config, priors, head, 0, 200, pairs);
            assertThat(priors.balance(config.latent().categorical().get(0), 19, 2))
                    .isEqualTo(1);
            assertThat(priors.balance(config.latent().categorical().get(0), 20, 2))
                    .isEqualTo(0.5);
            Code.Categorical code = priors.latent().categorical().get(0);
            assertThat(code.used()).containsExactly(0, 1);
            assertThat(code.shares().get(1)).isCloseTo(0.3, within(0.15));
            try (PointerScope scope = new PointerScope()) {
                Tensor logits = head.forward(Tensors.of(new float[] {5, -5, 5}, 1, 3), Mode.INFER);
                float[] read = Tensors.floats(logits);
                assertThat(read[2]).isEqualTo(-1e6f);
                assertThat(read[3]).isEqualTo(-1e6f);
                assertThat(read[0]).isGreaterThan(-100);
                assertThat(read[1]).isGreaterThan(-100);
            }
        }
    }

    @Test
    void nothingIsLearnedOrSavedWithoutALearnedPrior() {
        RunConfig config = config("kind:cat4");
        try (Priors priors = new Priors(config);
                Network head = head(config)) {
            steps(config, priors, head, 0, 100);
            assertThat(shares(priors)).containsOnly(0.25);
            assertThat(priors.memory()).isEmpty();
            assertThat(priors.milestones()).isEmpty();
            assertThat(priors.balance(config.latent().categorical().get(0), 99, 2))
                    .isEqualTo(2);
        }
    }
}
