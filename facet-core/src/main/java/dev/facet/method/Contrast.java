package dev.facet.method;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

import dev.facet.codes.Draws;
import dev.facet.codes.LatentPairs;
import dev.facet.config.RunConfig;
import dev.facet.method.game.Losses;
import dev.facet.method.game.Step;
import dev.facet.model.Networks;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Network;
import dev.facet.torch.Tensors;

/**
 * The contrastive regulariser of InfoGAN-CR. A network H sees two generated images and predicts which code they share.
 */
final class Contrast {
    /** The name of H among the networks. */
    static final String NETWORK = "contrast";

    private final RunConfig run;
    private final InfoGanCrConfig config;
    private final Method method;
    private final Networks networks;
    private final long seed;
    private @Nullable Pairs pairs;

    /** The pairs of a step on the device: rows {@code [N, width]}, and one-hot which code they share. */
    private record Pairs(Step step, Tensor first, Tensor second, Tensor shared) {}

    /** @param method says what rows are drawn from, and has the networks */
    Contrast(RunConfig run, Method method) {
        this.run = run;
        this.method = method;
        this.config = run.own(InfoGanCrConfig.class);
        this.networks = method.parts();
        this.seed = Draws.seed(run.training().seed(), "contrast");
    }

    Network network() {
        return networks.other(NETWORK);
    }

    /** The weight of {@link #loss} in G's loss at a step. */
    double weight(long step) {
        return config.weight().at(step);
    }

    /**
     * −log H(i | x, x') for pairs of generated images that share code i. Noted as {@code loss/contrast}; the share of
     * pairs that H classifies correctly is noted as {@code contrast/accuracy}.
     */
    Tensor loss(Step step) {
        long number = step.number();
        int codes = run.latent().continuous().size();
        int width = run.latent().width();
        if (pairs == null || pairs.step() != step) {
            int count = step.latents().count();
            LatentPairs drawn = LatentPairs.draw(
                    method.drawn(run.latent()),
                    seed,
                    number * step.share().of() + step.share().first(),
                    count,
                    config.gap().at(number));
            pairs = new Pairs(
                    step,
                    Tensors.of(drawn.first().values(), count, width),
                    Tensors.of(drawn.second().values(), count, width),
                    Tensors.oneHot(drawn.shared(), codes));
        }
        // While G does not learn from pairs, use its running statistics, which come from ordinary rows.
        Mode mode = weight(number) > 0 ? Mode.TRAIN : Mode.INFER;
        Tensor both = torch.cat(
                new TensorVector(networks.generate(pairs.first(), mode), networks.generate(pairs.second(), mode)),
                1); // [N, 2c, h, w]
        Tensor logits = network().forward(both, Mode.TRAIN).to(ScalarType.Float); // [N, codes]
        Tensor shared = pairs.shared();
        Tensor loss = Losses.categorical(logits, shared);
        step.notes().put("loss/contrast", loss);
        step.notes().put("contrast/accuracy", Losses.agreement(logits, shared));
        return loss;
    }
}
