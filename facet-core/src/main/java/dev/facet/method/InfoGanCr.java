package dev.facet.method;

import java.util.ArrayList;
import java.util.List;

import org.bytedeco.pytorch.Tensor;

import dev.facet.config.RunConfig;
import dev.facet.config.UsageException;
import dev.facet.data.Dataset;
import dev.facet.data.Shape;
import dev.facet.model.Architecture;
import dev.facet.torch.Tensors;

/**
 * InfoGAN-CR (Lin, Thekumparampil, Fanti, Oh 2020, equation 4): an {@link InfoGan} whose G also makes it easy for a
 * network H to tell, of two images that share one continuous code, the noise and the categories, which code that is. So
 * a code must change images in a way of its own.
 */
public final class InfoGanCr implements OnInfoGan {
    private final InfoGan infogan;
    private final Contrast contrast;
    private final long contrastFrom;
    private final List<Phase> phases;

    InfoGanCr(RunConfig run, Dataset data, boolean bf16) {
        int codes = run.latent().continuous().size();
        if (codes < 2) {
            throw new UsageException(
                    "method infogan-cr asks which of the continuous codes two images share, and needs 2 at least;"
                            + " there are " + codes
                            + ". Give some, such as `--codes \"c1:uniform, c2:uniform, c3:uniform\"`.");
        }
        infogan = new InfoGan(run, data, architecture(run, data.shape()), bf16);
        contrast = new Contrast(run, infogan.parts());
        contrastFrom = run.infogancr().weight().begins();
        List<Phase> all = new ArrayList<>();
        all.add(new Phase(
                        "H",
                        List.of(contrast.network()),
                        run.infogancr().rate(),
                        run.training().descent(),
                        contrast::loss)
                // What it learned before G heeds it would be thrown away when the weight changes.
                .startingAt(contrastFrom)
                .anewWhen(run.infogancr()::changesAt));
        for (Phase phase : infogan.phases()) {
            all.add(phase.trained().contains(infogan.parts().generator()) ? phase.with(this::generatorLoss) : phase);
        }
        phases = List.copyOf(all);
    }

    static Architecture architecture(RunConfig run, Shape shape) {
        return InfoGan.architecture(run, shape)
                .withContrast(Math.max(1, run.latent().continuous().size()));
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
