package dev.facet.method.game;

import java.util.function.BiFunction;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Draws;
import dev.facet.codes.Share;
import dev.facet.config.AdversarialConfig;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.torch.Tensors;

/**
 * The penalties on the slope of D: R1 on real items, R2 on generated items (Mescheder, Geiger, Nowozin 2018; Roth,
 * Lucchi, Nowozin, Hofmann 2017), and that of WGAN-GP between them (Gulrajani et al. 2017).
 */
final class Penalties {
    private final AdversarialConfig config;
    private final long interpolations;

    Penalties(AdversarialConfig config, long seed) {
        this.config = config;
        this.interpolations = Draws.seed(seed, "interpolations");
    }

    /**
     * Items in D's turn.
     *
     * @param items {@code [N, c, h, w]}
     * @param scores D's outputs for them, with their graph
     * @param discriminator maps such items to D's outputs
     */
    record Seen(Tensor items, Tensor scores, BiFunction<Tensor, Mode, Tensor> discriminator) {
        Tensor twice(Tensor others) {
            return discriminator.apply(others, Mode.TWICE);
        }
    }

    /**
     * Adds the penalties that are on to D's loss. They are noted as {@code loss/r1}, {@code loss/r2} and
     * {@code loss/gradient-penalty}.
     */
    Tensor add(Step step, Tensor loss, Seen real, Seen generated) {
        Tensor sum = loss;
        if (step.number() % config.penaltyEvery() == 0) {
            sum = slope(step, sum, "loss/r1", config.r1(), real);
            sum = slope(step, sum, "loss/r2", config.r2(), generated);
        }
        if (config.gradientPenalty() > 0) {
            Tensor share = interpolation(step); // [N, 1, 1, 1]
            Tensor fake = generated.items().detach().to(ScalarType.Float);
            Tensor between = fake.add(real.items().sub(fake).mul(share));
            Tensor penalty = Losses.slopeFromOne(between, real::twice).mul(Tensors.scalar(config.gradientPenalty()));
            step.notes().put("loss/gradient-penalty", penalty);
            sum = sum.add(penalty);
        }
        return sum;
    }

    private Tensor slope(Step step, Tensor sum, String name, double weight, Seen seen) {
        if (weight == 0) {
            return sum;
        }
        Tensor squared =
                config.difference() > 0 ? difference(step, seen) : Losses.squaredSlope(seen.items(), seen::twice);
        Tensor penalty = squared.mul(Tensors.scalar(weight / 2));
        step.notes().put(name, penalty);
        return sum.add(penalty.mul(Tensors.scalar(config.penaltyEvery())));
    }

    /** E(D(x + ε) − D(x))² / σ² with ε ~ N(0, σ²), whose limit for small σ is E|∇D(x)|². */
    private Tensor difference(Step step, Seen seen) {
        double deviation = config.difference();
        Tensor items = seen.items().detach().to(ScalarType.Float);
        Tensor noisy = items.add(noise(step, items).mul(Tensors.scalar(deviation)));
        Tensor change = seen.discriminator()
                .apply(noisy, Mode.TRAIN)
                .to(ScalarType.Float)
                .sub(seen.scores().to(ScalarType.Float));
        return change.pow(Tensors.scalar(2)).mean().mul(Tensors.scalar(1 / (deviation * deviation)));
    }

    /** N(0, 1), like items; several processes draw for the rows of all, and take their share. */
    private static Tensor noise(Step step, Tensor items) {
        Share share = step.share();
        boolean alone = share.count() == share.of();
        long[] shape = {alone ? items.size(0) : share.of(), items.size(1), items.size(2), items.size(3)};
        // a tenth of the time of randn_like, where items are channels-last
        Tensor drawn = torch.randn(shape, items.options());
        return alone ? drawn : drawn.narrow(0, share.first(), share.count());
    }

    private Tensor interpolation(Step step) {
        Share share = step.share();
        int count = share.of();
        Draws draws = new Draws(interpolations, step.number());
        float[] shares = new float[count];
        for (int i = 0; i < count; i++) {
            shares[i] = (float) draws.uniform(0, 1);
        }
        return Tensors.of(shares, count, 1, 1, 1).narrow(0, share.first(), share.count());
    }
}
