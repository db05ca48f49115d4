package dev.facet.method;

import java.util.List;
import java.util.function.Function;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Draws;
import dev.facet.config.RunConfig;
import dev.facet.config.StackedGanConfig;
import dev.facet.config.TrainingConfig.Descent;
import dev.facet.config.TrainingConfig.Optimiser;
import dev.facet.data.Shape;
import dev.facet.model.Architecture;
import dev.facet.model.Layer.Mode;
import dev.facet.model.Network;
import dev.facet.model.Networks;
import dev.facet.model.Stack;
import dev.facet.model.StackLayers;
import dev.facet.torch.Tensors;

/**
 * The stacked GAN (Huang et al. 2017). An encoder learns the classes of real images first and is fixed then. G1 makes
 * its features of a class and a code z1, G0 an image of features and a code z0. Each level has a D, and its G pays for
 * three things (their equations 3 to 6): D's verdict; what the encoder makes of its result, which must be what it was
 * asked for (conditional); and Q's finding its code again, which keeps it from ignoring that (entropy). Q shares D's
 * trunk and learns from generated things alone. The levels are trained independently, G0 on the encoder's features of
 * real images, or jointly, G0 on those of G1.
 */
public final class StackedGan implements Method {
    private final RunConfig run;
    private final StackedGanConfig config;
    private final Networks networks;
    private final Stack upper;
    private final Game game;
    private final ClassCode classes;
    private final List<Phase> phases;

    StackedGan(RunConfig run, Shape shape, boolean bf16) {
        this.run = run;
        config = run.stackedgan();
        classes = ClassCode.of(run);
        networks = Networks.of(architecture(run, shape), bf16);
        networks.start(Draws.seed(run.training().seed(), "weights"));
        upper = networks.upper();
        game = new Game(run, networks);
        double d = run.training().discriminatorRate();
        double g = run.training().generatorRate();
        int every = run.adversarial().generatorEvery();
        phases = List.of(
                new Phase(
                        "encoder",
                        List.of(upper.encoder(), upper.head()),
                        config.encoderRate(),
                        new Descent(Optimiser.ADAM, 0, 0.9, 0.999),
                        1,
                        0,
                        config.encoderSteps(),
                        this::encoderLoss,
                        () -> {}),
                phase("D1", List.of(upper.trunk(), upper.source(), upper.recogniser()), d, 1, this::discriminator1),
                phase(
                        "D0",
                        List.of(networks.trunk(), networks.source(), networks.recogniser()),
                        d,
                        1,
                        this::discriminator0),
                phase("G1", List.of(upper.generator()), g, every, this::generator1),
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
    public Networks parts() {
        return networks;
    }

    /** A phase of the game, which begins when the encoder is ready. */
    private Phase phase(String name, List<Network> trained, double rate, int every, Function<Step, Tensor> loss) {
        long from = config.encoderSteps() + every - 1;
        return new Phase(name, trained, rate, run.training().descent(), every, from, Long.MAX_VALUE, loss, () -> {});
    }

    private Tensor encoderLoss(Step step) {
        Tensor logits = upper.classify(upper.encode(step.real(), Mode.TRAIN), Mode.TRAIN);
        Tensor truth = classes.real(step);
        Tensor loss = Losses.categorical(logits, truth);
        step.record("loss/encoder", loss);
        step.record(
                "accuracy/encoder",
                logits.argmax(new LongOptional(1), false)
                        .eq(truth.argmax(new LongOptional(1), false))
                        .to(ScalarType.Float)
                        .mean());
        return loss;
    }

    private Tensor discriminator1(Step step) {
        Tensor real;
        Tensor fake;
        try (NoGradGuard guard = new NoGradGuard()) {
            real = upper.encode(step.real(), Mode.TRAIN);
            fake = upper.generate(game.rows(step), Mode.TRAIN);
        }
        Tensor realHidden = upper.trunk().forward(real, Mode.TRAIN);
        Tensor fakeHidden = upper.trunk().forward(fake, Mode.TRAIN);
        Tensor z1 = upper.part(game.rows(step), upper.codes().z1());
        return discriminator(
                step, "1", config.level1(), upper.source(), upper.recogniser(), realHidden, fakeHidden, z1);
    }

    private Tensor discriminator0(Step step) {
        Tensor fake;
        try (NoGradGuard guard = new NoGradGuard()) {
            fake = networks.generator().forward(upper.below(features(step), game.rows(step)), Mode.TRAIN);
        }
        Tensor realHidden = networks.trunk().forward(step.real(), Mode.TRACK);
        Tensor fakeHidden = networks.trunk().forward(fake, Mode.TRAIN);
        Tensor z0 = upper.part(game.rows(step), upper.codes().z0());
        return discriminator(
                step, "0", config.level0(), networks.source(), networks.recogniser(), realHidden, fakeHidden, z0);
    }

    /** What D of a level and its Q pay; {@code code [N, size]} is what the generated half was made of. */
    private Tensor discriminator(
            Step step,
            String level,
            StackedGanConfig.Level weights,
            Network source,
            Network recogniser,
            Tensor real,
            Tensor fake,
            Tensor code) {
        Tensor adversarial =
                game.discriminatorLoss(step, level, source.forward(real, Mode.TRAIN), source.forward(fake, Mode.TRAIN));
        Tensor entropy = recovered(recogniser, fake, code);
        step.record("entropy/" + level, entropy);
        if (config.recogniserOnReal()) {
            entropy = entropy.add(recovered(recogniser, real, code)).mul(Tensors.scalar(0.5));
        }
        // The mean over both halves, as the weights are published for.
        return weighted(adversarial, 0.5 * weights.adversarial()).add(weighted(entropy, weights.entropy()));
    }

    private Tensor generator1(Step step) {
        Tensor rows = game.rows(step);
        Tensor features = upper.generate(rows, Mode.TRACK);
        Tensor hidden = upper.trunk().forward(features, Mode.TRAIN);
        Tensor conditional = Losses.categorical(upper.classify(features, Mode.TRAIN), classes.asked(rows));
        step.record("conditional/1", conditional);
        Tensor entropy = recovered(
                upper.recogniser(), hidden, upper.part(rows, upper.codes().z1()));
        Tensor adversarial = game.generatorLoss(step, "1", upper.source().forward(hidden, Mode.TRAIN));
        return generator(config.level1(), adversarial, conditional, entropy);
    }

    private Tensor generator0(Step step) {
        Tensor rows = game.rows(step);
        Tensor features = features(step);
        Tensor images = networks.generator().forward(upper.below(features, rows), Mode.TRACK);
        Tensor hidden = networks.trunk().forward(images, Mode.TRAIN);
        Tensor conditional = Losses.meanSquare(upper.encode(images, Mode.TRAIN), features);
        step.record("conditional/0", conditional);
        Tensor entropy = recovered(
                networks.recogniser(), hidden, upper.part(rows, upper.codes().z0()));
        Tensor adversarial = game.generatorLoss(step, "0", networks.source().forward(hidden, Mode.TRAIN));
        return generator(config.level0(), adversarial, conditional, entropy);
    }

    private static Tensor generator(
            StackedGanConfig.Level weights, Tensor adversarial, Tensor conditional, Tensor entropy) {
        return weighted(adversarial, weights.adversarial())
                .add(weighted(conditional, weights.conditional()))
                .add(weighted(entropy, weights.entropy()));
    }

    /** The features that G0 is fed in a step, constant to it {@code [N, features]}. */
    Tensor features(Step step) {
        try (NoGradGuard guard = new NoGradGuard()) {
            return config.joint(step.number())
                    ? upper.generate(game.rows(step), Mode.TRAIN)
                    : upper.encode(step.real(), Mode.TRAIN);
        }
    }

    private static Tensor recovered(Network recogniser, Tensor hidden, Tensor code) {
        return Losses.meanSquare(recogniser.forward(hidden, Mode.TRAIN).to(ScalarType.Float), code);
    }

    private static Tensor weighted(Tensor term, double weight) {
        return term.mul(Tensors.scalar(weight));
    }
}
