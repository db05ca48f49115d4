package dev.facet.method;

import java.util.ArrayList;
import java.util.List;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Draws;
import dev.facet.config.RunConfig;
import dev.facet.data.Shape;
import dev.facet.model.Architecture;
import dev.facet.model.Layer.Mode;
import dev.facet.model.Networks;

/**
 * The plain GAN (Goodfellow et al. 2014). G is fed the codes, if there are any, but nothing makes it use them: a
 * recogniser Q with a trunk of its own learns in a phase of its own to read them off generated images, and neither G
 * nor D hears of it. What Q reads is the baseline of the InfoGAN paper's figure 1.
 */
public final class Gan implements Method {
    private final Networks networks;
    private final Game game;
    private final Information information;
    private final List<Phase> phases;

    Gan(RunConfig run, Shape shape, boolean bf16) {
        networks = Networks.of(architecture(run, shape), bf16);
        networks.start(Draws.seed(run.training().seed(), "weights"));
        game = new Game(run, networks);
        information = new Information(run.latent(), run.infogan(), run.latent().codes());
        List<Phase> all = new ArrayList<>(List.of(
                game.discriminator(List.of(networks.trunk(), networks.source()), this::discriminatorLoss),
                game.generator(this::generatorLoss)));
        if (networks.recognises()) {
            all.add(new Phase(
                    "Q",
                    networks.recognition(),
                    run.training().discriminatorRate(),
                    run.training().descent(),
                    this::recogniserLoss));
        }
        phases = List.copyOf(all);
    }

    static Architecture architecture(RunConfig run, Shape shape) {
        Architecture shared = Architecture.of(run.model(), run.latent(), shape);
        return run.latent().codes().isEmpty() ? shared.withoutRecogniser() : shared.withSeparateRecogniser();
    }

    @Override
    public List<Phase> phases() {
        return phases;
    }

    @Override
    public List<Milestone> milestones() {
        return information.milestones();
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
        return game.penalised(step, adversarial, networks::discriminate);
    }

    private Tensor generatorLoss(Step step) {
        Tensor features = networks.trunk().forward(game.fake(step), Mode.TRAIN);
        return game.generatorLoss(step, networks.source().forward(features, Mode.TRAIN));
    }

    /** Reads the codes off the images without a way back to G. */
    private Tensor recogniserLoss(Step step) {
        Tensor outputs = networks.recognise(game.fake(step).detach(), Mode.TRAIN);
        try (NoGradGuard guard = new NoGradGuard()) {
            networks.recognise(step.real(), Mode.TRACK); // running statistics follow real images
        }
        return information.notedLoss(step, outputs.to(ScalarType.Float), game.rows(step));
    }
}
