package dev.facet.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.bytedeco.pytorch.Tensor;

import dev.facet.config.OwnSettings.Section;
import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.method.game.Due;
import dev.facet.method.game.Milestone;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Step;
import dev.facet.model.Architecture;
import dev.facet.model.layer.Layer;
import dev.facet.model.layer.Layer.Bias;
import dev.facet.model.layer.Linear;
import dev.facet.model.layer.Sequential;
import dev.facet.torch.Tensors;

/**
 * InfoGAN-CR (Lin, Thekumparampil, Fanti, Oh 2020, equation 4): an {@link InfoGan} with a contrastive network H. H sees
 * two images that share one continuous code, the noise and the categories, and predicts which code they share. G learns
 * to make this easy for H, so each code must change images in its own way.
 */
final class InfoGanCr implements OnInfoGan {
    /** The method's name, requirements and factory. */
    static final MethodType TYPE = new MethodType() {
        @Override
        public String name() {
            return "infogan-cr";
        }

        @Override
        public boolean learnsPriors() {
            return true;
        }

        @Override
        public Optional<Section> section() {
            return Optional.of(InfoGanCrConfig.SECTION);
        }

        @Override
        public void check(RunConfig config, Dataset data) {
            requireContinuousCodes(config);
            InfoGan.requireEnough(config, data);
            MethodType.super.check(config, data);
        }

        @Override
        public Architecture architecture(RunConfig config, Shape shape) {
            return InfoGanCr.architecture(config, shape);
        }

        @Override
        public Method make(RunConfig config, Dataset data, boolean bf16) {
            return new InfoGanCr(config, data, bf16);
        }
    };

    private final InfoGan infogan;
    private final Contrast contrast;
    private final long contrastFrom;
    private final List<Phase> phases;

    InfoGanCr(RunConfig run, Dataset data, boolean bf16) {
        requireContinuousCodes(run);
        InfoGanCrConfig config = run.own(InfoGanCrConfig.class);
        infogan = new InfoGan(run, data, architecture(run, data.shape()), bf16);
        contrast = new Contrast(run, infogan);
        contrastFrom = config.weight().begins();
        List<Phase> all = new ArrayList<>();
        // Training H earlier would be useless: H takes new weights when the weight of its term changes.
        Due due =
                Due.ALWAYS.startingAt(Math.max(contrastFrom, infogan.begins())).anewWhen(config::changesAt);
        all.add(new Phase(
                "H", List.of(contrast.network()), config.rate(), run.training().descent(), due, contrast::loss));
        for (Phase phase : infogan.phases()) {
            all.add(phase.trained().contains(infogan.parts().generator()) ? phase.with(this::generatorLoss) : phase);
        }
        phases = List.copyOf(all);
    }

    private static void requireContinuousCodes(RunConfig run) {
        int codes = run.latent().continuous().size();
        if (codes < 2) {
            throw new UsageException(
                    "method infogan-cr asks which of the continuous codes two images share, and needs 2 at least;"
                            + " there are " + codes
                            + ". Give some, such as `--codes \"c1:uniform, c2:uniform, c3:uniform\"`.");
        }
    }

    /**
     * InfoGAN's networks and H. H has the trunk's layers, widened for two items, and a head with one output per
     * continuous code.
     */
    static Architecture architecture(RunConfig run, Shape shape) {
        Architecture plain = InfoGan.architecture(run, shape);
        Sequential pairs = plain.trunk().widened(shape.channels());
        List<Layer> layers = new ArrayList<>(pairs.layers());
        int codes = Math.max(1, run.latent().continuous().size());
        layers.add(new Linear("share", plain.features(), codes, Bias.WITH));
        return plain.with(Contrast.NETWORK, pairs.with(layers));
    }

    @Override
    public InfoGan infogan() {
        return infogan;
    }

    @Override
    public List<Phase> phases() {
        return phases;
    }

    @Override
    public List<Milestone> milestones() {
        List<Milestone> all = new ArrayList<>(infogan.milestones());
        if (contrastFrom > 0 && contrastFrom < Long.MAX_VALUE) {
            all.add(new Milestone(
                    contrastFrom, "codes are not told apart by H, which counts from that step on (infogan-cr.weight)"));
        }
        return all;
    }

    private Tensor generatorLoss(Step step) {
        Tensor loss = infogan.generatorLoss(step);
        double weight = contrast.weight(step.number());
        return weight > 0 ? loss.add(contrast.loss(step).mul(Tensors.scalar(weight))) : loss;
    }
}
