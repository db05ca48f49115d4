package dev.facet.method;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.config.InfoGanConfig;
import dev.facet.config.InfoGanConfig.Consistency;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.method.Regrouping.Some;
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
    /** A batch has so many times as many images as are shown beside it to come to another category. */
    private static final int MOVED_SHARE = 4;

    /** Once Q puts so many of the images of groups where they should go, it is told no more: the rest are mostly those that do not belong to the group. */
    private static final double AGREED = 0.8;

    private static final String CONSISTENCY = "consistency/";

    private final LatentSpec latent;
    private final InfoGanConfig config;
    private final Networks networks;
    private final Game game;
    private final Information information;
    private final Warp warp;
    private final @Nullable Regrouping regrouping;
    private final List<Phase> phases;

    InfoGan(RunConfig run, Dataset data, boolean bf16) {
        this(run, data, architecture(run, data.shape()), bf16);
    }

    /** With networks of another method beside its own. */
    InfoGan(RunConfig run, Dataset data, Architecture architecture, boolean bf16) {
        latent = run.latent();
        config = run.infogan();
        if (latent.codes().isEmpty()) {
            throw new UsageException("infogan needs at least one code; give some, for instance"
                    + " `--codes \"kind:cat10, c1:uniform, c2:uniform\"`.");
        }
        long seed = run.training().seed();
        networks = Networks.of(architecture, bf16);
        networks.start(Draws.seed(seed, "weights"));
        game = new Game(run, networks);
        information = new Information(latent, config, latent.codes());
        Consistency consistency = config.consistency();
        warp = Warp.of(consistency, networks.scaling(), data.shape(), Draws.seed(seed, "warps"));
        regrouping = consistency.weight() > 0
                        && consistency.regroupEvery() > 0
                        && !latent.categorical().isEmpty()
                ? new Regrouping(latent, networks, data, consistency.regroupEvery(), Draws.seed(seed, "regrouping"))
                : null;
        List<Network> recognition = List.of(networks.trunk(), networks.source(), networks.recogniser());
        phases = List.of(game.discriminator(recognition, this::discriminatorLoss), game.generator(this::generatorLoss));
    }

    static Architecture architecture(RunConfig run, Shape shape) {
        return Architecture.of(run.model(), run.latent(), shape);
    }

    @Override
    public List<Phase> phases() {
        return phases;
    }

    @Override
    public Networks parts() {
        return networks;
    }

    @Override
    public Starts starts() {
        Consistency consistency = config.consistency();
        return consistency.weight() > 0
                        && consistency.starts() > 1
                        && !latent.categorical().isEmpty()
                ? new Starts(
                        consistency.starts(),
                        consistency.startSteps(),
                        statistics -> latent.categorical().stream()
                                .mapToDouble(code -> statistics.getOrDefault(CONSISTENCY + code.name(), 0.0))
                                .sum(),
                        "consistency")
                : Starts.ONE;
    }

    @Override
    public Map<String, Tensor> memory() {
        Map<String, Tensor> memory = new LinkedHashMap<>();
        if (regrouping != null) {
            regrouping.found().forEach((code, tensor) -> memory.put("regrouping." + code, tensor));
        }
        return memory;
    }

    @Override
    public void restored() {
        if (regrouping != null) {
            regrouping.restored();
        }
    }

    @Override
    public void close() {
        if (regrouping != null) {
            regrouping.close();
        }
        networks.close();
    }

    /** Tells real from generated images, and recovers the codes of the latter. */
    private Tensor discriminatorLoss(Step step) {
        Tensor fakeFeatures = networks.trunk().forward(game.fake(step).detach(), Mode.TRAIN);
        // Running statistics follow real images only: those are what Q is asked about once training is over.
        Tensor realFeatures = networks.trunk().forward(step.real(), Mode.TRACK);
        Tensor realLogits = networks.source().forward(realFeatures, Mode.TRAIN);
        Tensor fakeLogits = networks.source().forward(fakeFeatures, Mode.TRAIN);
        trackRecogniser(step, realFeatures);
        Tensor adversarial =
                game.penalised(step, game.discriminatorLoss(step, realLogits, fakeLogits), networks::discriminate);
        Tensor heard = information.reachesTrunk() ? fakeFeatures : fakeFeatures.detach();
        Tensor loss =
                adversarial.add(information.notedLoss(step, networks.outputs(heard, Mode.TRAIN), game.rows(step)));
        return config.consistency().weight() > 0 ? loss.sub(consistency(step)) : loss;
    }

    /** Makes images that D takes for real and Q reads the codes from. */
    Tensor generatorLoss(Step step) {
        Tensor features = networks.trunk().forward(game.fake(step), Mode.TRAIN);
        Tensor adversarial = game.generatorLoss(step, networks.source().forward(features, Mode.TRAIN));
        return adversarial.add(information.loss(step, networks.outputs(features, Mode.TRAIN), game.rows(step)));
    }

    /** What two warps of each real image should have in common, as {@link InfoGanConfig.Consistency} says; to be maximised. */
    private Tensor consistency(Step step) {
        List<Some> moved = moved(step);
        int count = step.latents().count();
        int extra = moved.stream().mapToInt(some -> some.wanted().length).sum();
        long first = step.number() * 2 * (count + latent.categorical().size() * (long) mostMoved(count));
        Tensor one = warp.draw(first, count + extra);
        Tensor other = warp.draw(first + count + extra, count + extra);
        Tensor images = step.real();
        for (Some some : moved) {
            images = some.wanted().length == 0 ? images : Tensors.concatenate(images, some.images());
        }
        Tensor warped = Tensors.concatenate(warp.apply(images, one), warp.apply(images, other)); // [2(N + M), c, h, w]
        Tensor features = networks.trunk().forward(warped, Mode.TRAIN);
        Tensor outputs = networks.outputs(features, Mode.TRAIN);
        Tensor left = outputs.narrow(0, 0, count);
        Tensor right = outputs.narrow(0, count + extra, count);
        Tensor sum = Tensors.zero();
        for (Code.Categorical code : latent.categorical()) {
            Tensor information = Losses.mutualInformation(
                    torch.softmax(logits(left, code), 1), torch.softmax(logits(right, code), 1));
            step.record(CONSISTENCY + code.name(), information);
            sum = sum.add(information.mul(Tensors.scalar(config.consistency().weight())));
        }
        for (Code.Continuous code : latent.continuous()) {
            if (config.consistency().continuous() > 0 && information.lambda(code, step.number()) > 0) {
                int offset = latent.outputOffset(code);
                Tensor uneven = Losses.unevenResponse(
                        left.narrow(1, offset, 1).sub(right.narrow(1, offset, 1)),
                        one.sub(other).narrow(0, 0, count));
                step.record("uneven/" + code.name(), uneven);
                sum = sum.sub(uneven.mul(Tensors.scalar(config.consistency().continuous())));
            }
        }
        int at = count;
        for (int i = 0; i < moved.size(); i++) {
            Code.Categorical code = latent.categorical().get(i);
            int size = moved.get(i).wanted().length;
            step.record("moved/" + code.name(), moved.get(i).all());
            if (size > 0) {
                Tensor wanted = Tensors.oneHot(moved.get(i).wanted(), code.size());
                Tensor seen = logits(outputs.narrow(0, at, size), code);
                Tensor seenAgain = logits(outputs.narrow(0, count + extra + at, size), code);
                sum = sum.sub(Losses.categorical(seen, wanted)).sub(Losses.categorical(seenAgain, wanted));
                double agreed = (Losses.agreement(seen, wanted).item_double()
                                + Losses.agreement(seenAgain, wanted).item_double())
                        / 2;
                if (agreed >= AGREED) {
                    Objects.requireNonNull(regrouping).settled(code);
                }
                at += size;
            }
        }
        return sum;
    }

    /** For each category code some real images that are to come to another category. */
    private List<Some> moved(Step step) {
        if (regrouping == null) {
            return List.of();
        }
        Regrouping known = regrouping;
        if (step.number() >= starts().steps()) {
            known.look(step.number());
        }
        return latent.categorical().stream()
                .map(code ->
                        known.draw(code, step.number(), mostMoved(step.latents().count())))
                .toList();
    }

    private int mostMoved(int batch) {
        return regrouping == null ? 0 : Math.max(1, batch / MOVED_SHARE);
    }

    private Tensor logits(Tensor outputs, Code.Categorical code) {
        return outputs.narrow(1, latent.outputOffset(code), code.size());
    }

    /** Moves Q's running statistics, and notes how evenly the categories are used by real images: the entropy of their mean distribution. */
    private void trackRecogniser(Step step, Tensor realFeatures) {
        try (NoGradGuard guard = new NoGradGuard()) {
            Tensor outputs = networks.outputs(realFeatures, Mode.TRACK);
            for (Code.Categorical code : latent.categorical()) {
                Tensor shares = torch.softmax(outputs.narrow(1, latent.outputOffset(code), code.size()), 1)
                        .mean(new long[] {0});
                step.record(
                        "usage/" + code.name(),
                        shares.mul(shares.clamp_min(Tensors.scalar(1e-12)).log())
                                .sum()
                                .neg());
            }
        }
    }
}
