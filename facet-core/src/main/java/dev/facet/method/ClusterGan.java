package dev.facet.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

import dev.facet.codes.Code;
import dev.facet.codes.Draws;
import dev.facet.codes.LatentSpec;
import dev.facet.config.OwnSettings.Section;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.method.game.Discriminator;
import dev.facet.method.game.Game;
import dev.facet.method.game.Losses;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Step;
import dev.facet.model.Architecture;
import dev.facet.model.Networks;
import dev.facet.model.family.Families;
import dev.facet.model.layer.Layer.Mode;
import dev.facet.model.layer.Network;
import dev.facet.torch.Tensors;

/**
 * ClusterGAN (Mukherjee, Asnani, Lin, Kannan 2019, equation 2). G and an encoder E are trained together against D. E is
 * Q with its own trunk. E must recover the category and the other codes of generated items, so the latent space keeps
 * its clusters. The paper's continuous part is one code with many values and a small deviation, such as
 * {@code z:normal(0.1)x30}. There is no noise.
 */
final class ClusterGan implements Method {
    /** The method's name, requirements and factory. */
    static final MethodType TYPE = new MethodType() {
        @Override
        public String name() {
            return "clustergan";
        }

        @Override
        public boolean takesSizes() {
            return true;
        }

        @Override
        public Optional<Section> section() {
            return Optional.of(ClusterGanConfig.SECTION);
        }

        /** The encoder has none. */
        @Override
        public boolean learnsSigma(RunConfig config) {
            return false;
        }

        @Override
        public Architecture architecture(RunConfig config, Shape shape) {
            return Families.architecture(config.model(), config.latent(), shape).withSeparateRecogniser();
        }

        @Override
        public Method make(RunConfig config, Dataset data, boolean bf16) {
            return new ClusterGan(config, data, bf16);
        }
    };

    private final LatentSpec latent;
    private final ClusterGanConfig config;
    private final Networks networks;
    private final Game game;
    private final Discriminator discriminator;
    private final List<Phase> phases;

    private ClusterGan(RunConfig run, Dataset data, boolean bf16) {
        Shape shape = data.shape();
        latent = run.latent();
        config = run.own(ClusterGanConfig.class);
        networks = Networks.of(TYPE.architecture(run, shape), bf16);
        networks.start(Draws.seed(run.training().seed(), "weights"));
        game = new Game(run, networks, data);
        discriminator = game.plain();
        List<Network> makers = new ArrayList<>(List.of(networks.generator()));
        makers.addAll(networks.recognition());
        phases = List.of(
                game.discriminator(List.of(networks.trunk(), networks.source()), this::discriminatorLoss),
                game.generator(makers, this::generatorLoss));
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
        return game.discriminate(step, discriminator).loss();
    }

    /** The loss of G and E: the adversarial loss, and E's errors in the codes. */
    private Tensor generatorLoss(Step step) {
        Tensor items = game.fake(step);
        Tensor adversarial = game.convince(step, discriminator);
        Tensor outputs = networks.recognise(items, Mode.TRAIN).to(ScalarType.Float);
        try (NoGradGuard guard = new NoGradGuard()) {
            networks.recognise(step.real(), Mode.TRACK); // running statistics follow real items
        }
        Tensor sum = adversarial;
        for (Code code : latent.codes()) {
            sum = sum.add(error(step, code, outputs));
        }
        return sum;
    }

    /** Cross-entropy of a category; mean squared error of other codes. */
    private Tensor error(Step step, Code code, Tensor outputs) {
        Tensor asked = step.rows().narrow(1, latent.offset(code), code.width());
        if (code instanceof Code.Categorical categorical) {
            Tensor logits = outputs.narrow(1, latent.outputOffset(code), categorical.size());
            Tensor error = Losses.categorical(logits, asked);
            step.notes().put("nats/" + code.name(), error, nats -> code.entropy() - nats);
            step.notes().put("max_nats/" + code.name(), code.entropy());
            return error.mul(Tensors.scalar(config.categories()));
        }
        Tensor found = outputs.narrow(1, latent.outputOffset(code), code.width());
        Tensor error = Losses.meanSquare(found, asked);
        step.notes().put("error/" + code.name(), error);
        return error.mul(Tensors.scalar(config.values()));
    }
}
