package dev.facet.method;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.config.InfoGanConfig;
import dev.facet.config.InfoGanConfig.Recogniser;
import dev.facet.config.ModelConfig;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.method.consistency.SelfConsistency;
import dev.facet.method.game.Discriminator;
import dev.facet.method.game.Due;
import dev.facet.method.game.Game;
import dev.facet.method.game.Information;
import dev.facet.method.game.Milestone;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Starts;
import dev.facet.method.game.Step;
import dev.facet.method.game.Turn;
import dev.facet.model.Architecture;
import dev.facet.model.Networks;
import dev.facet.model.family.Families;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Network;
import dev.facet.torch.Tensors;

/**
 * InfoGAN (Chen et al. 2016). G and D play the usual game. A recogniser Q, which shares D's trunk, recovers the codes
 * from generated images. G, D's trunk and Q together maximise the variational bound of the mutual information (equation
 * 5)
 *
 * <pre>  L_I(G, Q) = E[log Q(c | G(z, c))] + H(c)</pre>
 *
 * with weight λ per code (equation 6). Optionally, Q's categories are made consistent on real images (see
 * {@link InfoGanConfig.Consistency}); this goes beyond the paper.
 */
final class InfoGan implements Method {
    /** The method's name, requirements and factory. */
    static final MethodType TYPE = new MethodType() {
        @Override
        public String name() {
            return "infogan";
        }

        @Override
        public void check(RunConfig config, Dataset data) {
            requireCodes(config);
            MethodType.super.check(config, data);
        }

        @Override
        public boolean choosesTrunk() {
            return true;
        }

        @Override
        public Architecture architecture(RunConfig config, Shape shape) {
            return InfoGan.architecture(config, shape);
        }

        @Override
        public Method make(RunConfig config, Dataset data, boolean bf16) {
            return new InfoGan(config, data, bf16);
        }
    };

    private final LatentSpec latent;
    private final Networks networks;
    private final Game game;
    private final Discriminator discriminator;
    private final Information information;
    private final SelfConsistency consistency;
    private final boolean own;
    private final List<Phase> phases;

    InfoGan(RunConfig run, Dataset data, boolean bf16) {
        this(run, data, architecture(run, data.shape()), bf16);
    }

    /** An InfoGAN with another architecture, such as one that has more networks. */
    InfoGan(RunConfig run, Dataset data, Architecture architecture, boolean bf16) {
        requireCodes(run);
        latent = run.latent();
        networks = Networks.of(architecture, bf16);
        networks.start(Draws.seed(run.training().seed(), "weights"));
        game = new Game(run, networks, data);
        discriminator = game.plain();
        information = new Information(latent, run.infogan(), latent.codes());
        consistency = new SelfConsistency(run, data, networks, information);
        own = run.infogan().recogniser().isOwn();
        phases = own ? phasesWithOwnTrunk(run) : phasesWithSharedTrunk();
    }

    private List<Phase> phasesWithSharedTrunk() {
        List<Network> recognition = List.of(networks.trunk(), networks.source(), networks.recogniser());
        return List.of(game.discriminator(recognition, this::discriminatorLoss), game.generator(this::generatorLoss));
    }

    private List<Phase> phasesWithOwnTrunk(RunConfig run) {
        double rate = run.infogan().recogniser().rate();
        return List.of(
                game.discriminator(
                        List.of(networks.trunk(), networks.source()),
                        step -> game.discriminate(step, discriminator).loss()),
                new Phase(
                        "Q",
                        networks.recognition(),
                        rate > 0 ? rate : run.training().discriminatorRate(),
                        run.training().descent(),
                        Due.ALWAYS,
                        this::recogniserLoss),
                game.generator(this::generatorLoss));
    }

    private static void requireCodes(RunConfig run) {
        if (run.latent().codes().isEmpty()) {
            throw new UsageException(run.method() + " needs at least one code; give some, for instance"
                    + " `--codes \"kind:cat10, c1:uniform, c2:uniform\"`.");
        }
    }

    static Architecture architecture(RunConfig run, Shape shape) {
        Architecture shared = Families.architecture(run.model(), run.latent(), shape);
        Recogniser recogniser = run.infogan().recogniser();
        if (!recogniser.isOwn()) {
            return shared;
        }
        ModelConfig own =
                run.model().withDiscriminatorBatchNorm(recogniser.batchNorm()).withSpectralNorm(false);
        return shared.withSeparateRecogniser(Families.architecture(own, run.latent(), shape));
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
        Map<String, Tensor> memory = new LinkedHashMap<>(consistency.memory());
        memory.putAll(game.memory());
        return memory;
    }

    @Override
    public void restored() {
        consistency.restored();
    }

    @Override
    public void close() {
        consistency.close();
        game.close();
        networks.close();
    }

    /** D's loss: real against generated images, the codes of generated images, and self-consistency if it is on. */
    private Tensor discriminatorLoss(Step step) {
        Turn turn = game.discriminate(step, discriminator);
        trackRecogniser(step, turn.real());
        Tensor heard =
                information.reachesTrunk() ? turn.generated() : turn.generated().detach();
        Tensor loss = turn.loss().add(information.notedLoss(step, networks.outputs(heard, Mode.TRAIN), step.rows()));
        return consistency.isOn() ? loss.sub(consistency.gain(step)) : loss;
    }

    /**
     * The loss of Q with a trunk of its own: the codes of generated images, and self-consistency if it is on. All
     * images are one batch.
     */
    private Tensor recogniserLoss(Step step) {
        Tensor generated = game.fake(step).detach().to(ScalarType.Float);
        if (!consistency.isOn()) {
            Tensor outputs = read(Tensors.concatenate(generated, step.real()), Mode.TRACK);
            noteUsage(step, outputs.narrow(0, step.rows().size(0), step.real().size(0)));
            return information.notedLoss(step, outputs.narrow(0, 0, step.rows().size(0)), step.rows());
        }
        SelfConsistency.Views views = consistency.views(step);
        long count = generated.size(0);
        Tensor outputs = read(Tensors.concatenate(generated, views.items()), Mode.TRACK);
        Tensor seen = outputs.narrow(0, count, views.items().size(0));
        noteUsage(step, seen.narrow(0, 0, step.real().size(0)).detach());
        return information
                .notedLoss(step, outputs.narrow(0, 0, count), step.rows())
                .sub(consistency.gain(step, views, seen));
    }

    private Tensor read(Tensor items, Mode mode) {
        return networks.recognise(items, mode).to(ScalarType.Float);
    }

    private Tensor generatorLossWithOwnTrunk(Step step) {
        Tensor fake = game.fake(step);
        Tensor adversarial = game.convince(step, discriminator);
        return adversarial.add(information.loss(step, read(fake, Mode.TRAIN), step.rows()));
    }

    /** G's loss: the adversarial loss, and the information about the codes. */
    Tensor generatorLoss(Step step) {
        if (own) {
            return generatorLossWithOwnTrunk(step);
        }
        Tensor seen = game.seen(step, discriminator, game.fake(step));
        Tensor adversarial = game.convince(step, discriminator, seen);
        return adversarial.add(information.loss(step, networks.outputs(seen, Mode.TRAIN), step.rows()));
    }

    /**
     * Updates Q's running statistics with real images, and notes how they use the categories.
     */
    private void trackRecogniser(Step step, Tensor realFeatures) {
        try (NoGradGuard guard = new NoGradGuard()) {
            noteUsage(step, networks.outputs(realFeatures, Mode.TRACK));
        }
    }

    /** Notes how evenly real images use the categories: the entropy of the mean distribution. */
    private void noteUsage(Step step, Tensor outputs) {
        try (NoGradGuard guard = new NoGradGuard()) {
            for (Code.Categorical code : latent.categorical()) {
                Tensor shares = torch.softmax(outputs.narrow(1, latent.outputOffset(code), code.size()), 1)
                        .mean(new long[] {0});
                step.notes()
                        .put(
                                "usage/" + code.name(),
                                shares.mul(shares.clamp_min(Tensors.scalar(1e-12))
                                                .log())
                                        .sum()
                                        .neg());
            }
        }
    }
}
