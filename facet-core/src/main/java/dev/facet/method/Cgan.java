package dev.facet.method;

import java.util.List;
import java.util.Optional;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.method.game.ClassCode;
import dev.facet.method.game.Discriminator;
import dev.facet.method.game.Game;
import dev.facet.method.game.Origin;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Step;
import dev.facet.model.Architecture;
import dev.facet.model.Composition;
import dev.facet.model.Networks;
import dev.facet.model.Operations;
import dev.facet.model.family.Families;
import dev.facet.model.layer.Layer;
import dev.facet.model.layer.Layer.Bias;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Linear;
import dev.facet.model.layer.Network;
import dev.facet.model.layer.Reshape;
import dev.facet.model.layer.Sequential;

/**
 * The conditional GAN (Mirza, Osindero 2014). G and D are both fed the class. For D, a fully connected layer turns the
 * one-hot class into one more channel of the image. A real image comes with its label, a generated image with the class
 * that G was fed. The first categorical code is the class. Further codes are fed to G only.
 */
final class Cgan implements Method {
    private static final String LABEL = "label";

    /** The method's name, requirements and factory. */
    static final MethodType TYPE = new MethodType() {
        @Override
        public String name() {
            return "cgan";
        }

        @Override
        public LabelUse labels() {
            return LabelUse.ALL;
        }

        @Override
        public boolean recognises(LatentSpec latent) {
            return false;
        }

        @Override
        public boolean takesSizes() {
            return true;
        }

        @Override
        public Architecture architecture(RunConfig config, Shape shape) {
            return Cgan.architecture(config, shape);
        }

        @Override
        public Method make(RunConfig config, Dataset data, boolean bf16) {
            return new Cgan(config, data, bf16);
        }
    };

    private final Networks networks;
    private final Game game;
    private final ClassCode classes;
    private final List<Phase> phases;

    Cgan(RunConfig run, Dataset data, boolean bf16) {
        Shape shape = data.shape();
        classes = ClassCode.of(run);
        networks = Networks.of(architecture(run, shape), bf16);
        networks.start(Draws.seed(run.training().seed(), "weights"));
        game = new Game(run, networks, data);
        phases = List.of(
                game.discriminator(
                        List.of(networks.trunk(), networks.source(), networks.other(LABEL)), this::discriminatorLoss),
                game.generator(this::generatorLoss));
    }

    static Architecture architecture(RunConfig run, Shape shape) {
        int classes = ClassCode.of(run).code().size();
        List<Layer> embedding = List.of(
                new Linear("fc", classes, shape.height() * shape.width(), Bias.WITH),
                new Reshape(1, shape.height(), shape.width()));
        return Families.architecture(run.model(), run.latent(), shape)
                .withoutRecogniser()
                .withWiderTrunk(1)
                .with(LABEL, Sequential.of(new long[] {classes}, embedding))
                .composed(new Told(classes));
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

    private Tensor discriminatorLoss(Step step) {
        return game.discriminate(step, told(step)).loss();
    }

    private Tensor generatorLoss(Step step) {
        return game.convince(step, told(step));
    }

    /** D, which is also fed the classes of a step's items. */
    private Discriminator told(Step step) {
        return new Discriminator() {
            @Override
            public Tensor features(Tensor items, Origin origin, Mode mode) {
                Tensor oneHot = origin == Origin.REAL ? classes.real(step) : classes.asked(step.rows());
                Tensor label = networks.other(LABEL).forward(oneHot, mode).to(ScalarType.Float); // [N, 1, h, w]
                Tensor both = torch.cat(new TensorVector(items.to(ScalarType.Float), label), 1); // [N, c + 1, h, w]
                return networks.trunk().forward(both, mode);
            }

            @Override
            public Network source() {
                return networks.source();
            }
        };
    }

    /** D is fed the class together with the item. */
    private record Told(int classes) implements Composition {
        @Override
        public Optional<Condition> condition() {
            return Optional.of(new Condition(LABEL, classes, "one-hot"));
        }

        @Override
        public <V> V score(Networks networks, Operations<V> by, V items, Optional<V> condition) {
            V label = by.apply(networks.other(LABEL), condition.orElseThrow());
            return by.apply(networks.source(), by.apply(networks.trunk(), by.concatenate(List.of(items, label))));
        }
    }
}
