package dev.facet.method;

import java.util.ArrayList;
import java.util.List;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Draws;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.method.game.Discriminator;
import dev.facet.method.game.Due;
import dev.facet.method.game.Game;
import dev.facet.method.game.Information;
import dev.facet.method.game.Milestone;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Step;
import dev.facet.model.Architecture;
import dev.facet.model.Networks;
import dev.facet.model.family.Families;
import dev.facet.model.layer.Layer.Mode;

/**
 * The plain GAN (Goodfellow et al. 2014). G is fed the codes, if there are any, but no loss makes G use them. A
 * recogniser Q with its own trunk learns to read the codes from generated images. It has its own phase and does not
 * influence G or D. Its readings are the baseline in figure 1 of the InfoGAN paper.
 */
final class Gan implements Method {
    /** The method's name, requirements and factory. */
    static final MethodType TYPE = new MethodType() {
        @Override
        public String name() {
            return "gan";
        }

        @Override
        public boolean needsCodes() {
            return false;
        }

        @Override
        public Architecture architecture(RunConfig config, Shape shape) {
            return Gan.architecture(config, shape);
        }

        @Override
        public Method make(RunConfig config, Dataset data, boolean bf16) {
            return new Gan(config, data, bf16);
        }
    };

    private final Networks networks;
    private final Game game;
    private final Discriminator discriminator;
    private final Information information;
    private final List<Phase> phases;

    Gan(RunConfig run, Dataset data, boolean bf16) {
        Shape shape = data.shape();
        networks = Networks.of(architecture(run, shape), bf16);
        networks.start(Draws.seed(run.training().seed(), "weights"));
        game = new Game(run, networks, data);
        discriminator = game.plain();
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
                    Due.ALWAYS,
                    this::recogniserLoss));
        }
        phases = List.copyOf(all);
    }

    static Architecture architecture(RunConfig run, Shape shape) {
        Architecture shared = Families.architecture(run.model(), run.latent(), shape);
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
    public Game game() {
        return game;
    }

    @Override
    public Networks parts() {
        return networks;
    }

    private Tensor discriminatorLoss(Step step) {
        return game.discriminate(step, discriminator).loss();
    }

    private Tensor generatorLoss(Step step) {
        return game.convince(step, discriminator);
    }

    /** Trains Q on the codes of generated images. No gradient reaches G. */
    private Tensor recogniserLoss(Step step) {
        Tensor outputs = networks.recognise(game.fake(step).detach(), Mode.TRAIN);
        try (NoGradGuard guard = new NoGradGuard()) {
            networks.recognise(step.real(), Mode.TRACK); // running statistics follow real images
        }
        return information.notedLoss(step, outputs.to(ScalarType.Float), step.rows());
    }
}
