package dev.facet.method;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.config.InfoGanConfig;
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
import dev.facet.method.game.OrthogonalJacobian;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Starts;
import dev.facet.method.game.Step;
import dev.facet.method.game.Turn;
import dev.facet.model.Architecture;
import dev.facet.model.Networks;
import dev.facet.model.family.Families;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Network;

/**
 * InfoGAN (Chen et al. 2016). G and D play the usual game. A recogniser Q, which shares D's trunk, recovers the codes
 * from generated images. G, D's trunk and Q together maximise the variational bound of the mutual information (equation
 * 5)
 *
 * <pre>  L_I(G, Q) = E[log Q(c | G(z, c))] + H(c)</pre>
 *
 * with weight λ per code (equation 6). Two options go beyond the paper: Q's categories are made consistent on real
 * images (see {@link InfoGanConfig.Consistency}), and the continuous codes are kept from moving the same pixels (see
 * {@link OrthogonalJacobian}).
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
    private final OrthogonalJacobian orthogonal;
    private final SelfConsistency consistency;
    private final @Nullable OwnCategories own;
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
        boolean apart = OwnCategories.areOn(run);
        information = new Information(latent, run.infogan(), apart ? latent.continuous() : latent.codes());
        orthogonal = new OrthogonalJacobian(run, networks);
        consistency = new SelfConsistency(run, data, networks, information);
        own = apart ? new OwnCategories(run, networks, consistency) : null;
        phases = phases(run);
    }

    private List<Phase> phases(RunConfig run) {
        List<Network> recognition = List.of(networks.trunk(), networks.source(), networks.recogniser());
        List<Phase> all = new ArrayList<>();
        all.add(game.discriminator(recognition, this::discriminatorLoss));
        if (own != null) {
            double rate = run.infogan().categories().rate();
            all.add(new Phase(
                    "C",
                    own.trained(),
                    rate > 0 ? rate : run.training().discriminatorRate(),
                    run.training().descent(),
                    Due.ALWAYS,
                    step -> own.loss(step, game.fake(step).detach())));
        }
        all.add(game.generator(this::generatorLoss));
        return List.copyOf(all);
    }

    private static void requireCodes(RunConfig run) {
        if (run.latent().codes().isEmpty()) {
            throw new UsageException(run.method() + " needs at least one code; give some, for instance"
                    + " `--codes \"kind:cat10, c1:uniform, c2:uniform\"`.");
        }
    }

    static Architecture architecture(RunConfig run, Shape shape) {
        Architecture shared = Families.architecture(run.model(), run.latent(), shape);
        return OwnCategories.areOn(run) ? OwnCategories.added(shared, run, shape) : shared;
    }

    @Override
    public List<Phase> phases() {
        return phases;
    }

    @Override
    public Game game() {
        return game;
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
        Method.super.close();
    }

    /** The head that reads categories. */
    Network categoryHead() {
        return own == null ? networks.recogniser() : own.head();
    }

    /** D's loss: real against generated images, the codes of generated images, and self-consistency if it is on. */
    private Tensor discriminatorLoss(Step step) {
        Turn turn = game.discriminate(step, discriminator);
        trackRecogniser(step, turn.real());
        Tensor features = game.unchanged(discriminator, game.fake(step).detach(), turn.generated());
        Tensor heard = information.reachesTrunk() ? features : features.detach();
        Tensor loss = turn.loss().add(information.notedLoss(step, networks.outputs(heard, Mode.TRAIN), step.rows()));
        return own == null && consistency.isOn() ? loss.sub(consistency.gain(step)) : loss;
    }

    /** G's loss: the adversarial loss, the information about the codes, and the overlap of codes if it counts. */
    Tensor generatorLoss(Step step) {
        Tensor fake = game.fake(step);
        Tensor seen = game.seen(step, discriminator, fake);
        Tensor loss = game.convince(step, discriminator, seen);
        Tensor features = game.unchanged(discriminator, fake, seen);
        loss = loss.add(information.loss(step, networks.outputs(features, Mode.TRAIN), step.rows()));
        if (own != null) {
            loss = loss.add(own.information(step, fake));
        }
        return orthogonal.counts(step) ? loss.add(orthogonal.loss(step, fake)) : loss;
    }

    /** Updates Q's running statistics with real images, and notes how they use the categories. */
    private void trackRecogniser(Step step, Tensor realFeatures) {
        try (NoGradGuard guard = new NoGradGuard()) {
            Tensor outputs = networks.outputs(realFeatures, Mode.TRACK);
            if (own == null) {
                information.noteUsage(step, outputs);
            }
        }
    }
}
