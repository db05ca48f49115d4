package dev.facet.method;

import java.util.List;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Draws;
import dev.facet.config.RunConfig;
import dev.facet.data.Shape;
import dev.facet.model.Architecture;
import dev.facet.model.Layer.Mode;
import dev.facet.model.Networks;

/**
 * The conditional GAN (Mirza, Osindero 2014): G is asked for a class, and D is told which. D sees the class as one more
 * channel of the image, which a fully connected layer makes of the one-hot vector. Real images come with their own
 * labels, generated ones with those that they were asked for. The first categorical code is the class; further codes
 * are fed to G, and nothing else.
 */
public final class Cgan implements Method {
    private final Networks networks;
    private final Game game;
    private final ClassCode classes;
    private final List<Phase> phases;

    Cgan(RunConfig run, Shape shape, boolean bf16) {
        classes = ClassCode.of(run);
        networks = Networks.of(architecture(run, shape), bf16);
        networks.start(Draws.seed(run.training().seed(), "weights"));
        game = new Game(run, networks);
        phases = List.of(
                game.discriminator(
                        List.of(networks.trunk(), networks.source(), networks.label()), this::discriminatorLoss),
                game.generator(this::generatorLoss));
    }

    static Architecture architecture(RunConfig run, Shape shape) {
        return Architecture.of(run.model(), run.latent(), shape)
                .withoutRecogniser()
                .withLabel(ClassCode.of(run).code().size(), shape);
    }

    @Override
    public List<Phase> phases() {
        return phases;
    }

    @Override
    public Networks parts() {
        return networks;
    }

    private Tensor discriminatorLoss(Step step) {
        Tensor fake = features(game.fake(step).detach(), classes.asked(game.rows(step)), Mode.TRAIN);
        Tensor labels = classes.real(step);
        Tensor real = features(step.real(), labels, Mode.TRACK);
        Tensor adversarial = game.discriminatorLoss(
                step,
                networks.source().forward(real, Mode.TRAIN),
                networks.source().forward(fake, Mode.TRAIN));
        return game.penalised(
                step,
                adversarial,
                images -> networks.source().forward(features(images, labels, Mode.TWICE), Mode.TWICE));
    }

    private Tensor generatorLoss(Step step) {
        Tensor features = features(game.fake(step), classes.asked(game.rows(step)), Mode.TRAIN);
        return game.generatorLoss(step, networks.source().forward(features, Mode.TRAIN));
    }

    /** The trunk of {@code images [N, c, h, w]} of {@code oneHot [N, k]} classes. */
    private Tensor features(Tensor images, Tensor oneHot, Mode mode) {
        Tensor label = networks.label().forward(oneHot, mode).to(ScalarType.Float); // [N, 1, h, w]
        Tensor both = torch.cat(new TensorVector(images.to(ScalarType.Float), label), 1); // [N, c + 1, h, w]
        return networks.trunk().forward(both, mode);
    }
}
