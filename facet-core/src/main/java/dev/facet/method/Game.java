package dev.facet.method;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Draws;
import dev.facet.config.AdversarialConfig;
import dev.facet.config.AdversarialConfig.Loss;
import dev.facet.config.RunConfig;
import dev.facet.model.Layer.Mode;
import dev.facet.model.Network;
import dev.facet.model.Networks;
import dev.facet.torch.Tensors;

/** What all methods share: G's images of a step, the adversarial losses, and when D and G are trained. */
final class Game {
    private final RunConfig run;
    private final AdversarialConfig config;
    private final Networks networks;
    private final long interpolations;

    Game(RunConfig run, Networks networks) {
        this.run = run;
        this.config = run.adversarial();
        this.networks = networks;
        this.interpolations = Draws.seed(run.training().seed(), "interpolations");
    }

    /** D's phase, at every step; D itself, which is the trunk and its head, keeps its weights within the clip. */
    Phase discriminator(List<Network> trained, Function<Step, Tensor> loss) {
        Runnable after = config.clip() > 0
                ? () -> List.of(networks.trunk(), networks.source())
                        .forEach(network -> network.parameters().clip(config.clip()))
                : () -> {};
        return new Phase(
                "D",
                trained,
                run.training().discriminatorRate(),
                run.training().descent(),
                1,
                0,
                Long.MAX_VALUE,
                loss,
                after);
    }

    /** G's phase: once D has had its steps. */
    Phase generator(Function<Step, Tensor> loss) {
        int every = config.generatorEvery();
        return new Phase(
                        "G",
                        List.of(networks.generator()),
                        run.training().generatorRate(),
                        run.training().descent(),
                        every,
                        every - 1,
                        Long.MAX_VALUE,
                        loss,
                        () -> {})
                .repeated(config.generatorSteps());
    }

    /** What G is fed {@code [N, latent width]}. */
    Tensor rows(Step step) {
        return Tensors.of(
                step.latents().values(), step.latents().count(), run.latent().width());
    }

    /**
     * The generated images {@code [N, c, h, w]}, with their graph where G is trained in this step; the weights of G
     * must lead to it although another phase may be running.
     */
    Tensor fake(Step step) {
        return step.fake(() -> {
            if ((step.number() + 1) % config.generatorEvery() != 0) {
                try (NoGradGuard guard = new NoGradGuard()) {
                    return networks.generator().forward(rows(step), Mode.TRACK);
                }
            }
            networks.generator().parameters().trainable(true);
            return networks.generator().forward(rows(step), Mode.TRACK);
        });
    }

    /** What D pays for its outputs on real and on generated images; noted as {@code loss/D}. */
    Tensor discriminatorLoss(Step step, Tensor real, Tensor fake) {
        return discriminatorLoss(step, "", real, fake);
    }

    /** Likewise of one D among several, noted with its {@code level}, as {@code loss/D0}. */
    Tensor discriminatorLoss(Step step, String level, Tensor real, Tensor fake) {
        Tensor loss = switch (config.loss()) {
            case NON_SATURATING -> Losses.real(real).add(Losses.fake(fake));
            case LEAST_SQUARES -> Losses.square(real, 1).add(Losses.square(fake, 0));
            case HINGE -> Losses.hinge(real).add(Losses.hinge(fake.neg()));
            case WASSERSTEIN -> Losses.mean(fake).sub(Losses.mean(real));
        };
        step.record("loss/D" + level, loss);
        boolean probabilities = config.loss() == Loss.NON_SATURATING;
        step.record(
                (probabilities ? "probability/real" : "score/real") + level,
                probabilities ? probability(real) : Losses.mean(real));
        step.record(
                (probabilities ? "probability/fake" : "score/fake") + level,
                probabilities ? probability(fake) : Losses.mean(fake));
        return loss;
    }

    /**
     * D's loss with what its slope costs, where that is penalised; noted as {@code loss/r1} and
     * {@code loss/gradient-penalty}.
     *
     * @param discriminator images {@code [N, c, h, w]} to D's outputs, in mode {@link Mode#TWICE}
     */
    Tensor penalised(Step step, Tensor loss, UnaryOperator<Tensor> discriminator) {
        Tensor sum = loss;
        if (config.r1() > 0) {
            Tensor penalty = Losses.squaredSlope(step.real(), discriminator).mul(Tensors.scalar(config.r1() / 2));
            step.record("loss/r1", penalty);
            sum = sum.add(penalty);
        }
        if (config.gradientPenalty() > 0) {
            Tensor share = interpolation(step); // [N, 1, 1, 1]
            Tensor fake = fake(step).detach().to(ScalarType.Float);
            Tensor between = fake.add(step.real().sub(fake).mul(share));
            Tensor penalty = Losses.slopeFromOne(between, discriminator).mul(Tensors.scalar(config.gradientPenalty()));
            step.record("loss/gradient-penalty", penalty);
            sum = sum.add(penalty);
        }
        return sum;
    }

    private Tensor interpolation(Step step) {
        int count = step.latents().count();
        Draws draws = new Draws(interpolations, step.number());
        float[] shares = new float[count];
        for (int i = 0; i < count; i++) {
            shares[i] = (float) draws.uniform(0, 1);
        }
        return Tensors.of(shares, count, 1, 1, 1);
    }

    /** What G pays for D's outputs on its images; noted as {@code loss/G}. */
    Tensor generatorLoss(Step step, Tensor fake) {
        return generatorLoss(step, "", fake);
    }

    /** Likewise of one G among several, noted with its {@code level}. */
    Tensor generatorLoss(Step step, String level, Tensor fake) {
        Tensor loss = switch (config.loss()) {
            case NON_SATURATING -> Losses.real(fake);
            case LEAST_SQUARES -> Losses.square(fake, 1);
            case HINGE, WASSERSTEIN -> Losses.mean(fake).neg();
        };
        step.record("loss/G" + level, loss);
        return loss;
    }

    private static Tensor probability(Tensor logits) {
        return torch.sigmoid(logits.to(ScalarType.Float)).mean();
    }
}
