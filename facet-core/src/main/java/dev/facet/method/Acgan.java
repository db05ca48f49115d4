package dev.facet.method;

import java.util.List;

import org.bytedeco.pytorch.Tensor;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.config.RunConfig;
import dev.facet.data.Shape;
import dev.facet.model.Architecture;
import dev.facet.model.Layer.Mode;
import dev.facet.model.Network;
import dev.facet.model.Networks;

/**
 * The auxiliary classifier GAN (Odena, Olah, Shlens 2017): D also tells the class, with a head on the trunk it shares,
 * of real images by their labels and of generated ones by what was asked for; both D and G maximise the log-likelihood
 * of the right class (their equation 3). The first categorical code is the class; further codes are InfoGAN's,
 * recovered with weight λ.
 */
public final class Acgan implements Method {
    private final Networks networks;
    private final Game game;
    private final ClassCode classes;
    private final Information others;
    private final List<Phase> phases;

    Acgan(RunConfig run, Shape shape, boolean bf16) {
        classes = ClassCode.of(run);
        networks = Networks.of(architecture(run, shape), bf16);
        networks.start(Draws.seed(run.training().seed(), "weights"));
        game = new Game(run, networks);
        List<Code> rest = run.latent().codes().stream()
                .filter(code -> !code.equals(classes.code()))
                .toList();
        others = new Information(run.latent(), run.infogan(), rest);
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
    public List<Milestone> milestones() {
        return others.milestones();
    }

    @Override
    public Networks parts() {
        return networks;
    }

    private Tensor discriminatorLoss(Step step) {
        Tensor fake = networks.trunk().forward(game.fake(step).detach(), Mode.TRAIN);
        Tensor real = networks.trunk().forward(step.real(), Mode.TRACK);
        Tensor adversarial = game.discriminatorLoss(
                step,
                networks.source().forward(real, Mode.TRAIN),
                networks.source().forward(fake, Mode.TRAIN));
        Tensor ofReal = networks.outputs(real, Mode.TRACK);
        Tensor told = Losses.categorical(classes.logits(ofReal), classes.real(step));
        step.record("loss/class", told);
        Tensor rows = game.rows(step);
        Tensor outputs = networks.outputs(fake, Mode.TRAIN);
        Tensor asked = Losses.categorical(classes.logits(outputs), classes.asked(rows));
        // The class trains the trunk in any case.
        Tensor further = others.reachesTrunk() ? outputs : networks.outputs(fake.detach(), Mode.TRAIN);
        Code.Categorical code = classes.code();
        step.record("nats/" + code.name(), code.entropy() - asked.item_float());
        step.record("max_nats/" + code.name(), code.entropy());
        return game.penalised(step, adversarial, networks::discriminate)
                .add(told)
                .add(asked)
                .add(others.notedLoss(step, further, rows))
                .add(others.lossOnReal(step, ofReal, rows));
    }

    private Tensor generatorLoss(Step step) {
        Tensor features = networks.trunk().forward(game.fake(step), Mode.TRAIN);
        Tensor adversarial = game.generatorLoss(step, networks.source().forward(features, Mode.TRAIN));
        Tensor rows = game.rows(step);
        Tensor outputs = networks.outputs(features, Mode.TRAIN);
        return adversarial
                .add(Losses.categorical(classes.logits(outputs), classes.asked(rows)))
                .add(others.loss(step, outputs, rows));
    }
}
