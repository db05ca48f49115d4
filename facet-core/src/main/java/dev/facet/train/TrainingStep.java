package dev.facet.train;

import java.util.Arrays;
import java.util.Map;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

import dev.facet.codes.Draws;
import dev.facet.codes.LatentBatch;
import dev.facet.config.RunConfig;
import dev.facet.data.Dataset;
import dev.facet.data.Labels;
import dev.facet.data.Prefetch;
import dev.facet.data.Shape;
import dev.facet.method.Phase;
import dev.facet.method.Step;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;

/**
 * One step of training: each phase that is due takes its loss and moves its networks. It knows phases and nothing else
 * about a method.
 */
final class TrainingStep {
    private static final double LARGEST_LOSS = 1e4;
    private static final int[] NO_LABELS = {};

    private final RunConfig config;
    private final Shape shape;
    private final int[] classes;
    private final long latentSeed;

    TrainingStep(RunConfig config, Dataset data) {
        this.config = config;
        this.shape = data.shape();
        this.classes = config.learnsLabels() ? data.labels().map(Labels::values).orElse(NO_LABELS) : NO_LABELS;
        this.latentSeed = Draws.seed(config.training().seed(), "latents");
    }

    /**
     * Makes step {@code number}, from 0, with its images.
     *
     * @return what the phases noted, by name
     */
    Map<String, Double> make(TrainingState state, long number, Prefetch.Batch images) throws Diverged {
        int batch = config.training().batch();
        LatentBatch latents = config.latent().draw(latentSeed, number * batch, batch);
        try (PointerScope scope = new PointerScope()) {
            Tensor bytes = Tensors.of(images.pixels(), batch, shape.channels(), shape.height(), shape.rowBytes());
            state.beginStep();
            Engine.seed(Draws.seed(config.training().seed(), "step " + number));
            Tensor real = state.method().parts().scaling().fromBytes(bytes);
            Step step = new Step(number, real, labels(images), latents);
            for (Phase phase : state.method().phases()) {
                state.renew(phase);
                for (int time = 0; phase.due(number) && time < phase.times(); time++) {
                    if (time > 0) {
                        step.forgetFake();
                    }
                    state.prepare(phase);
                    Tensor loss = phase.loss().apply(step);
                    guard(phase, number, loss.item_double());
                    state.descend(phase, loss);
                }
            }
            return step.statistics();
        }
    }

    /** The classes of a batch; none unless the method learns from them. */
    private int[] labels(Prefetch.Batch images) {
        return classes.length == 0
                ? NO_LABELS
                : Arrays.stream(images.indices()).map(i -> classes[i]).toArray();
    }

    private static void guard(Phase phase, long step, double loss) throws Diverged {
        if (!Double.isFinite(loss) || Math.abs(loss) > LARGEST_LOSS) {
            throw new Diverged("the loss of " + phase.name() + " is " + loss + " at step " + step);
        }
    }

    /** A loss or a weight that is no longer a number, or as good as none. */
    static final class Diverged extends Exception {
        private static final long serialVersionUID = 1L;

        Diverged(String message) {
            super(message);
        }
    }
}
