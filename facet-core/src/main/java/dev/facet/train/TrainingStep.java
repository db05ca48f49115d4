package dev.facet.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
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
import dev.facet.method.MethodType;
import dev.facet.method.Methods;
import dev.facet.method.game.Notes;
import dev.facet.method.game.Phase;
import dev.facet.method.game.Step;
import dev.facet.torch.Engine;
import dev.facet.torch.Tensors;

/**
 * One step of training: each phase that is due takes its loss and moves its networks. It knows phases and nothing else
 * about a method.
 */
final class TrainingStep {
    private static final double LARGEST_LOSS = 1e4;
    /** Goes before the names of losses that are noted to be guarded. */
    private static final String GUARDED = "guarded/";

    private static final int[] NO_LABELS = {};

    private final RunConfig config;
    private final Shape shape;
    private final int[] classes;
    private final long latentSeed;

    TrainingStep(RunConfig config, Dataset data) {
        this.config = config;
        this.shape = data.shape();
        this.classes = Methods.of(config).labels() == MethodType.LabelUse.ALL
                ? data.labels().map(Labels::values).orElse(NO_LABELS)
                : NO_LABELS;
        this.latentSeed = Draws.seed(config.training().seed(), "latents");
    }

    /**
     * Makes step {@code number}, from 0, with its items.
     *
     * @return what the phases noted, and their losses
     * @throws Diverged if a loss is not finite or too large; on a GPU {@link #guarded} says so later
     */
    Notes make(TrainingState state, long number, Prefetch.Batch items) throws Diverged {
        int batch = config.training().batch();
        LatentBatch latents = config.latent().draw(latentSeed, number * batch, batch);
        try (PointerScope scope = new PointerScope()) {
            Tensor bytes = Tensors.of(items.pixels(), batch, shape.channels(), shape.height(), shape.rowBytes());
            state.beginStep();
            Engine.seed(Draws.seed(config.training().seed(), "step " + number));
            Tensor real = state.method().parts().scaling().fromBytes(bytes);
            Step step = new Step(number, real, labels(items), latents);
            for (Phase phase : state.method().phases()) {
                state.renew(phase);
                for (int time = 0; phase.due().at(number) && time < phase.due().times(); time++) {
                    if (time > 0) {
                        step.forgetFake();
                    }
                    state.prepare(phase);
                    Tensor loss = phase.loss().apply(step);
                    guard(step.notes(), phase, time, number, loss);
                    state.descend(phase, loss);
                }
            }
            step.notes().keep();
            return step.notes();
        }
    }

    /** The classes of a batch; none unless the method learns from them. */
    private int[] labels(Prefetch.Batch items) {
        return classes.length == 0
                ? NO_LABELS
                : Arrays.stream(items.indices()).map(i -> classes[i]).toArray();
    }

    /** Looks at a loss before it moves anything; on a GPU, which that would wait for, later. */
    private static void guard(Notes notes, Phase phase, int time, long step, Tensor loss) throws Diverged {
        if (loss.is_cuda()) {
            notes.put(GUARDED + time + "/" + phase.name(), loss);
        } else {
            guard(phase.name(), step, loss.item_double());
        }
    }

    /**
     * What the phases of a step noted, once the device has it.
     *
     * @throws Diverged if a loss is not finite or too large
     */
    static Map<String, Double> guarded(long step, Notes notes) throws Diverged {
        Map<String, Double> statistics = new LinkedHashMap<>();
        for (Map.Entry<String, Double> note : notes.read().entrySet()) {
            if (note.getKey().startsWith(GUARDED)) {
                guard(note.getKey().substring(note.getKey().lastIndexOf('/') + 1), step, note.getValue());
            } else {
                statistics.put(note.getKey(), note.getValue());
            }
        }
        return statistics;
    }

    private static void guard(String phase, long step, double loss) throws Diverged {
        if (!Double.isFinite(loss) || Math.abs(loss) > LARGEST_LOSS) {
            throw new Diverged("the loss of " + phase + " is " + loss + " at step " + step);
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
