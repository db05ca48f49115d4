package dev.facet.method;

import java.util.List;
import java.util.Map;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.config.InfoGanConfig;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.model.Architecture;
import dev.facet.model.Layer.Mode;
import dev.facet.model.Network;
import dev.facet.model.Networks;
import dev.facet.torch.Tensors;

/**
 * InfoGAN (Chen et al. 2016): G and D play the usual game while a recogniser Q, which shares D's trunk, recovers the
 * codes from generated images, and G, D's trunk and Q together maximise the variational bound of the mutual information
 * (equation 5)
 *
 * <pre>  L_I(G, Q) = E[log Q(c | G(z, c))] + H(c)</pre>
 *
 * with weight λ per code (equation 6). Optionally Q's categories are made consistent on real images (see
 * {@link InfoGanConfig.Consistency}), which goes beyond the paper.
 */
public final class InfoGan implements Method {
    private final LatentSpec latent;
    private final Networks networks;
    private final Game game;
    private final Information information;
    private final SelfConsistency consistency;
    private final List<Phase> phases;

    InfoGan(RunConfig run, Dataset data, boolean bf16) {
        this(run, data, architecture(run, data.shape()), bf16);
    }

    /** With networks of another method beside its own. */
    InfoGan(RunConfig run, Dataset data, Architecture architecture, boolean bf16) {
        latent = run.latent();
        if (latent.codes().isEmpty()) {
            throw new UsageException("infogan needs at least one code; give some, for instance"
                    + " `--codes \"kind:cat10, c1:uniform, c2:uniform\"`.");
        }
        networks = Networks.of(architecture, bf16);
        networks.start(Draws.seed(run.training().seed(), "weights"));
        game = new Game(run, networks);
        information = new Information(latent, run.infogan(), latent.codes());
        consistency = new SelfConsistency(run, data, networks, information);
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
        return consistency.starts();
    }

    @Override
    public List<Milestone> milestones() {
        return information.milestones();
    }

    @Override
    public Map<String, Tensor> memory() {
        return consistency.memory();
    }

    @Override
    public void restored() {
        consistency.restored();
    }

    @Override
    public void close() {
        consistency.close();
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
        return consistency.isOn() ? loss.sub(consistency.gain(step)) : loss;
    }

    /** Makes images that D takes for real and Q reads the codes from. */
    Tensor generatorLoss(Step step) {
        Tensor features = networks.trunk().forward(game.fake(step), Mode.TRAIN);
        Tensor adversarial = game.generatorLoss(step, networks.source().forward(features, Mode.TRAIN));
        return adversarial.add(information.loss(step, networks.outputs(features, Mode.TRAIN), game.rows(step)));
    }

    /**
     * Moves Q's running statistics, and notes how evenly the categories are used by real images: the entropy of their
     * mean distribution.
     */
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
