package dev.facet.method;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.codes.Prior;
import dev.facet.config.InfoGanConfig;
import dev.facet.config.InfoGanConfig.Statistics;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.method.consistency.SelfConsistency;
import dev.facet.method.game.Discriminator;
import dev.facet.method.game.Game;
import dev.facet.method.game.Information;
import dev.facet.method.game.Milestone;
import dev.facet.method.game.Origin;
import dev.facet.method.game.OrthogonalJacobian;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Priors;
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
        public boolean learnsPriors() {
            return true;
        }

        @Override
        public void check(RunConfig config, Dataset data) {
            requireCodes(config);
            requireEnough(config, data);
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
    private final Priors priors;
    private final Information information;
    private final OrthogonalJacobian orthogonal;
    private final SelfConsistency consistency;
    private final @Nullable OwnCategories own;
    private final List<Phase> phases;
    private final Statistics statistics;
    /** The features of real items that D's last phase has seen, and its step. They live as long as the step. */
    private Optional<Tensor> beside = Optional.empty();

    private long besideStep = -1;

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
        priors = new Priors(run);
        information = new Information(latent, run.infogan(), apart ? latent.continuous() : latent.codes(), priors);
        orthogonal = new OrthogonalJacobian(run, networks);
        consistency = new SelfConsistency(run, data, networks, information, priors);
        own = apart ? new OwnCategories(run, networks, consistency, priors) : null;
        statistics = run.infogan().statistics();
        phases = phases(run);
    }

    private List<Phase> phases(RunConfig run) {
        List<Network> recognition = List.of(networks.trunk(), networks.source(), networks.recogniser());
        List<Phase> all = new ArrayList<>();
        all.add(game.discriminator(recognition, this::discriminatorLoss));
        if (own != null) {
            all.add(own.phase(game));
        }
        all.add(game.generator(this::generatorLoss));
        all.replaceAll(phase -> own != null && phase.trained().contains(own.head())
                ? phase
                : phase.when(phase.due().startingAt(phase.due().from() + begins())));
        return List.copyOf(all);
    }

    /** Refuses more categories to choose from than there are items. */
    static void requireEnough(RunConfig run, Dataset data) {
        for (Code.Categorical code : run.latent().learned()) {
            if (code.prior() == Prior.AUTO && code.size() > data.size()) {
                throw new UsageException("code '" + code.name() + "' may have up to " + code.size()
                        + " categories, but " + data.name() + " has " + data.size() + " "
                        + data.shape().plural() + "; use a smaller number, for instance `--codes \"" + code.name()
                        + ":auto" + Math.max(2, data.size() / 10) + "\"`.");
            }
        }
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
        List<Milestone> all = new ArrayList<>(information.milestones());
        if (begins() > 0) {
            all.add(new Milestone(
                    begins(),
                    "G has learned nothing: it begins at that step, after the categories"
                            + " (infogan.categories.alone)"));
        }
        all.addAll(priors.milestones());
        return all;
    }

    @Override
    public Map<String, Tensor> memory() {
        Map<String, Tensor> memory = new LinkedHashMap<>(consistency.memory());
        memory.putAll(game.memory());
        memory.putAll(priors.memory());
        return memory;
    }

    @Override
    public void restored() {
        consistency.restored();
        priors.restored();
    }

    @Override
    public void begin(long step) {
        priors.follow(step, categoryHead());
    }

    @Override
    public LatentSpec drawn(LatentSpec given) {
        return priors.latent();
    }

    @Override
    public void close() {
        consistency.close();
        priors.close();
        Method.super.close();
    }

    /** The first step at which G and D learn. */
    long begins() {
        return own == null ? 0 : own.alone();
    }

    /** The head that reads categories. */
    Network categoryHead() {
        return own == null ? networks.recogniser() : own.head();
    }

    /** D's loss: real against generated images, the codes of generated images, and self-consistency if it is on. */
    private Tensor discriminatorLoss(Step step) {
        Turn turn = game.discriminate(step, discriminator);
        beside = realFeatures(step, turn.real());
        besideStep = step.number();
        Tensor features = game.unchanged(discriminator, game.fake(step).detach(), Origin.GENERATED, turn.generated());
        Tensor heard = information.reachesTrunk() ? features : features.detach();
        Tensor loss = turn.loss().add(information.notedLoss(step, heardOutputs(step, heard), step.rows()));
        return own == null && consistency.isOn() ? loss.sub(consistency.gain(step)) : loss;
    }

    /** G's loss: the adversarial loss, the information about the codes, and the overlap of codes if it counts. */
    Tensor generatorLoss(Step step) {
        Tensor fake = game.fake(step);
        Tensor seen = game.seen(step, discriminator, fake);
        Tensor loss = game.convince(step, discriminator, seen);
        Tensor features = game.unchanged(discriminator, fake, Origin.GENERATED, seen);
        loss = loss.add(information.loss(step, outputs(step, features), step.rows()));
        if (own != null) {
            loss = own.added(step, fake, loss);
        }
        return orthogonal.counts(step) ? loss.add(orthogonal.loss(step, fake)) : loss;
    }

    /** The features of a step's real items as they are; empty if Q has no use for them. */
    private Optional<Tensor> realFeatures(Step step, Tensor seen) {
        if (own != null && networks.recogniser().statistics().isEmpty()) {
            return Optional.empty();
        }
        try (NoGradGuard guard = new NoGradGuard()) {
            return Optional.of(game.unchanged(discriminator, step.real(), Origin.REAL, seen)
                    .detach());
        }
    }

    /** Q's outputs in D's phase. Updates Q's running statistics, and notes how real items use the categories. */
    private Tensor heardOutputs(Step step, Tensor features) {
        if (beside.isEmpty()) {
            return networks.outputs(features, Mode.TRAIN);
        }
        Tensor real = beside.get();
        if (statistics == Statistics.BOTH) {
            Tensor both = networks.outputs(Tensors.concatenate(features, real), Mode.TRACK);
            note(step, both.narrow(0, features.size(0), real.size(0)));
            return both.narrow(0, 0, features.size(0));
        }
        try (NoGradGuard guard = new NoGradGuard()) {
            note(step, networks.outputs(real, Mode.TRACK));
        }
        return networks.outputs(features, Mode.TRAIN);
    }

    /** Q's outputs in G's phase, with the same statistics as in D's. */
    private Tensor outputs(Step step, Tensor features) {
        if (statistics == Statistics.BOTH && besideStep == step.number() && beside.isPresent()) {
            return networks.outputs(Tensors.concatenate(features, beside.get()), Mode.TRAIN)
                    .narrow(0, 0, features.size(0));
        }
        return networks.outputs(features, Mode.TRAIN);
    }

    private void note(Step step, Tensor outputs) {
        if (own == null) {
            information.noteUsage(step, outputs.detach());
        }
    }
}
