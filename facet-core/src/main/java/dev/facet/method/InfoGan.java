package dev.facet.method;

import java.util.List;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.config.InfoGanConfig;
import dev.facet.config.InfoGanConfig.Sigma;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.ImageShape;
import dev.facet.model.Architecture;
import dev.facet.model.Layer.Mode;
import dev.facet.model.Network;
import dev.facet.model.Networks;
import dev.facet.torch.Tensors;

/**
 * InfoGAN (Chen et al. 2016): G and D play the usual game while a recogniser Q, which shares D's trunk, recovers the codes from
 * generated images, and G, D's trunk and Q together maximise the variational bound of the mutual information (equation 5)
 *
 * <pre>  L_I(G, Q) = E[log Q(c | G(z, c))] + H(c)</pre>
 *
 * with weight λ per code (equation 6). Optionally Q's categories are made consistent on real images (see
 * {@link InfoGanConfig.Consistency}), which goes beyond the paper.
 */
public final class InfoGan implements Method {
    private final LatentSpec latent;
    private final InfoGanConfig config;
    private final Networks networks;
    private final Warp warp;
    private final List<Phase> phases;

    InfoGan(RunConfig run, ImageShape shape, boolean bf16) {
        latent = run.latent();
        config = run.infogan();
        if (latent.codes().isEmpty()) {
            throw new UsageException("infogan needs at least one code; give some, for instance"
                    + " `--codes \"kind:cat10, c1:uniform, c2:uniform\"`.");
        }
        long seed = run.training().seed();
        networks = Networks.of(Architecture.of(run.model(), latent, shape), bf16);
        networks.start(Draws.seed(seed, "weights"));
        warp = new Warp(config.consistency(), networks.range().black(), Draws.seed(seed, "warps"));
        List<Network> recognition = List.of(networks.trunk(), networks.source(), networks.recogniser());
        phases = List.of(
                new Phase("D", recognition, run.training().discriminatorRate(), this::discriminatorLoss),
                new Phase("G", List.of(networks.generator()), run.training().generatorRate(), this::generatorLoss));
    }

    @Override
    public List<Phase> phases() {
        return phases;
    }

    @Override
    public List<Network> networks() {
        return networks.all();
    }

    @Override
    public Networks parts() {
        return networks;
    }

    @Override
    public void close() {
        networks.close();
    }

    /** Tells real from generated images, and recovers the codes of the latter. The gradient of both reaches the trunk. */
    private Tensor discriminatorLoss(Step step) {
        Tensor fakeFeatures = networks.trunk().forward(fake(step).detach(), Mode.TRAIN);
        // Running statistics follow real images only: those are what Q is asked about once training is over.
        Tensor realFeatures = networks.trunk().forward(step.real(), Mode.TRACK);
        Tensor realLogits = networks.source().forward(realFeatures, Mode.TRAIN);
        Tensor fakeLogits = networks.source().forward(fakeFeatures, Mode.TRAIN);
        trackRecogniser(realFeatures);
        Tensor adversarial = Losses.real(realLogits).add(Losses.fake(fakeLogits));
        step.record("loss/D", adversarial);
        step.record("probability/real", mean(realLogits));
        step.record("probability/fake", mean(fakeLogits));
        Tensor loss = adversarial.add(information(step, fakeFeatures, true));
        return config.consistency().weight() > 0 ? loss.sub(consistency(step)) : loss;
    }

    /** Makes images that D takes for real and Q reads the codes from. */
    private Tensor generatorLoss(Step step) {
        Tensor features = networks.trunk().forward(fake(step), Mode.TRAIN);
        Tensor adversarial = Losses.real(networks.source().forward(features, Mode.TRAIN));
        step.record("loss/G", adversarial);
        return adversarial.add(information(step, features, false));
    }

    /** Σ λ · (−log Q(c | x)) over the codes; notes L_I per code in nats when asked to. */
    private Tensor information(Step step, Tensor features, boolean note) {
        Tensor outputs = networks.recogniser().forward(features, Mode.TRAIN).to(ScalarType.Float); // [N, outputs]
        Tensor rows = Tensors.of(step.latents().values(), step.latents().count(), latent.width());
        Tensor sum = torch.zeros(new long[] {});
        for (Code code : latent.codes()) {
            double lambda = lambda(code, step.number());
            if (lambda == 0 && !note) {
                continue;
            }
            Tensor q = outputs.narrow(1, latent.outputOffset(code), code.outputs());
            Tensor c = rows.narrow(1, latent.offset(code), code.width());
            Tensor cost = cost(code, q, c);
            if (note) {
                step.record("nats/" + code.name(), code.entropy() - cost.item_float());
                step.record("max_nats/" + code.name(), mostInformation(code));
            }
            if (lambda > 0) {
                sum = sum.add(cost.mul(Tensors.scalar(lambda)));
            }
        }
        return sum;
    }

    private Tensor cost(Code code, Tensor q, Tensor c) {
        if (code instanceof Code.Categorical) {
            return Losses.categorical(q, c);
        }
        Tensor mean = q.select(1, 0);
        Tensor value = c.select(1, 0);
        return switch (config.sigma()) {
            case LEARNED -> Losses.gaussian(mean, q.select(1, 1), value, config.minLogVariance());
            case FIXED -> Losses.gaussian(mean, value);
        };
    }

    private double mostInformation(Code code) {
        double smallestSigma = config.sigma() == Sigma.LEARNED ? Math.exp(0.5 * config.minLogVariance()) : 1;
        return code instanceof Code.Continuous c ? c.mostInformation(smallestSigma) : code.entropy();
    }

    private double lambda(Code code, long step) {
        boolean categorical = code instanceof Code.Categorical;
        if (!categorical && step < config.continuousFromStep()) {
            return 0;
        }
        Double own = config.lambda().get(code.name());
        if (own != null) {
            return own;
        }
        return categorical ? config.lambdaCategorical() : config.lambdaContinuous();
    }

    /** What two warps of each real image should have in common, as {@link InfoGanConfig.Consistency} says; to be maximised. */
    private Tensor consistency(Step step) {
        int count = step.latents().count();
        long first = step.number() * 2 * count;
        Tensor one = warp.draw(first, count);
        Tensor other = warp.draw(first + count, count);
        Tensor warped =
                Tensors.concatenate(warp.apply(step.real(), one), warp.apply(step.real(), other)); // [2N, c, h, w]
        Tensor features = networks.trunk().forward(warped, Mode.TRAIN);
        Tensor outputs = networks.recogniser().forward(features, Mode.TRAIN).to(ScalarType.Float);
        Tensor sum = torch.zeros(new long[] {});
        for (Code.Categorical code : latent.categorical()) {
            Tensor p = torch.softmax(outputs.narrow(1, latent.outputOffset(code), code.size()), 1);
            Tensor information = Losses.mutualInformation(p.narrow(0, 0, count), p.narrow(0, count, count));
            step.record("consistency/" + code.name(), information);
            sum = sum.add(information.mul(Tensors.scalar(config.consistency().weight())));
        }
        for (Code.Continuous code : latent.continuous()) {
            if (config.consistency().continuous() > 0 && lambda(code, step.number()) > 0) {
                Tensor mean = outputs.narrow(1, latent.outputOffset(code), 1); // [2N, 1]
                Tensor uneven = Losses.unevenResponse(
                        mean.narrow(0, 0, count).sub(mean.narrow(0, count, count)), one.sub(other));
                step.record("uneven/" + code.name(), uneven);
                sum = sum.sub(uneven.mul(Tensors.scalar(config.consistency().continuous())));
            }
        }
        return sum;
    }

    /** The generated images with their graph; the weights of G must lead to it although another phase may be running. */
    private Tensor fake(Step step) {
        return step.fake(() -> {
            networks.generator().parameters().trainable(true);
            Tensor rows = Tensors.of(step.latents().values(), step.latents().count(), latent.width());
            return networks.generator().forward(rows, Mode.TRACK); // [N, c, h, w]
        });
    }

    private void trackRecogniser(Tensor realFeatures) {
        try (NoGradGuard guard = new NoGradGuard()) {
            networks.recogniser().forward(realFeatures, Mode.TRACK);
        }
    }

    private static Tensor mean(Tensor logits) {
        return torch.sigmoid(logits.to(ScalarType.Float)).mean();
    }
}
