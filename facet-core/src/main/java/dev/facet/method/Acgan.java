package dev.facet.method;

import java.util.List;

import org.bytedeco.pytorch.Tensor;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.method.game.ClassCode;
import dev.facet.method.game.Discriminator;
import dev.facet.method.game.Game;
import dev.facet.method.game.Information;
import dev.facet.method.game.Losses;
import dev.facet.method.game.Milestone;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Step;
import dev.facet.method.game.Turn;
import dev.facet.model.Architecture;
import dev.facet.model.Networks;
import dev.facet.model.family.Families;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Network;

/**
 * The auxiliary classifier GAN (Odena, Olah, Shlens 2017). A class head on D's trunk classifies real images by their
 * labels and generated images by the class that G was fed. Both D and G maximise the log-likelihood of the right class
 * (the paper's equation 3). The first categorical code is the class. Further codes are InfoGAN's: they are recovered
 * with weight λ.
 */
final class Acgan implements Method {
    /** The method's name, requirements and factory. */
    static final MethodType TYPE = new MethodType() {
        @Override
        public String name() {
            return "acgan";
        }

        @Override
        public LabelUse labels() {
            return LabelUse.ALL;
        }

        @Override
        public Architecture architecture(RunConfig config, Shape shape) {
            return Acgan.architecture(config, shape);
        }

        @Override
        public Method make(RunConfig config, Dataset data, boolean bf16) {
            return new Acgan(config, data, bf16);
        }
    };

    private final Networks networks;
    private final Game game;
    private final Discriminator discriminator;
    private final ClassCode classes;
    private final Information others;
    private final List<Phase> phases;

    Acgan(RunConfig run, Dataset data, boolean bf16) {
        Shape shape = data.shape();
        classes = ClassCode.of(run);
        networks = Networks.of(architecture(run, shape), bf16);
        networks.start(Draws.seed(run.training().seed(), "weights"));
        game = new Game(run, networks, data);
        discriminator = game.plain();
        List<Code> rest = run.latent().codes().stream()
                .filter(code -> !code.equals(classes.code()))
                .toList();
        others = new Information(run.latent(), run.infogan(), rest);
        List<Network> recognition = List.of(networks.trunk(), networks.source(), networks.recogniser());
        phases = List.of(game.discriminator(recognition, this::discriminatorLoss), game.generator(this::generatorLoss));
    }

    static Architecture architecture(RunConfig run, Shape shape) {
        return Families.architecture(run.model(), run.latent(), shape);
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
    public Game game() {
        return game;
    }

    @Override
    public Networks parts() {
        return networks;
    }

    private Tensor discriminatorLoss(Step step) {
        Turn turn = game.discriminate(step, discriminator);
        Tensor ofReal = networks.outputs(turn.real(), Mode.TRACK);
        Tensor told = Losses.categorical(classes.logits(ofReal), classes.real(step));
        step.notes().put("loss/class", told);
        Tensor rows = step.rows();
        Tensor outputs = networks.outputs(turn.generated(), Mode.TRAIN);
        Tensor asked = Losses.categorical(classes.logits(outputs), classes.asked(rows));
        // The class term always trains the trunk.
        Tensor further = others.reachesTrunk()
                ? outputs
                : networks.outputs(turn.generated().detach(), Mode.TRAIN);
        Code.Categorical code = classes.code();
        step.notes().put("nats/" + code.name(), asked, nats -> code.entropy() - nats);
        step.notes().put("max_nats/" + code.name(), code.entropy());
        return turn.loss()
                .add(told)
                .add(asked)
                .add(others.notedLoss(step, further, rows))
                .add(others.lossOnReal(step, ofReal, rows));
    }

    private Tensor generatorLoss(Step step) {
        Tensor seen = game.seen(step, discriminator, game.fake(step));
        Tensor adversarial = game.convince(step, discriminator, seen);
        Tensor rows = step.rows();
        Tensor outputs = networks.outputs(seen, Mode.TRAIN);
        return adversarial
                .add(Losses.categorical(classes.logits(outputs), classes.asked(rows)))
                .add(others.loss(step, outputs, rows));
    }
}
