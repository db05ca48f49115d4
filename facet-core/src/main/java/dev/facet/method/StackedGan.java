package dev.facet.method;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.config.Check;
import dev.facet.config.OwnSettings.Section;
import dev.facet.config.RunConfig;
import dev.facet.config.TrainingConfig.Descent;
import dev.facet.config.TrainingConfig.Optimiser;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.method.game.ClassCode;
import dev.facet.method.game.Discriminator;
import dev.facet.method.game.Due;
import dev.facet.method.game.Game;
import dev.facet.method.game.Losses;
import dev.facet.method.game.Milestone;
import dev.facet.method.game.Origin;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Step;
import dev.facet.method.game.Turn;
import dev.facet.model.Architecture;
import dev.facet.model.Networks;
import dev.facet.model.TensorOperations;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Network;
import dev.facet.torch.Tensors;

/**
 * The stacked GAN (Huang et al. 2017). First an encoder learns the classes of real images; after that it is fixed. G1
 * makes the encoder's features from a class and a code z1. G0 makes an image from features and a code z0. Each level
 * has its own D. The loss of its G has three terms (the paper's equations 3 to 6):
 *
 * <p>Adversarial: D's output. Conditional: the encoder must find in the result what G was fed. Entropy: Q must recover
 * the code, so that G does not ignore it.
 *
 * <p>Q shares D's trunk and learns from generated images and features only. The levels are trained independently, with
 * G0 fed the encoder's features of real images, or jointly, with G0 fed G1's features.
 */
final class StackedGan implements Method {
    /** The method's name, requirements and factory. */
    static final MethodType TYPE = new MethodType() {
        @Override
        public String name() {
            return "stackedgan";
        }

        @Override
        public LabelUse labels() {
            return LabelUse.ALL;
        }

        @Override
        public boolean takesSizes() {
            return true;
        }

        @Override
        public Optional<Section> section() {
            return Optional.of(StackedGanConfig.SECTION);
        }

        @Override
        public void check(RunConfig config, Check check) {
            Check adversarial = check.within("adversarial");
            String none = "as method stackedgan has two discriminators, whose slopes and weights it leaves alone";
            adversarial.zero("r1", config.adversarial().r1(), none);
            adversarial.zero("gradient-penalty", config.adversarial().gradientPenalty(), none);
            adversarial.zero("clip", config.adversarial().clip(), none);
        }

        @Override
        public Architecture architecture(RunConfig config, Shape shape) {
            return StackedGan.architecture(config, shape);
        }

        @Override
        public Method make(RunConfig config, Dataset data, boolean bf16) {
            return new StackedGan(config, data, bf16);
        }
    };

    private final RunConfig run;
    private final StackedGanConfig config;
    private final Networks networks;
    private final Stack stack;
    private final Game game;
    private final LevelDiscriminator level0;
    private final LevelDiscriminator level1;
    private final ClassCode classes;
    private final List<Phase> phases;

    StackedGan(RunConfig run, Dataset data, boolean bf16) {
        Shape shape = data.shape();
        this.run = run;
        config = run.own(StackedGanConfig.class);
        classes = ClassCode.of(run);
        networks = Networks.of(architecture(run, shape), bf16);
        networks.start(Draws.seed(run.training().seed(), "weights"));
        stack = (Stack) networks.composition();
        game = new Game(run, networks, data);
        level0 = new LevelDiscriminator("0", networks.trunk(), networks.source(), true);
        level1 = new LevelDiscriminator("1", networks.other(Stack.TRUNK), networks.other(Stack.SOURCE), false);
        double d = run.training().discriminatorRate();
        double g = run.training().generatorRate();
        int every = run.adversarial().generatorEvery();
        phases = List.of(
                new Phase(
                        "encoder",
                        List.of(networks.other(Stack.ENCODER), networks.other(Stack.CLASSES)),
                        config.encoderRate(),
                        new Descent(Optimiser.ADAM, 0, 0.9, 0.999),
                        Due.until(config.encoderSteps()),
                        this::encoderLoss),
                phase(
                        "D1",
                        List.of(level1.trunk(), level1.source(), networks.other(Stack.RECOGNISER)),
                        d,
                        1,
                        this::discriminator1),
                phase(
                        "D0",
                        List.of(networks.trunk(), networks.source(), networks.recogniser()),
                        d,
                        1,
                        this::discriminator0),
                phase("G1", List.of(networks.other(Stack.GENERATOR)), g, every, this::generator1),
                phase("G0", List.of(networks.generator()), g, every, this::generator0));
    }

    static Architecture architecture(RunConfig run, Shape shape) {
        return StackLayers.architecture(run.model(), run.latent(), shape);
    }

    @Override
    public List<Phase> phases() {
        return phases;
    }

    @Override
    public List<Milestone> milestones() {
        Milestone game = new Milestone(
                config.encoderSteps(),
                "G draws noise: the encoder alone learns before that step (stackedgan.encoder-steps)");
        return config.training() == StackedGanConfig.Training.JOINT && config.jointFromStep() > config.encoderSteps()
                ? List.of(
                        game,
                        new Milestone(
                                config.jointFromStep(),
                                "there is no joint training, which begins at that step (stackedgan.joint-from-step)"))
                : List.of(game);
    }

    @Override
    public Game game() {
        return game;
    }

    @Override
    public Networks parts() {
        return networks;
    }

    /** A phase of D or G. These begin when the encoder is trained. */
    private Phase phase(String name, List<Network> trained, double rate, int every, Function<Step, Tensor> loss) {
        Due due = Due.lastOf(every, config.encoderSteps());
        return new Phase(name, trained, rate, run.training().descent(), due, loss);
    }

    /** The discriminator of one level. */
    private record LevelDiscriminator(String level, Network trunk, Network source, boolean augments)
            implements Discriminator {
        @Override
        public Tensor features(Tensor items, Origin origin, Mode mode) {
            return trunk.forward(items, mode);
        }
    }

    private Tensor encoderLoss(Step step) {
        Tensor logits = classify(encode(step.real(), Mode.TRAIN));
        Tensor truth = classes.real(step);
        Tensor loss = Losses.categorical(logits, truth);
        step.notes().put("loss/encoder", loss);
        step.notes().put("accuracy/encoder", Losses.agreement(logits, truth));
        return loss;
    }

    private Tensor discriminator1(Step step) {
        Tensor real;
        Tensor fake;
        try (NoGradGuard guard = new NoGradGuard()) {
            real = encode(step.real(), Mode.TRAIN);
            fake = upper(step.rows(), Mode.TRAIN);
        }
        Network recogniser = networks.other(Stack.RECOGNISER);
        return discriminator(
                step,
                level1,
                config.level1(),
                recogniser,
                real,
                fake,
                part(step, stack.codes().z1()));
    }

    private Tensor discriminator0(Step step) {
        Tensor fake;
        try (NoGradGuard guard = new NoGradGuard()) {
            fake = lower(features(step), step.rows(), Mode.TRAIN);
        }
        return discriminator(
                step,
                level0,
                config.level0(),
                networks.recogniser(),
                step.real(),
                fake,
                part(step, stack.codes().z0()));
    }

    /** The loss of a level's D and Q. {@code code [N, size]} is the code of the generated half. */
    private Tensor discriminator(
            Step step,
            LevelDiscriminator level,
            StackedGanConfig.Level weights,
            Network recogniser,
            Tensor real,
            Tensor fake,
            Tensor code) {
        Turn turn = game.discriminate(step, level, real, fake);
        Tensor entropy = recovered(recogniser, turn.generated(), code);
        step.notes().put("entropy/" + level.level(), entropy);
        if (config.recogniserOnReal()) {
            entropy = entropy.add(recovered(recogniser, turn.real(), code)).mul(Tensors.scalar(0.5));
        }
        // The published weights assume the mean over both halves, not the sum.
        return weighted(turn.loss(), 0.5 * weights.adversarial()).add(weighted(entropy, weights.entropy()));
    }

    private Tensor generator1(Step step) {
        Tensor features = upper(step.rows(), Mode.TRACK);
        Tensor seen = game.seen(step, level1, features);
        Tensor conditional = Losses.categorical(classify(features), classes.asked(step.rows()));
        step.notes().put("conditional/1", conditional);
        Tensor entropy = recovered(
                networks.other(Stack.RECOGNISER), seen, part(step, stack.codes().z1()));
        return generator(config.level1(), game.convince(step, level1, seen), conditional, entropy);
    }

    private Tensor generator0(Step step) {
        Tensor features = features(step);
        Tensor images = lower(features, step.rows(), Mode.TRACK);
        Tensor seen = game.seen(step, level0, images);
        Tensor conditional = Losses.meanSquare(encode(images, Mode.TRAIN), features);
        step.notes().put("conditional/0", conditional);
        Tensor entropy =
                recovered(networks.recogniser(), seen, part(step, stack.codes().z0()));
        return generator(config.level0(), game.convince(step, level0, seen), conditional, entropy);
    }

    private static Tensor generator(
            StackedGanConfig.Level weights, Tensor adversarial, Tensor conditional, Tensor entropy) {
        return weighted(adversarial, weights.adversarial())
                .add(weighted(conditional, weights.conditional()))
                .add(weighted(entropy, weights.entropy()));
    }

    /** The features that G0 is fed in a step {@code [N, features]}. No gradient flows through them. */
    Tensor features(Step step) {
        try (NoGradGuard guard = new NoGradGuard()) {
            return config.joint(step.number()) ? upper(step.rows(), Mode.TRAIN) : encode(step.real(), Mode.TRAIN);
        }
    }

    /** G1's output for latent rows, fp32 {@code [N, features]}. */
    private Tensor upper(Tensor rows, Mode mode) {
        return stack.upper(networks, new TensorOperations(mode), rows).to(ScalarType.Float);
    }

    /** G0's images for features and latent rows. */
    private Tensor lower(Tensor features, Tensor rows, Mode mode) {
        return networks.generator().forward(stack.below(new TensorOperations(mode), features, rows), mode);
    }

    /** The encoder's features of items, fp32. */
    private Tensor encode(Tensor items, Mode mode) {
        return stack.encode(networks, new TensorOperations(mode), items).to(ScalarType.Float);
    }

    /** The class logits for features, fp32. */
    private Tensor classify(Tensor features) {
        return stack.classify(networks, new TensorOperations(Mode.TRAIN), features)
                .to(ScalarType.Float);
    }

    private Tensor part(Step step, Code code) {
        return stack.part(new TensorOperations(Mode.TRAIN), step.rows(), code);
    }

    private static Tensor recovered(Network recogniser, Tensor hidden, Tensor code) {
        return Losses.meanSquare(recogniser.forward(hidden, Mode.TRAIN).to(ScalarType.Float), code);
    }

    private static Tensor weighted(Tensor term, double weight) {
        return term.mul(Tensors.scalar(weight));
    }
}
